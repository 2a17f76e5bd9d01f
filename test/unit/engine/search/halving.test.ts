import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { metricsOfCosts } from '../../../../engine/search/metric.ts';
import type { Objective } from '../../../../engine/search/objective.ts';
import { asIfWhole, namedByPart, partOf, trainingShare } from '../../../../engine/search/part.ts';
import { strategyFactory } from '../../../../engine/search/strategies/options.ts';
import type { Json, Proposal, Result, Strategy, StrategyContext } from '../../../../engine/search/strategy.ts';
import { productAccuracy, productSpace } from './product-space.ts';

const alternatives = 4;
const objectives: Objective[] = [{ direction: 'maximize', metric: 'accuracy' }];

function contextOf(decisions: number): StrategyContext {
  return { space: productSpace({ decisions, alternatives }), objectives, constraints: [] };
}

function halving(
  context: StrategyContext,
  seed: number,
  options = {},
  memory?: { state: Json; results: Result[] },
): Strategy {
  const made = strategyFactory({ kind: 'halving', options });
  if (!made.ok) throw new Error(made.why);
  return made.value(context, seededRandom(seed), memory);
}

/** As the loop records it: measured metrics named by the part, with some noise that the length of the training takes away. */
function evaluate({ space }: StrategyContext, { architecture, hash, part = 1 }: Proposal): Result {
  const noise = ((architecture.choices.reduce((sum, c) => 31 * sum + c, 7) % 11) - 5) * (part - 1) * 0.05;
  const accuracy = productAccuracy(architecture, alternatives) - 3 * (part - 1) + noise;
  const metrics = {
    ...metricsOfCosts(space.costs(architecture)),
    ...namedByPart({ accuracy }, part),
    [trainingShare]: 1 / part,
  };
  return { architecture, hash, status: architecture.choices[0] === 2 ? 'diverged' : 'ok', metrics };
}

async function run(context: StrategyContext, evaluations: number, { seed = 1, interrupt = false, options = {} } = {}) {
  let strategy = halving(context, seed, options);
  const told: Result[] = [];
  const proposals: Proposal[] = [];
  const reborn = (): void => {
    if (!interrupt) return;
    const state = JSON.parse(JSON.stringify(strategy.state())) as Json;
    strategy = halving(context, 99, options, { state, results: [...told] });
  };
  while (told.length < evaluations) {
    reborn();
    const asked = await strategy.ask(Math.min(strategy.batch(), evaluations - told.length));
    if (asked.length === 0) break;
    proposals.push(...asked);
    reborn();
    const results = asked.map((proposal) => evaluate(context, proposal));
    strategy.tell(results);
    told.push(...results);
  }
  return { told, proposals };
}

const keys = (proposals: readonly Proposal[]): string[] => proposals.map(({ hash, part }) => `${hash} 1/${part}`);

