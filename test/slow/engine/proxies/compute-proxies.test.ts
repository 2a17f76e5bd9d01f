import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { computeProxies } from '../../../../engine/proxies/compute-proxies.ts';
import { exampleSpace } from '../../../unit/engine/encoding/spaces.ts';

const nb201 = exampleSpace('nasbench201');
const architectures = ['a', 'b'].map((seed) => {
  const architecture = nb201.sample(seededRandom(seed));
  if (architecture === undefined) throw new Error('the space is empty');
  return architecture;
});

describe('computeProxies', () => {
  it('gives the same for the same seed, and keeps what it has computed', async () => {
    const again = exampleSpace('nasbench201');
    const [first, second] = [await computeProxies(nb201, architectures), await computeProxies(again, architectures)];
    if ('error' in first || 'error' in second) throw new Error('refused');
    expect(second.value.scores).toEqual(first.value.scores);
    expect(first.value.computed).toBe(2);
    expect(first.value.scores.every((score) => Object.values(score ?? {}).every(Number.isFinite))).toBe(true);
    const third = await computeProxies(nb201, architectures);
    expect('value' in third && third.value.computed).toBe(0);
    const other = await computeProxies(nb201, architectures, { seed: 2 });
    expect('value' in other && other.value.scores).not.toEqual(first.value.scores);
  });
});
