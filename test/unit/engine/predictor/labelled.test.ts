import { describe, expect, it } from 'vitest';
import { labelled, type Measurement } from '../../../../engine/predictor/labelled.ts';
import { spaceOf, smallSpace } from '../../../support/spaces.ts';

const space = spaceOf(
  smallSpace('conv(out: choice [2, 4, 8])\nconv(k: choice [1, 3, 5])\nchoice [skip, identity, relu]'),
);
const architectures = [...space.enumerate()];
const measured = (values: readonly number[], from = architectures): Measurement[] =>
  values.map((value, i) => ({ architecture: from[i] ?? { choices: [] }, value, where: `line ${i + 2}` }));

function errorOf(metric: string, measurements: readonly Measurement[]): string {
  const outcome = labelled(space, metric, measurements);
  return 'error' in outcome ? outcome.error : 'no error';
}

describe('measurements', () => {
  it('of the same network count once, with their mean, and what contradicts is told', () => {
    const values = architectures.map((_, i) => 50 + i);
    const outcome = labelled(space, 'accuracy', measured(values));
    if ('error' in outcome) throw new Error(outcome.error);
    const { support, warnings } = outcome.value;
    const hashes = new Set(architectures.map((each) => space.graphHash(each)));
    expect(support.labels.length).toBe(hashes.size);
    expect(hashes.size).toBeLessThan(architectures.length);
    // `skip` and `identity` are the same: the first two, lines 2 and 3.
    expect(support.labels[0]).toBe(50.5);
    expect(warnings[0]).toBe(
      'one network has 2 different measurements of accuracy: 50 (line 2), 51 (line 3); their mean is learnt',
    );
    expect(warnings.at(-1)).toMatch(/^\d+ more networks have measurements that differ; their means are learnt$/);
    expect(support.features.rows).toBe(support.labels.length);
  });

  it('have a fingerprint that does not depend on their order, but on every value and the metric', () => {
    const all = measured(architectures.map((_, i) => 50 + (i % 3)));
    const fingerprint = (metric: string, of: readonly Measurement[]): string => {
      const outcome = labelled(space, metric, of);
      return 'error' in outcome ? outcome.error : outcome.value.fingerprint;
    };
    const known = fingerprint('accuracy', all);
    expect(known).toMatch(/^[0-9a-f]{64}$/);
    expect(fingerprint('accuracy', [...all].reverse())).toBe(known);
    expect(fingerprint('latency', all)).not.toBe(known);
    expect(
      fingerprint(
        'accuracy',
        all.map((each, i) => (i === 4 ? { ...each, value: 60 } : each)),
      ),
    ).not.toBe(known);
  });

  it.each([
    ['accuracy', [90, NaN, 91, 92, 93, 94], 'line 3: accuracy is NaN, expected a finite number'],
    ['latency', [1, Infinity, 3, 4, 5, 6], 'line 3: latency is Infinity, expected a finite number'],
    ['accuracy', [90, 101, 91, 92, 93, 94], 'line 3: accuracy is 101, expected percent, 0..100'],
    ['accuracy', [90, -1, 91, 92, 93, 94], 'line 3: accuracy is -1, expected percent, 0..100'],
    ['latency', [90, -1, 9100, 92, 93, 94], 'no error'],
    ['accuracy', [90, 91, 92], 'a predictor needs at least 5 measured architectures, there are 2'],
    ['accuracy', Array<number>(12).fill(90), 'all 8 labels are 90: there is no order to learn'],
    ['accuracy', [], 'a predictor needs at least 5 measured architectures, there are 0'],
  ])('%s of %j: %s', (metric, values, message) => {
    const spread = architectures.filter((_, i) => i % 2 === 0 || values.length === 3 || values.length === 12);
    expect(errorOf(metric, measured(values, spread))).toContain(message);
  });

  it('of an architecture that the space does not have are refused', () => {
    const foreign = { architecture: { choices: [0, 9, 0] }, value: 91, where: 'line 9' };
    expect(errorOf('accuracy', [...measured([90, 91, 92, 93, 94, 95]), foreign])).toMatch(
      /^line 9 is no architecture of S: /,
    );
  });
});