describe('successive halving', () => {
  it('trains many a little and few to the end, each part once, from the smallest up', async () => {
    const { proposals } = await run(contextOf(6), 130);
    const byPart = [9, 3, 1].map((part) => proposals.filter((p) => p.part === part));
    const [first, second, third] = byPart.map((rung) => rung.length) as [number, number, number];
    // One in three goes on; somewhat more do, since what was among the best early may be overtaken later.
    expect(second).toBeGreaterThanOrEqual(Math.floor(first / 3));
    expect(second).toBeLessThan(first / 2);
    expect(third).toBeGreaterThanOrEqual(Math.floor(second / 3));
    expect(third).toBeLessThan(second / 2);
    expect(new Set(keys(proposals)).size).toBe(130);
    const rungs = byPart.map((rung) => new Set(rung.map(({ hash }) => hash)));
    for (const hash of rungs[1] ?? []) expect(rungs[0]?.has(hash)).toBe(true);
    for (const hash of rungs[2] ?? []) expect(rungs[1]?.has(hash)).toBe(true);
    expect(byPart[0]?.every(({ origin }) => origin === 'random')).toBe(true);
    expect([...(byPart[1] ?? []), ...(byPart[2] ?? [])].every(({ origin }) => origin === 'promoted')).toBe(true);
  });

  it('gives a whole result as soon as it can, not at the end', async () => {
    const { proposals } = await run(contextOf(6), 13);
    expect(proposals.slice(0, 4).map(({ part }) => part)).toEqual([9, 9, 9, 3]);
    expect(proposals.filter(({ part }) => part === 1)).toHaveLength(1);
  });

  it('promotes the best of a rung, and nothing that diverged', async () => {
    const { told, proposals } = await run(contextOf(6), 200);
    const first = told.filter((r) => partOf(r.metrics) === 9);
    const accuracy = (r: Result): number => r.metrics['accuracy at 1/9'] ?? 0;
    const ranked = first.filter((r) => r.status === 'ok').sort((a, b) => accuracy(b) - accuracy(a));
    const promoted = new Set(proposals.filter((p) => p.part === 3).map(({ hash }) => hash));
    // The last result may have brought one there that is not asked for yet.
    const best = ranked.slice(0, Math.floor(first.length / 3));
    expect(best.filter(({ hash }) => !promoted.has(hash)).length).toBeLessThanOrEqual(1);
    for (const r of first) if (r.status === 'diverged') expect(promoted.has(r.hash)).toBe(false);
  });

  it('finds better architectures than draws that are trained whole, for the same training', async () => {
    let [found, drawn] = [0, 0];
    for (let seed = 0; seed < 10; seed++) {
      const context = contextOf(8);
      const { told, proposals } = await run(context, 130, { seed });
      const best = (results: readonly Result[]): number =>
        Math.max(0, ...results.filter((r) => r.status === 'ok').map((r) => r.metrics['accuracy'] ?? 0));
      found += best(told);
      // A rung after the first only trains what the one before did not.
      const costs: Record<number, number> = { 9: 1 / 9, 3: 2 / 9, 1: 2 / 3 };
      const whole = proposals.reduce((sum, { part = 1 }) => sum + (costs[part] ?? 0), 0);
      const random = seededRandom(seed);
      const draws = Array.from({ length: Math.round(whole) }, () => context.space.sample(random)).flatMap((each) =>
        each === undefined ? [] : [{ architecture: each, hash: '', origin: 'random' as const }],
      );
      drawn += best(draws.map((each) => evaluate(context, each)));
    }
    expect(found / 10).toBeGreaterThan(drawn / 10 + 0.5);
  });

  it('is decided by its seed, and goes on where its JSON state was taken', async () => {
    for (const options of [{}, { batch: 4, factor: 2, rungs: 4 }]) {
      const through = await run(contextOf(6), 60, { options });
      expect(keys((await run(contextOf(6), 60, { options })).proposals)).toEqual(keys(through.proposals));
      expect(keys((await run(contextOf(6), 60, { options, interrupt: true })).proposals)).toEqual(
        keys(through.proposals),
      );
      expect(keys((await run(contextOf(6), 60, { options, seed: 2 })).proposals)).not.toEqual(keys(through.proposals));
    }
  });

  it('trains all of a small space to the end, but what diverged, then stops', async () => {
    const { told } = await run(contextOf(2), 1000);
    const whole = told.filter((r) => partOf(r.metrics) === 1 && r.status === 'ok');
    expect(whole).toHaveLength(12);
    expect(told.filter((r) => r.status === 'diverged')).toHaveLength(4);
  });

  it('does not train again what an earlier run measured to its end', async () => {
    const context = contextOf(2);
    const known = [...context.space.enumerate()].slice(0, 6).map((architecture): Result => ({
      architecture,
      hash: context.space.graphHash(architecture),
      status: 'ok',
      metrics: { accuracy: 50 },
    }));
    const strategy = halving(context, 1, {}, { state: halving(context, 1).state(), results: known });
    const asked: Proposal[] = [];
    for (;;) {
      const [proposal] = await strategy.ask(1);
      if (proposal === undefined) break;
      asked.push(proposal);
      strategy.tell([evaluate(context, proposal)]);
    }
    expect(asked.length).toBeGreaterThan(10);
    for (const { hash } of known) expect(asked.some((p) => p.hash === hash)).toBe(false);
  });

  it('refuses rungs that would train for next to nothing', () => {
    expect(strategyFactory({ kind: 'halving', options: { factor: 10, rungs: 6 } })).toEqual({
      ok: false,
      why: 'search halving: factor 10 and rungs 6 train for one part in 100000; at most one in 10000 is possible: take fewer rungs',
    });
  });
});

describe('the metrics of a part', () => {
  it('keep what is known before an evaluation, and lose their own name', () => {
    const metrics = {
      ...{ params: 10, 'latency(phone)': 0.002, training_share: 1 / 3 },
      ...namedByPart({ accuracy: 70, 'latency(board)': 0.1 }, 3),
      ...namedByPart({ accuracy: 50 }, 9),
    };
    expect(asIfWhole(metrics, 3)).toEqual({ params: 10, 'latency(phone)': 0.002, accuracy: 70, 'latency(board)': 0.1 });
    expect(asIfWhole(metrics, 1)).toBe(metrics);
  });
});
