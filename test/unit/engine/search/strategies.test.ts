import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import type { DecisionSpace } from '../../../../dsl/space/decision-space.ts';
import { hypervolume } from '../../../../engine/search/hypervolume.ts';
import { metricsOfCosts } from '../../../../engine/search/metric.ts';
import { objectiveVector, type Constraint, type Objective } from '../../../../engine/search/objective.ts';
import { strategyFactory } from '../../../../engine/search/strategies/options.ts';
import { evolutionStrategy } from '../../../../engine/search/strategies/evolution.ts';
import type { Configured } from '../../../../engine/search/experiment-spec.ts';
import type { Json, Proposal, Result, StrategyContext, StrategyFactory } from '../../../../engine/search/strategy.ts';
import { productAccuracy, productSpace } from './product-space.ts';
import { toyScores } from './toy-scores.ts';
import { toySurrogate } from './toy-surrogate.ts';

const alternatives = 4;
const objectives: Objective[] = [
  { direction: 'maximize', metric: 'accuracy' },
  { direction: 'minimize', metric: 'params' },
];

function contextOf(space: DecisionSpace, constraints: Constraint[] = [], goals = objectives): StrategyContext {
  return { space, objectives: goals, constraints, surrogate: toySurrogate, score: toyScores };
}

function factoryOf(kind: string, options: Configured['options'] = {}): StrategyFactory {
  const made = strategyFactory({ kind, options });
  if (!made.ok) throw new Error(made.why);
  return made.value;
}

