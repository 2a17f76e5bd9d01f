/** Sizes of published spaces that are known otherwise: from their papers, or by closed formulas. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import type { DecisionSpace } from '../../../../dsl/space/decision-space.ts';
import { architecture, exampleSpace, exampleSpaces, exampleText, spaceOf } from '../../../support/spaces.ts';

const sum = (terms: bigint[]): bigint => terms.reduce((a, b) => a + b, 0n);

const raw: Record<(typeof exampleSpaces)[number], bigint> = {
  // For each number of inner vertices: every vertex takes any earlier ones, so does the output, three operators each.
  nasbench101: sum([0n, 1n, 2n, 3n, 4n, 5n].map((n) => 2n ** (((n + 1n) * (n + 2n)) / 2n) * 3n ** n)),
  nasbench201: 15_625n,
  darts: (180n * 7n ** 8n) ** 2n,
  ofa_mobilenetv3: 5n * (9n ** 2n + 9n ** 3n + 9n ** 4n) ** 5n,
  autoformer_tiny: 3n * (4n ** 12n + 4n ** 13n + 4n ** 14n),
  // Pairs with replacement of 2, 3, ... earlier vertices, six operators an edge; Node and Down decide apart.
  ghn_random:
    sum(
      [3n, 4n, 5n, 6n, 7n].map((n) => {
        let product = 36n ** n;
        for (let i = 0n; i < n; i++) product *= ((i + 2n) * (i + 3n)) / 2n;
        return product;
      }),
    ) ** 2n,
};

describe('published spaces', () => {
  it.each(exampleSpaces)('%s has its raw size', (name) => {
    expect(exampleSpace(name).rawSize()).toBe(raw[name]);
  });

  it('NAS-Bench-201 has 6,466 distinct graphs among 15,625', () => {
    const space = exampleSpace('nasbench201');
    expect(space.size()).toEqual({ value: 15_625n, method: 'exact' });
    expect(space.distinct()).toEqual({ value: 6_466n, method: 'exact' });
  });

  it('NAS-Bench-101 has 423,624 distinct cells', () => {
    const space = exampleSpace('nasbench101');
    expect(space.distinct()).toEqual({ value: 423_624n, method: 'exact' });
  });

  it('AutoFormer-tiny is counted exactly under its bounds on parameters, in agreement with draws', () => {
    const space = exampleSpace('autoformer_tiny');
    const size = space.size();
    expect(size.method).toBe('exact');
    let inside = 0;
    const random = seededRandom(5);
    const whole = exampleSpaceWithout('params in 5M..7M');
    for (let i = 0; i < 400; i++) {
      const drawn = whole.sample(random);
      const { params } = whole.costs(drawn as NonNullable<typeof drawn>);
      if (params >= 5e6 && params <= 7e6) inside++;
    }
    const share = Number(size.value) / Number(space.rawSize());
    expect(Math.abs(inside / 400 - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / 400));
  });

  it('the requirement of once-for-all always holds, so its size is exact', () => {
    const space = exampleSpace('ofa_mobilenetv3');
    expect(space.size()).toEqual({ value: raw.ofa_mobilenetv3, method: 'exact' });
  });

  it.each(exampleSpaces)('%s: samples are valid, their text reads back, costs are positive', (name) => {
    const space = exampleSpace(name);
    const random = seededRandom(11);
    for (let i = 0; i < 10; i++) {
      const drawn = space.sample(random);
      if (drawn === undefined) throw new Error('nothing drawn');
      expect(space.validate(drawn)).toEqual({ ok: true });
      expect(architecture(space, space.text(drawn))).toEqual(drawn);
      expect(space.costs(drawn).params).toBeGreaterThan(0);
      expect(space.graphHash(drawn)).toMatch(/^[0-9a-f]{32}$/);
    }
  });
});

describe('decision paths', () => {
  it('are those of the language reference', () => {
    const paths = (name: (typeof exampleSpaces)[number]): string[] =>
      exampleSpace(name).decisions.map(({ path }) => path);
    expect(paths('nasbench201')).toContain('Cell.h[2].edge[0]');
    expect(paths('ofa_mobilenetv3')).toContain('network.stages[3].depth');
    expect(paths('ofa_mobilenetv3')).toContain('network.stages[3].repeat[2].MBConv.k');
    expect(paths('autoformer_tiny')).toContain('network.repeat[5].Encoder.heads');
    expect(paths('nasbench101')).toEqual(
      expect.arrayContaining(['Module.v.count', 'Module.v[3].from', 'Module.v[3].op', 'Module.output']),
    );
    expect(paths('darts')).toEqual(expect.arrayContaining(['Normal.n[1].from', 'Reduce.n[3].edge[1]']));
  });

  it('say when a decision is there', () => {
    const deep = exampleSpace('ofa_mobilenetv3').decisions.find(
      ({ path }) => path === 'network.stages[0].repeat[3].MBConv.k',
    );
    expect(deep?.condition).toBe('network.stages[0].depth == 4');
    expect(deep?.ordinal).toBe(true);
    expect(deep?.numbers).toEqual([3, 5, 7]);
  });
});

function exampleSpaceWithout(requirement: string): DecisionSpace {
  return spaceOf(exampleText('autoformer_tiny').replace(`require ${requirement}`, ''));
}
