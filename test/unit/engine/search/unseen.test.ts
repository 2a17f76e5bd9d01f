/** Draws of what a run has not met, in spaces whose requirements leave next to nothing: each draw takes thousands of tries, so few are made in vain. */
import { describe, expect, it } from 'vitest';
import type { Architecture } from '../../../../dsl/space/decision-space.ts';
import type { StrategyContext } from '../../../../engine/search/strategy.ts';
import { drawUnseen } from '../../../../engine/search/unseen.ts';
import { productSpace } from './product-space.ts';

const space = productSpace({ decisions: 20, alternatives: 4 });
const context: StrategyContext = { space, objectives: [], constraints: [] };
const someone: Architecture = { choices: Array.from({ length: 20 }, () => 0) };

describe('what a run has not met', () => {
  it('is given up where draws give nothing', () => {
    let draws = 0;
    const drawn = drawUnseen(context, new Set(), () => void draws++ as undefined);
    expect(drawn).toBeUndefined();
    expect(draws).toBeLessThanOrEqual(5);
  });

  it('is found though some draws give nothing, and though many are known', () => {
    const known = new Set([space.graphHash(someone)]);
    let draws = 0;
    const drawn = drawUnseen(context, known, () => {
      draws++;
      if (draws % 2 === 1) return undefined;
      return draws < 300 ? someone : { choices: someone.choices.map(() => 1) };
    });
    expect(drawn?.architecture.choices[0]).toBe(1);
  });
});
