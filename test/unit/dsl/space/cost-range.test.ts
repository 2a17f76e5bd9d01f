import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { programOf } from '../../../../dsl/semantics/program.ts';
import { costRangeSteps, drawnRangesSteps } from '../../../../dsl/space/cost-range.ts';
import { loweredOf, lowerSpace } from '../../../../dsl/space/lower.ts';
import { finish } from '../../../../dsl/space/steps.ts';
import { randomProgram } from '../../../support/random-program.ts';
import { smallSpace, spaceOf } from '../../../support/spaces.ts';

describe('ranges of costs', () => {
  it('are what the architectures cost, requirements on costs left aside, in random spaces', () => {
    let exact = 0;
    const texts = fc.sample(randomProgram, { numRuns: 50, seed: 20261123 });
    for (const text of texts) {
      const space = lowerSpace(programOf(text)).value?.withoutCosts();
      if (space === undefined || space.rawSize() > 150n) continue;
      const { model } = loweredOf(space);
      const params = finish(costRangeSteps(model, 'params'));
      const macs = finish(costRangeSteps(model, 'macs'));
      const costs = [...space.enumerate()].map((each) => space.costs(each));
      if (params === undefined || macs === undefined || costs.length === 0) continue;
      exact++;
      const of = (cost: 'params' | 'macs') => {
        const values = costs.map((each) => each[cost]);
        return { least: Math.min(...values), most: Math.max(...values) };
      };
      expect({ params, macs }, text).toEqual({ params: of('params'), macs: of('macs') });
    }
    expect(exact).toBeGreaterThan(5);
  });

  it('see which decisions exclude each other', () => {
    const text = smallSpace(
      'conv(k: a, out: 4)\nconv(k: b, out: 4)',
      'param a = choice [1, 7]\n  param b = choice [1, 7]\n  require a != b',
    );
    const range = finish(costRangeSteps(loweredOf(spaceOf(text)).model, 'params'));
    // 3 and then 4 channels in, 4 out, and the dense layer's 4 x 10 + 10.
    expect(range).toEqual({ least: 12 * 49 + 16 + 50, most: 12 + 16 * 49 + 50 });
  });

  it('are not claimed where costs are not sums of known parts', () => {
    const text = smallSpace(
      'C(out: 8)',
      'cell C { inputs x\n nodes v[2] { from all earlier; op choice [conv3x3, skip] } }',
    );
    expect(finish(costRangeSteps(loweredOf(spaceOf(text)).model, 'params'))).toBeUndefined();
  });

  it('of draws lie inside the whole range', () => {
    const space = spaceOf(smallSpace('repeat choice 1..3 { conv(k: choice [1, 3, 5], out: choice [4, 8]) }'));
    const range = finish(costRangeSteps(loweredOf(space).model, 'params'));
    const drawn = finish(drawnRangesSteps(space, 50));
    expect(drawn?.draws).toBe(50);
    expect(drawn?.params.least).toBeGreaterThanOrEqual(range?.least ?? Infinity);
    expect(drawn?.params.most).toBeLessThanOrEqual(range?.most ?? 0);
    expect(drawn?.params.least).toBeLessThan(drawn?.params.most ?? 0);
  });
});