const factories: Record<string, StrategyFactory> = {
  random: factoryOf('random'),
  exhaustive: factoryOf('exhaustive'),
  local: factoryOf('local', { initial: 4 }),
  'local, in batches': factoryOf('local', { initial: 4, batch: 5 }),
  evolution: factoryOf('evolution', { population: 8, tournament: 3, mutate: 0.7 }),
  nsga2: factoryOf('nsga2', { population: 8 }),
  predictor: factoryOf('predictor', { initial: 8, batch: 3, candidates: 150 }),
  'predictor by Thompson sampling': factoryOf('predictor', {
    initial: 8,
    batch: 3,
    candidates: 150,
    acquisition: 'thompson',
  }),
  prescreen: factoryOf('prescreen', { hypernetwork: 'W', candidates: 20, best: 6 }),
  'prescreen, then evolution': factoryOf('prescreen', {
    hypernetwork: 'W',
    candidates: 20,
    best: 6,
    then: 'evolution',
  }),
  'prescreen, then predictor': factoryOf('prescreen', {
    hypernetwork: 'W',
    candidates: 20,
    best: 6,
    then: 'predictor',
  }),
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

describe.each(Object.entries(factories))('strategy %s', (name, factory) => {
  const space = productSpace({ decisions: 6, alternatives });

  it('is decided by its seed', async () => {
    const hashes = async (seed: number) => (await run(factory, contextOf(space), 30, { seed })).map((r) => r.hash);
    expect(await hashes(1)).toEqual(await hashes(1));
    // Enumeration has an order of its own.
    if (name === 'exhaustive') expect(await hashes(1)).toEqual(await hashes(2));
    else expect(await hashes(1)).not.toEqual(await hashes(2));
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
    const strategy = evolutionStrategy(
      { population: 4, tournament: 50, mutate: 1, batch: 1 },
      context,
      seededRandom(3),
    );
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

describe('exhaustive search', () => {
  it('takes the architectures in the order of enumeration, isomorphic ones once', async () => {
    const space = productSpace({ decisions: 2, alternatives: 3, isomorphic: true });
    const results = await run(factories['exhaustive']!, contextOf(space), 100);
    expect(results.map((r) => r.hash)).toEqual(['0.0', '0.1', '0.2', '1.1', '1.2', '2.2']);
  });
});

describe('local search', () => {
  const single: Objective[] = [{ direction: 'maximize', metric: 'accuracy' }];
  const space = productSpace({ decisions: 4, alternatives });
  const result = (p: Proposal, accuracy: number): Result => ({
    architecture: p.architecture,
    hash: p.hash,
    status: 'ok',
    metrics: { accuracy },
  });
  const differs = (p: Proposal, q: Proposal): number =>
    p.architecture.choices.filter((c, i) => c !== q.architecture.choices[i]).length;

  it('moves to the first neighbour that is better, and leaves the others alone', async () => {
    const strategy = factoryOf('local', { initial: 2 })(contextOf(space, [], single), seededRandom(4));
    const [worse, better] = (await strategy.ask(2)) as [Proposal, Proposal];
    strategy.tell([result(worse, 1), result(better, 2)]);
    const [first] = (await strategy.ask(1)) as [Proposal];
    expect(differs(first, better)).toBe(1);
    strategy.tell([result(first, 1.5)]);
    const [second] = (await strategy.ask(1)) as [Proposal];
    expect(differs(second, better)).toBe(1);
    strategy.tell([result(second, 3)]);
    const [third] = (await strategy.ask(1)) as [Proposal];
    expect(differs(third, second)).toBe(1);
  });

  it('begins anew where no neighbour is better', async () => {
    const strategy = factoryOf('local', { initial: 1, batch: 12 })(contextOf(space, [], single), seededRandom(4));
    const [start] = (await strategy.ask(1)) as [Proposal];
    strategy.tell([result(start, 50)]);
    const neighbours = await strategy.ask(12);
    expect(neighbours.every((p) => differs(p, start) === 1 && p.origin === 'mutation')).toBe(true);
    strategy.tell(neighbours.map((p) => result(p, 10)));
    const [anew] = (await strategy.ask(1)) as [Proposal];
    expect(anew.origin).toBe('random');
    strategy.tell([result(anew, 5)]);
    // The new climb goes on from there, though the first one reached higher.
    const [next] = (await strategy.ask(1)) as [Proposal];
    expect(differs(next, anew)).toBe(1);
  });

  it('expands every member of its front when there are several objectives', async () => {
    const strategy = factoryOf('local', { initial: 2, batch: 12 })(contextOf(space), seededRandom(4));
    const pair = (await strategy.ask(2)) as [Proposal, Proposal];
    const of = (p: Proposal, accuracy: number, params: number): Result => ({
      ...result(p, accuracy),
      metrics: { accuracy, params },
    });
    strategy.tell([of(pair[0], 50, 100), of(pair[1], 90, 900)]);
    const expanded = new Set<number>();
    for (let round = 0; round < 2; round++) {
      const proposals = await strategy.ask(12);
      pair.forEach((member, i) => {
        if (proposals.length > 5 && proposals.every((p) => differs(p, member) === 1)) expanded.add(i);
      });
      strategy.tell(proposals.map((p) => of(p, 10, 5000)));
    }
    expect([...expanded].sort()).toEqual([0, 1]);
  });
});

describe('NSGA-II', () => {
  it('keeps the best of parents and children, however old', async () => {
    const space = productSpace({ decisions: 6, alternatives });
    const single: Objective[] = [{ direction: 'maximize', metric: 'accuracy' }];
    const strategy = factoryOf('nsga2', { population: 4, cross: 0 })(contextOf(space, [], single), seededRandom(3));
    const told = (p: Proposal, accuracy: number): Result => ({
      architecture: p.architecture,
      hash: p.hash,
      status: 'ok',
      metrics: { accuracy },
    });
    const first = await strategy.ask(4);
    strategy.tell(first.map((p, i) => told(p, 90 + i)));
    for (let generation = 0; generation < 3; generation++) {
      expect(strategy.batch()).toBe(4);
      const children = await strategy.ask(4);
      for (const child of children) {
        const distances = first.map(
          (p) => p.architecture.choices.filter((c, i) => c !== child.architecture.choices[i]).length,
        );
        expect(Math.min(...distances)).toBe(1);
      }
      // No child is as good as a parent: the first four stay the only parents.
      strategy.tell(children.map((p) => told(p, 10)));
    }
  });

  it('asks for what is left of a generation that the budget cut', async () => {
    const space = productSpace({ decisions: 6, alternatives });
    const strategy = factoryOf('nsga2', { population: 8 })(contextOf(space), seededRandom(3));
    const first = await strategy.ask(5);
    strategy.tell(first.map((p) => evaluate(space, p)));
    expect(strategy.batch()).toBe(3);
    expect((await strategy.ask(3)).every((p) => p.origin === 'initial')).toBe(true);
  });
});

describe('requirements', () => {
  const space = productSpace({ decisions: 6, alternatives });

  it('that are predicted are learnt: the cheapest that satisfies one is found sooner than by random search', async () => {
    // Accuracy is measured, so nothing is excluded before; one architecture in eighteen satisfies it, the cheapest with 4,100 parameters.
    const bound: Constraint = { metric: 'accuracy', min: 87, text: 'accuracy >= 87%' };
    const goals: Objective[] = [{ direction: 'minimize', metric: 'params' }];
    const cheapest = async (name: string): Promise<number> => {
      let sum = 0;
      for (let seed = 0; seed < 6; seed++) {
        const results = await run(factories[name]!, contextOf(space, [bound], goals), 50, { seed });
        const satisfying = results.filter((r) => r.status === 'ok' && (r.metrics['accuracy'] ?? 0) >= 87);
        sum += Math.min(...satisfying.map((r) => r.metrics['params'] ?? Infinity), 8500);
      }
      return sum / 6;
    };
    const random = await cheapest('random');
    for (const name of ['predictor', 'predictor by Thompson sampling', 'nsga2', 'evolution'])
      expect(await cheapest(name), name).toBeLessThan(random - 300);
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
    const random = await mean('random');
    for (const name of Object.keys(factories).filter((each) => each !== 'random' && each !== 'exhaustive'))
      expect(await mean(name), name).toBeGreaterThan(random);
  });
});
