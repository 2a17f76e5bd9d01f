/** What decisions are worth, on a space where the answer is known. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../dsl/random.ts';
import { importanceOf } from '../../../../../engine/serve/runs/importance.ts';
import { smallSpace, spaceOf } from '../../../../support/spaces.ts';

const space = spaceOf(
  smallSpace('conv3x3(out: first) >> conv(k: kernel, out: 8) >> conv3x3(out: last)', 'param first = choice [4, 8, 16, 32] param kernel = choice [1, 3] param last = choice [4, 8, 16, 32]'), // prettier-ignore
);
const measured = (n: number, valueOf: (choices: readonly number[]) => number) => {
  const random = seededRandom('measured');
  return Array.from({ length: n }, () => {
    const choices = space.sample(random)?.choices ?? [];
    return { choices, value: valueOf(choices) };
  });
};

describe('importance', () => {
  it('finds the decision that accuracy follows, the same each time', async () => {
    const labels = measured(30, ([first = 0, , last = 0]) => 70 + 5 * last + 0.5 * first);
    const found = await importanceOf(space, 'accuracy', labels);
    expect(found.why).toBeUndefined();
    const [first, kernel, last] = found.decisions;
    expect(last).toMatchObject({ path: 'last' });
    // 25 to 0.25 in variance.
    expect(last?.share).toBeGreaterThan(0.9);
    expect(first?.share).toBeLessThan(0.08);
    expect(kernel?.share).toBeLessThan(0.05);
    expect(last?.error).toBeLessThan(0.05);
    expect(found.basis).toMatch(
      /^predicted by gp from 30 evaluations, rank correlation 0\.\d\d by leave-one-out, over 1024 /,
    );
    expect(await importanceOf(space, 'accuracy', labels)).toEqual(found);
  });

  it('of a long run learns from evaluations all over it', async () => {
    const { basis, decisions } = await importanceOf(
      space,
      'accuracy',
      measured(1700, ([, , last = 0]) => 60 + last),
    );
    expect(basis).toMatch(/^predicted by gp from 500 of 1700 evaluations/);
    expect(decisions[2]?.share).toBeGreaterThan(0.95);
  });

  it('of costs is exact, and needs no evaluation', async () => {
    const { decisions, basis } = await importanceOf(space, 'params', []);
    expect(basis).toMatch(/^exact, over 1024 sampled architectures$/);
    const params = [...space.enumerate()].map((each) => ({ choices: each.choices, value: space.costs(each).params }));
    const mean = params.reduce((sum, { value }) => sum + value, 0) / params.length;
    const variance = params.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / params.length;
    decisions.forEach(({ share, error, path }, d) => {
      const groups = Map.groupBy(params, ({ choices }) => choices[d]);
      const between = [...groups.values()].reduce((sum, group) => {
        const centre = group.reduce((total, { value }) => total + value, 0) / group.length;
        return sum + (group.length * (centre - mean) ** 2) / params.length;
      }, 0);
      expect(Math.abs(share - between / variance), path).toBeLessThan(4 * error + 0.005);
    });
  });

  it('says why it says nothing', async () => {
    const few = await importanceOf(
      space,
      'accuracy',
      measured(4, () => 1),
    );
    expect(few).toEqual({
      decisions: [],
      basis: '',
      why: 'what decisions are worth for accuracy is not known yet: 4 evaluations have it, at least 5 are needed',
    });
    expect((await importanceOf(space, 'latency(edgegpu)', [])).why).toContain('no evaluation has it');
    expect(
      (
        await importanceOf(
          space,
          'accuracy',
          measured(9, () => 70),
        )
      ).why,
    ).toMatch(/^what decisions are worth for accuracy is not known: .*70/);
  });
});
