/** Decision spaces against an enumerator of another kind (support/oracle.ts), on random programs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../dsl/random.ts';
import { programOf } from '../../../dsl/semantics/program.ts';
import { countByCost } from '../../../dsl/space/count-by-cost.ts';
import { countPlan } from '../../../dsl/space/count.ts';
import type { Architecture, DecisionSpace } from '../../../dsl/space/decision-space.ts';
import { makeDraws } from '../../../dsl/space/draw.ts';
import { loweredOf, lowerSpace } from '../../../dsl/space/lower.ts';
import { makePlan } from '../../../dsl/space/plan.ts';
import { estimate } from '../../../dsl/space/size.ts';
import { bruteForce, type Found } from '../../support/oracle.ts';
import { randomProgram } from '../../support/random-program.ts';

interface Case {
  readonly text: string;
  readonly space: DecisionSpace;
  readonly found: readonly Found[];
  readonly architectures: readonly Architecture[];
}

/** Spaces that are sound and small. */
const cases = fc.sample(randomProgram, { numRuns: 260, seed: 20261123 }).flatMap((text): Case[] => {
  const space = lowerSpace(programOf(text)).value;
  if (space === undefined || space.rawSize() > 600n) return [];
  // `top` stands outside of the space: a parameter of the space where it is spoken of at all.
  const shared = space.decisions.flatMap(({ path }) => (path === 'top' ? [path] : []));
  const found = bruteForce(programOf(text), shared, 1_500);
  return found === undefined ? [] : [{ text, space, found, architectures: [...space.enumerate()] }];
});

const keyOf = (entries: Iterable<readonly [string, number]>): string =>
  [...entries]
    .map(([path, choice]) => `${path}=${choice}`)
    .sort()
    .join('; ');

const keyIn = (space: DecisionSpace, { choices }: Architecture): string =>
  keyOf(
    space.decisions.flatMap(({ path }, i) => {
      const choice = choices[i] as number;
      return choice < 0 ? [] : [[path, choice] as const];
    }),
  );

/** What was found, by the decisions that the space knows: those with one alternative are none. */
const keysFound = ({ space, found }: Case): string[] => {
  const paths = new Set(space.decisions.map(({ path }) => path));
  return found.map(({ values }) => keyOf([...values].filter(([path]) => paths.has(path))));
};

describe('decision spaces and brute force agree', () => {
  it('on a good number of spaces', () => {
    expect(cases.length).toBeGreaterThan(80);
    expect(new Set(cases.map(({ found }) => found.length)).size).toBeGreaterThan(25);
  });

  it('on the set of architectures and its size', () => {
    for (const each of cases) {
      const { space, found, architectures, text } = each;
      expect(found.flatMap(({ problems }) => problems.map(({ message }) => message), text)).toEqual([]);
      expect(architectures.map((one) => keyIn(space, one)).sort(), text).toEqual(keysFound(each).sort());
      expect(space.size(), text).toEqual({ value: BigInt(found.length), method: 'exact' });
    }
  });

  it('on what they cost', () => {
    for (const each of cases) {
      const keys = keysFound(each);
      const costs = new Map(each.found.map((one, i) => [keys[i], one.costs]));
      for (const one of each.architectures.slice(0, 20))
        expect(each.space.costs(one), each.text).toEqual(costs.get(keyIn(each.space, one)));
    }
  });

  it('on counts by the distribution of costs, and by elimination instead of splitting', () => {
    let byCost = 0;
    for (const { space, found, text } of cases) {
      const { model, constraints, ...rest } = loweredOf(space);
      const counted = model.costs.length === 0 ? undefined : countByCost({ model, constraints, ...rest });
      if (counted !== undefined) {
        byCost++;
        expect(counted, text).toBe(BigInt(found.length));
      }
      const raw = { ...model, tables: [] };
      expect(countPlan(raw, makePlan(raw, [], [], 0), Infinity), text).toBe(space.rawSize());
      if (model.costs.length === 0 && constraints.length === 0)
        expect(countPlan(model, makePlan(model, [], [], 0), Infinity), text).toBe(BigInt(found.length));
    }
    expect(byCost).toBeGreaterThan(5);
  });

  it('on the share of draws that the requirements accept, within four standard errors', () => {
    for (const { space, found, text } of cases) {
      const lowered = loweredOf(space);
      const draws = makeDraws(lowered.model, lowered.constraints, 0);
      if (lowered.model.decisions.length === 0 || draws.weighed) continue;
      const accept = (choices: readonly number[]): boolean => draws.accepts(choices) && lowered.affordable(choices);
      const whole = { value: space.rawSize(), method: 'exact' } as const;
      const { value, standardError = 0 } = estimate(whole, { ...lowered, draws }, 200, draws.relaxed, accept);
      expect(Math.abs(Number(value) - found.length), text).toBeLessThanOrEqual(4 * standardError);
    }
  });

  it('on the architectures one decision away', () => {
    for (const { space, architectures, text } of cases) {
      const start = architectures[Math.floor(architectures.length / 2)];
      if (start === undefined) continue;
      const near = [...space.neighbours(start)].map((each) => keyIn(space, each));
      const all = new Set(architectures.map((each) => keyIn(space, each)));
      expect(new Set(near).size, text).toBe(near.length);
      for (const each of near) expect(all.has(each), text).toBe(true);
      for (const each of architectures) {
        const changed = each.choices.flatMap((choice, i) => (choice === start.choices[i] ? [] : [i]));
        if (changed.length === 1) expect(near, text).toContain(keyIn(space, each));
      }
    }
  });

  it('on which draws there are: all of them, equally often', () => {
    for (const { space, architectures, text } of cases) {
      if (architectures.length < 2 || architectures.length > 30) continue;
      const random = seededRandom(7);
      const counts = new Map(architectures.map((each) => [keyIn(space, each), 0]));
      for (let i = 0; i < 30 * architectures.length; i++) {
        const key = keyIn(space, space.sample(random) as Architecture);
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      expect(counts.size, text).toBe(architectures.length);
      const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - 30) ** 2 / 30, 0);
      const freedom = architectures.length - 1;
      // Wilson and Hilferty's approximation of the quantile 1 - 10^-6.
      const bound = freedom * (1 - 2 / (9 * freedom) + 4.75 * Math.sqrt(2 / (9 * freedom))) ** 3;
      expect(chiSquare, text).toBeLessThan(bound);
    }
  });

  it('on the texts of architectures and the number of distinct graphs', () => {
    for (const { space, architectures, text } of cases) {
      for (const each of architectures.slice(0, 30)) expect(space.parse(space.text(each)).value, text).toEqual(each);
      if (architectures.length > 100) continue;
      const hashes = new Set(architectures.map((each) => space.graphHash(each)));
      expect(space.distinct(), text).toEqual({ value: BigInt(hashes.size), method: 'exact' });
    }
  });
});
