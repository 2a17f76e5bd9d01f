import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { cheapestEquivalent, type Wanted } from '../../../../engine/search/cheapest.ts';
import { exampleSpace } from '../../../support/spaces.ts';

const space = exampleSpace('nasbench201');
const minimise = (metric: string) => ({ direction: 'minimize', metric }) as const;
const wanted = (more: Partial<Wanted>): Wanted => ({ space, objectives: [], constraints: [], ...more });
const cell = (...operators: readonly string[]) => {
  const paths = ['h[0].edge[0]', 'h[1].edge[0]', 'h[1].edge[1]', 'h[2].edge[0]', 'h[2].edge[1]', 'h[2].edge[2]'];
  const { value } = space.parse(`{ ${paths.map((path, i) => `Cell.${path}: ${operators[i]}`).join(', ')} }`);
  if (value === undefined) throw new Error(operators.join());
  return value;
};
// Nothing of h[0] and h[1] reaches the output: three convolutions that lead nowhere.
const wasteful = cell('relu_conv3x3_bn', 'relu_conv3x3_bn', 'relu_conv1x1_bn', 'relu_conv3x3_bn', 'none', 'none');
const thrifty = cell('none', 'none', 'none', 'relu_conv3x3_bn', 'none', 'none');

describe('of architectures that are one network', () => {
  it('the one without what leads nowhere is the cheapest', () => {
    const hash = space.graphHash(wasteful);
    expect(space.graphHash(thrifty)).toBe(hash);
    for (const metric of ['params', 'macs', 'memory']) {
      const found = cheapestEquivalent(wanted({ objectives: [minimise(metric)] }), wasteful, hash);
      expect(space.graphHash(found)).toBe(hash);
      if (metric !== 'memory') expect(space.costs(found).params).toBe(space.costs(thrifty).params);
    }
    expect(space.costs(wasteful).params).toBeGreaterThan(1.5 * space.costs(thrifty).params);
  });

  it('a bounded cost is saved too', () => {
    const constraints = [{ metric: 'params', max: 1e6, text: '' }];
    const found = cheapestEquivalent(wanted({ constraints }), wasteful, space.graphHash(wasteful));
    expect(space.costs(found).params).toBe(space.costs(thrifty).params);
  });

  it('nothing changes where no cost is wanted, or where it is the more the better', () => {
    const hash = space.graphHash(wasteful);
    expect(cheapestEquivalent(wanted({ objectives: [{ direction: 'maximize', metric: 'accuracy' }] }), wasteful, hash)).toBe(wasteful); // prettier-ignore
    const found = cheapestEquivalent(wanted({ objectives: [{ direction: 'maximize', metric: 'params' }] }), wasteful, hash); // prettier-ignore
    expect(space.costs(found).params).toBeGreaterThanOrEqual(space.costs(wasteful).params);
  });

  it('whatever is drawn keeps its graph and never costs more', () => {
    const random = seededRandom('cheapest');
    let saved = 0;
    for (let i = 0; i < 24; i++) {
      const drawn = space.sample(random);
      if (drawn === undefined) throw new Error('an empty space');
      const found = cheapestEquivalent(wanted({ objectives: [minimise('params')] }), drawn, space.graphHash(drawn));
      expect(space.graphHash(found)).toBe(space.graphHash(drawn));
      expect(space.costs(found).params).toBeLessThanOrEqual(space.costs(drawn).params);
      if (space.costs(found).params < space.costs(drawn).params) saved++;
    }
    expect(saved).toBeGreaterThan(2);
  });
});
