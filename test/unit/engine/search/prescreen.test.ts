import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import type { Architecture } from '../../../../dsl/space/decision-space.ts';
import { metricsOfCosts } from '../../../../engine/search/metric.ts';
import type { Objective } from '../../../../engine/search/objective.ts';
import { strategyFactory } from '../../../../engine/search/strategies/options.ts';
import type { Json, Memory, Proposal, Result, Strategy, StrategyContext } from '../../../../engine/search/strategy.ts';
import { productAccuracy, productSpace } from './product-space.ts';
import { toySurrogate } from './toy-surrogate.ts';

const space = productSpace({ decisions: 6, alternatives: 4 });
const accuracy: Objective = { direction: 'maximize', metric: 'accuracy' };
const params: Objective = { direction: 'minimize', metric: 'params' };

/** Scores of the true order, and what was asked. */
function scoring() {
  const asked: Architecture[] = [];
  return {
    asked,
    score: (architectures: readonly Architecture[]) => {
      asked.push(...architectures);
      return Promise.resolve(architectures.map((each): number | undefined => productAccuracy(each, 4) / 2));
    },
  };
}

function prescreen(
  options: Record<string, number | string>,
  context: Partial<StrategyContext>,
  memory?: Memory,
): Strategy {
  const made = strategyFactory({ kind: 'prescreen', options: { hypernetwork: 'W', ...options } });
  if (!made.ok) throw new Error(made.why);
  const whole = { space, objectives: [accuracy], constraints: [], surrogate: toySurrogate, ...context };
  return made.value(whole, seededRandom(3), memory);
}

const resultOf = ({ architecture, hash }: Proposal): Result => ({
  ...{ architecture, hash, status: 'ok' },
  metrics: { ...metricsOfCosts(space.costs(architecture)), accuracy: productAccuracy(architecture, 4) },
});

describe('prescreening', () => {
  it('evaluates the best of the candidates, in the order of their scores', async () => {
    const { asked, score } = scoring();
    const found = await prescreen({ candidates: 100, best: 5 }, { score }).ask(10);
    expect(asked).toHaveLength(100);
    expect(new Set(asked.map((each) => space.graphHash(each))).size).toBe(100);
    const best = asked.map((each) => productAccuracy(each, 4)).sort((a, b) => b - a);
    expect(found.map(({ architecture }) => productAccuracy(architecture, 4))).toEqual(best.slice(0, 5));
    expect(found.map(({ origin }) => origin)).toEqual(Array(5).fill('screened'));
  });

  it('has the scores stand for what is only measured, beside exact costs', async () => {
    const { asked, score } = scoring();
    const found = await prescreen({ candidates: 60, best: 60 }, { score, objectives: [accuracy, params] }).ask(60);
    const dominated = (a: Architecture): boolean =>
      asked.some((b) => productAccuracy(b, 4) > productAccuracy(a, 4) && space.costs(b).params < space.costs(a).params);
    const first = found.findIndex(({ architecture }) => dominated(architecture));
    const front = asked.filter((each) => !dominated(each)).length;
    expect(front).toBeGreaterThan(1);
    expect(first).toBeGreaterThanOrEqual(2);
    expect(first).toBeLessThanOrEqual(front);
  });

  it('takes candidates without a score last', async () => {
    const score = (architectures: readonly Architecture[]) =>
      Promise.resolve(architectures.map((_, i) => (i % 2 === 0 ? undefined : i)));
    const { asked, score: watched } = scoring();
    const both = (architectures: readonly Architecture[]) => watched(architectures).then(() => score(architectures));
    const found = await prescreen({ candidates: 20, best: 20 }, { score: both }).ask(20);
    const places = found.map(({ architecture }) => asked.indexOf(architecture));
    expect(places.slice(0, 10).every((place) => place % 2 === 1)).toBe(true);
  });

  it('does not score again what it had ranked when it was interrupted', async () => {
    const { asked, score } = scoring();
    const strategy = prescreen({ candidates: 100, best: 50 }, { score });
    const first = await strategy.ask(4);
    strategy.tell(first.map(resultOf));
    const state = JSON.parse(JSON.stringify(strategy.state())) as Json;
    expect(JSON.stringify(state).length).toBeLessThan(1000);
    const again = prescreen({ candidates: 100, best: 50 }, { score }, { state, results: first.map(resultOf) });
    expect((await again.ask(4)).map(({ hash }) => hash)).toEqual((await strategy.ask(4)).map(({ hash }) => hash));
    expect(asked).toHaveLength(100);
  });

  it('draws further candidates after the best, or hands what is known to the strategy that goes on', async () => {
    const { asked, score } = scoring();
    const again = prescreen({ candidates: 30, best: 4 }, { score });
    again.tell((await again.ask(4)).map(resultOf));
    await again.ask(4);
    expect(asked).toHaveLength(60);
    const other = prescreen({ candidates: 30, best: 12, then: 'local' }, { score });
    other.tell((await other.ask(12)).map(resultOf));
    expect((await other.ask(4)).map(({ origin }) => origin)).not.toContain('initial');
    expect(asked).toHaveLength(90);
  });

  it('proposes nothing, and does not throw, where the asking was aborted', async () => {
    const controller = new AbortController();
    const score = () => {
      controller.abort(new Error('enough'));
      return Promise.reject(new Error('enough'));
    };
    expect(await prescreen({ candidates: 5 }, { score, signal: controller.signal }).ask(4)).toEqual([]);
    await expect(prescreen({ candidates: 5 }, { score: () => Promise.reject(new Error('bug')) }).ask(4)).rejects.toThrow('bug'); // prettier-ignore
  });

  it('says what it needs', () => {
    expect(strategyFactory({ kind: 'prescreen', options: {} })).toEqual({
      ok: false,
      why: 'search prescreen needs "hypernetwork: Name"',
    });
    expect(strategyFactory({ kind: 'prescreen', options: { hypernetwork: 3 } })).toEqual({
      ok: false,
      why: 'search prescreen: hypernetwork must be a name, not 3',
    });
  });
});
