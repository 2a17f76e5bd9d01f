import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import type { DecisionSpace } from '../../../../dsl/space/decision-space.ts';
import { hypervolume } from '../../../../engine/search/hypervolume.ts';
import { metricsOfCosts } from '../../../../engine/search/metric.ts';
import { objectiveVector, type Constraint, type Objective } from '../../../../engine/search/objective.ts';
import { evolutionStrategy } from '../../../../engine/search/strategies/evolution.ts';
import { predictorStrategy } from '../../../../engine/search/strategies/predictor.ts';
import { randomStrategy } from '../../../../engine/search/strategies/random.ts';
import type { Json, Proposal, Result, StrategyContext, StrategyFactory } from '../../../../engine/search/strategy.ts';
import { productAccuracy, productSpace } from './product-space.ts';
import { toySurrogate } from './toy-surrogate.ts';

const alternatives = 4;
const objectives: Objective[] = [
  { direction: 'maximize', metric: 'accuracy' },
  { direction: 'minimize', metric: 'params' },
];

function contextOf(space: DecisionSpace, constraints: Constraint[] = [], goals = objectives): StrategyContext {
  return { space, objectives: goals, constraints, surrogate: toySurrogate };
}

const factories: Record<string, StrategyFactory> = {
  random: randomStrategy,
  evolution: (context, random, memory) =>
    evolutionStrategy({ population: 8, tournament: 3, mutate: 0.7 }, context, random, memory),
  predictor: (context, random, memory) =>
    predictorStrategy({ initial: 8, start: 'diverse', batch: 3, candidates: 150 }, context, random, memory),
};

function evaluate(space: DecisionSpace, proposal: Proposal): Result {
  const { architecture, hash } = proposal;
  const accuracy = productAccuracy(architecture, alternatives);
  const status = architecture.choices[0] === 2 ? 'diverged' : 'ok';
  return { architecture, hash, status, metrics: { ...metricsOfCosts(space.costs(architecture)), accuracy } };
}

/** Runs a strategy; with `interrupt` it is thrown away and restored from its JSON state before every ask and every tell. */
async function run(
  factory: StrategyFactory,
  context: StrategyContext,
  evaluations: number,
  { seed = 1, interrupt = false } = {},
): Promise<Result[]> {
  let strategy = factory(context, seededRandom(seed));
  const told: Result[] = [];
  const reborn = (): void => {
    if (!interrupt) return;
    const state = JSON.parse(JSON.stringify(strategy.state())) as Json;
    strategy = factory(context, seededRandom('another'), { state, results: [...told] });
  };
  while (told.length < evaluations) {
    reborn();
    const proposals = await strategy.ask(Math.min(strategy.batch(), evaluations - told.length));
    if (proposals.length === 0) break;
    reborn();
    const results = proposals.map((proposal) => evaluate(context.space, proposal));
    strategy.tell(results);
    told.push(...results);
  }
  return told;
}

describe.each(Object.entries(factories))('strategy %s', (_, factory) => {
  const space = productSpace({ decisions: 6, alternatives });

  it('is decided by its seed', async () => {
    const hashes = async (seed: number) => (await run(factory, contextOf(space), 30, { seed })).map((r) => r.hash);
    expect(await hashes(1)).toEqual(await hashes(1));
    expect(await hashes(1)).not.toEqual(await hashes(2));
  });

  it('goes on exactly where its JSON state was taken, before and after any ask', async () => {
    const through = await run(factory, contextOf(space), 30);
    const interrupted = await run(factory, contextOf(space), 30, { interrupt: true });
    expect(interrupted.map((r) => r.hash)).toEqual(through.map((r) => r.hash));
  });

  it('never proposes a graph twice, also when architectures are isomorphic', async () => {
    const folded = productSpace({ decisions: 4, alternatives, isomorphic: true });
    const results = await run(factory, contextOf(folded), 30);
    expect(new Set(results.map((r) => r.hash)).size).toBe(30);
  });

  it('finds all of a small space, then stops', async () => {
    const folded = productSpace({ decisions: 2, alternatives, isomorphic: true });
    const results = await run(factory, contextOf(folded), 100);
    expect(results).toHaveLength(10);
  });

  it('proposes nothing that a static constraint excludes', async () => {
    const bound: Constraint = { metric: 'params', max: 2500, text: 'params <= 2.5K' };
    const results = await run(factory, contextOf(space, [bound]), 25);
    expect(results).toHaveLength(25);
    for (const result of results) expect(result.metrics['params']).toBeLessThanOrEqual(2500);
  });

  it('gives up on a constraint that nothing satisfies', async () => {
    const bound: Constraint = { metric: 'params', max: 1, text: 'params <= 1' };
    expect(await run(factory, contextOf(space, [bound]), 5)).toEqual([]);
  });
});

describe('evolution', () => {
  it('lets the oldest die: the living are the youngest results', async () => {
    const space = productSpace({ decisions: 6, alternatives });
    const context = contextOf(space, [], [{ direction: 'maximize', metric: 'accuracy' }]);
    const strategy = evolutionStrategy({ population: 4, tournament: 50, mutate: 1 }, context, seededRandom(3));
    const first = await strategy.ask(4);
    expect(first.map((p) => p.origin)).toEqual(['initial', 'initial', 'initial', 'initial']);
    // The first is best by far; while it lives a tournament of everybody picks it as the parent.
    const results = first.map((p, i) => ({
      ...evaluate(space, p),
      status: 'ok' as const,
      metrics: { accuracy: i === 0 ? 99 : 10 },
    }));
    strategy.tell(results);
    const differs = (p: Proposal, q: Proposal) =>
      p.architecture.choices.filter((c, i) => c !== q.architecture.choices[i]).length;
    const [child] = await strategy.ask(1);
    expect(differs(child!, first[0]!)).toBe(1);
    strategy.tell([{ ...evaluate(space, child!), status: 'ok', metrics: { accuracy: 5 } }]);
    const later = await strategy.ask(6);
    for (const proposal of later) expect(differs(proposal, first[0]!)).toBeGreaterThan(0);
    expect(later.some((p) => [first[1]!, first[2]!, first[3]!].some((q) => differs(p, q) === 1))).toBe(true);
  });
});

describe('search quality on a toy space', () => {
  const space = productSpace({ decisions: 8, alternatives });
  const volume = (results: readonly Result[]): number =>
    hypervolume(
      results.flatMap((r) => (r.status === 'ok' ? [objectiveVector(objectives, r.metrics) ?? []] : [])),
      [0, 12_000],
    );
  const mean = async (name: string): Promise<number> => {
    let sum = 0;
    for (let seed = 0; seed < 6; seed++) sum += volume(await run(factories[name]!, contextOf(space), 60, { seed }));
    return sum / 6;
  };

  it('guided search dominates more than random search at the same number of evaluations', async () => {
    const [random, evolution, predictor] = [await mean('random'), await mean('evolution'), await mean('predictor')];
    expect(evolution).toBeGreaterThan(random);
    expect(predictor).toBeGreaterThan(random);
  });
});
