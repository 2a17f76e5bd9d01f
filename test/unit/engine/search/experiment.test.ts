import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EvaluationJob, EvaluationPort } from '../../../../engine/search/evaluation-port.ts';
import { runExperiment } from '../../../../engine/search/experiment.ts';
import type { ExperimentSpec } from '../../../../engine/search/experiment-spec.ts';
import { frontOf } from '../../../../engine/search/front.ts';
import { nothing, type Journal, type Past } from '../../../../engine/search/journal.ts';
import { partOf } from '../../../../engine/search/part.ts';
import type { ProgressEvent } from '../../../../engine/search/progress.ts';
import { strategyFactory } from '../../../../engine/search/strategies/options.ts';
import type { StrategyFactory } from '../../../../engine/search/strategy.ts';
import type { CheckpointRecord, EvaluationRecord } from '../../../../engine/store/records.ts';
import { productAccuracy, productSpace } from './product-space.ts';
import { toyScores } from './toy-scores.ts';
import { toySurrogate } from './toy-surrogate.ts';

const alternatives = 4;
const space = productSpace({ decisions: 5, alternatives });

function specOf(
  kind: string,
  options: ExperimentSpec['strategy']['options'],
  more: Partial<ExperimentSpec> = {},
): ExperimentSpec {
  return {
    name: 'Toy',
    space,
    objectives: [
      { direction: 'maximize', metric: 'accuracy' },
      { direction: 'minimize', metric: 'params' },
    ],
    constraints: [],
    strategy: { kind, options },
    budget: { evaluations: 14 },
    seed: 5,
    ...more,
  };
}

const strategies: Record<string, ExperimentSpec> = {
  random: specOf('random', {}),
  exhaustive: specOf('exhaustive', {}),
  local: specOf('local', { initial: 3 }),
  nsga2: specOf('nsga2', { population: 4 }),
  evolution: specOf('evolution', { population: 4, tournament: 2 }),
  halving: specOf('halving', { factor: 3, rungs: 2 }),
  predictor: specOf('predictor', { initial: 5, batch: 3, candidates: 60 }),
  prescreen: specOf('prescreen', { hypernetwork: 'W', candidates: 20, best: 7, then: 'local' }),
};

function factoryOf(spec: ExperimentSpec): StrategyFactory {
  const made = strategyFactory(spec.strategy);
  if (!made.ok) throw new Error(made.why);
  return made.value;
}

/** Trains in three steps with a checkpoint after each; accuracy depends on the seed, as training does, and on what was trained before. */
const evaluator: EvaluationPort = {
  backend: 'toy',
  evaluate: async (job: EvaluationJob) => {
    let step = job.resume?.[0] ?? 0;
    const until = Math.round(3 * job.share);
    while (step < until) {
      await Promise.resolve();
      job.signal.throwIfAborted();
      step++;
      job.checkpoint(new Uint8Array([step]), step);
      job.progress(step / until, 'training');
    }
    const noise = [...job.seed].reduce((sum, c) => sum + c.charCodeAt(0), 0) % 7;
    const diverged = job.architecture.choices[0] === 3 && job.architecture.choices[1] === 3;
    return {
      status: diverged ? 'diverged' : 'ok',
      metrics: { accuracy: productAccuracy(job.architecture, alternatives) + noise / 10 - 3 * (3 - step) },
      seconds: step,
    };
  },
  close: () => Promise.resolve(),
};

class Killed extends Error {}

/** A journal in memory that can die at its n-th step, before or after the step is written. */
class MemoryJournal implements Journal, Past {
  evaluations: EvaluationRecord[] = [];
  checkpoint: CheckpointRecord | undefined;
  trainings = new Map<number, { data: Uint8Array; seconds: number }>();
  steps = 0;
  killAt = Infinity;
  killBefore = false;

  step(step: Parameters<Journal['step']>[0]): void {
    this.steps++;
    if (this.steps === this.killAt && this.killBefore) throw new Killed();
    if (step.evaluation !== undefined) {
      this.evaluations = [...this.evaluations, step.evaluation].sort((a, b) => a.position - b.position);
      const { hash, position, metrics } = step.evaluation;
      // As the store does: what the next part of a training goes on from is kept until that one is there.
      for (const each of this.evaluations) {
        if (each.hash === hash && (each.position !== position || partOf(metrics) === 1))
          this.trainings.delete(each.position);
      }
    }
    if (step.checkpoint !== undefined)
      this.checkpoint = JSON.parse(JSON.stringify(step.checkpoint)) as CheckpointRecord;
    if (step.training !== undefined) this.trainings.set(step.training.position, step.training);
    if (this.steps === this.killAt) throw new Killed();
  }

  training = (position: number) => this.trainings.get(position);

  past(): Past {
    return { evaluations: [...this.evaluations], checkpoint: this.checkpoint, training: this.training };
  }
}

async function run(spec: ExperimentSpec, journal: MemoryJournal, parallel = 1, signal = new AbortController().signal) {
  return runExperiment(spec, {
    strategy: factoryOf(spec),
    evaluator,
    surrogate: toySurrogate,
    score: toyScores,
    journal,
    past: journal.past(),
    signal,
    parallel,
  });
}

const essence = (records: readonly EvaluationRecord[]) => records.map(({ finished: _, ...rest }) => rest);

describe.each(Object.entries(strategies))('experiment with %s', (_, spec) => {
  it('ends at its budget', async () => {
    const outcome = await run(spec, new MemoryJournal());
    expect(outcome.reason).toBe('budget');
    expect(outcome.evaluations).toHaveLength(14);
    expect(outcome.evaluations.map((e) => e.position)).toEqual([...Array(14).keys()]);
  });

  it('killed at any steps and resumed, ends as the undisturbed run', async () => {
    const through = await run(spec, new MemoryJournal());
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.boolean()), { maxLength: 4 }),
        fc.constantFrom(1, 2),
        async (kills, parallel) => {
          const journal = new MemoryJournal();
          for (const [after, before] of kills) {
            journal.killAt = journal.steps + after;
            journal.killBefore = before;
            await run(spec, journal, parallel).catch((error: unknown) => {
              if (!(error instanceof Killed)) throw error;
            });
          }
          journal.killAt = Infinity;
          await run(spec, journal, parallel);
          expect(essence(journal.evaluations)).toEqual(essence(through.evaluations));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('gives the same results two at a time', async () => {
    const one = await run(spec, new MemoryJournal(), 1);
    const two = await run(spec, new MemoryJournal(), 2);
    expect(essence(two.evaluations)).toEqual(essence(one.evaluations));
  });
});

describe('experiment', () => {
  const spec = strategies['random']!;

  it('stops when cancelled, and goes on from there', async () => {
    const journal = new MemoryJournal();
    const controller = new AbortController();
    const first = await runExperiment(spec, {
      strategy: factoryOf(spec),
      evaluator,
      journal,
      past: nothing,
      signal: controller.signal,
      onProgress: (event) => {
        if (event.kind === 'evaluated' && event.done === 5) controller.abort();
      },
    });
    expect(first.reason).toBe('cancelled');
    expect(first.evaluations).toHaveLength(5);
    const second = await run(spec, journal);
    const through = await run(spec, new MemoryJournal());
    expect(essence(second.evaluations)).toEqual(essence(through.evaluations));
  });

  it('goes on with a larger budget', async () => {
    const journal = new MemoryJournal();
    await run({ ...spec, budget: { evaluations: 6 } }, journal);
    const more = await run(spec, journal);
    const through = await run(spec, new MemoryJournal());
    expect(essence(more.evaluations)).toEqual(essence(through.evaluations));
  });

  it('ends when its time is spent, counted over interruptions', async () => {
    const timed = { ...spec, budget: { time: 10 } };
    const journal = new MemoryJournal();
    const outcome = await run(timed, journal);
    expect(outcome.reason).toBe('time');
    expect(outcome.evaluations).toHaveLength(4);
    expect((await run(timed, journal)).evaluations).toHaveLength(4);
  });

  it('says so when the space is exhausted', async () => {
    const small = { ...spec, space: productSpace({ decisions: 1, alternatives }) };
    const outcome = await run(small, new MemoryJournal());
    expect(outcome.reason).toBe('exhausted');
    expect(outcome.evaluations).toHaveLength(4);
  });

  it('records an evaluation that lacks an objective as failed, with the reason', async () => {
    const latency = {
      ...spec,
      objectives: [...spec.objectives, { direction: 'minimize' as const, metric: 'latency', device: 'edge' }],
    };
    const outcome = await run(latency, new MemoryJournal());
    expect(outcome.evaluations[0]).toMatchObject({ status: 'failed', why: 'the evaluator gave no latency(edge)' });
  });

  it('reports what it does', async () => {
    const events: ProgressEvent[] = [];
    await runExperiment(
      { ...spec, budget: { evaluations: 1 } },
      {
        strategy: factoryOf(spec),
        evaluator,
        journal: new MemoryJournal(),
        past: nothing,
        signal: new AbortController().signal,
        onProgress: (event) => events.push(event),
      },
    );
    expect(events.map((e) => e.kind)).toEqual([
      'started',
      'asking',
      'evaluating',
      'evaluating',
      'evaluating',
      'evaluating',
      'evaluated',
      'finished',
    ]);
  });

  it('passes a bug of an evaluator on', async () => {
    const broken: EvaluationPort = { ...evaluator, evaluate: () => Promise.reject(new Error('bug')) };
    const parts = { strategy: factoryOf(spec), evaluator: broken, journal: new MemoryJournal(), past: nothing };
    await expect(runExperiment(spec, { ...parts, signal: new AbortController().signal })).rejects.toThrow('bug');
  });
});

describe('trainings in parts', () => {
  const spec = specOf('halving', { factor: 3, rungs: 2 }, { budget: { evaluations: 16 } });

  it('go on where a part ended, to the result of a whole training, and count the seconds of each part once', async () => {
    const resumed: (number | undefined)[] = [];
    const watching: EvaluationPort = {
      ...evaluator,
      evaluate: (job) => {
        if (job.share === 1) resumed.push(job.resume?.[0]);
        return evaluator.evaluate(job);
      },
    };
    const journal = new MemoryJournal();
    const parts = { strategy: factoryOf(spec), journal, past: journal.past(), signal: new AbortController().signal };
    const { evaluations } = await runExperiment(spec, { ...parts, evaluator: watching });
    const whole = evaluations.filter((e) => partOf(e.metrics) === 1);
    expect(whole.length).toBeGreaterThanOrEqual(4);
    expect(resumed).toEqual(whole.map(() => 1));
    const bySeed = await evaluator.evaluate({
      architecture: { choices: whole[0]!.choices },
      position: 0,
      seed: `${spec.seed}/${whole[0]!.hash}`,
      signal: new AbortController().signal,
      share: 1,
      progress: () => undefined,
      resume: undefined,
      checkpoint: () => undefined,
    });
    expect(whole[0]!.metrics['accuracy']).toBe(bySeed.metrics['accuracy']);
    expect(evaluations.map((e) => e.seconds)).toEqual(evaluations.map((e) => (partOf(e.metrics) === 1 ? 2 : 1)));
    // Weights are kept of what may go on only.
    expect(journal.trainings.size).toBe(16 - 2 * whole.length);
  });

  it('are no results of the whole: they have names of their own and stand on no front', async () => {
    const fronts: number[] = [];
    const { evaluations } = await runExperiment(spec, {
      strategy: factoryOf(spec),
      evaluator,
      journal: new MemoryJournal(),
      past: nothing,
      signal: new AbortController().signal,
      onProgress: (event) => event.kind === 'evaluated' && fronts.push(event.front),
    });
    expect(fronts.slice(0, 4)).toEqual([0, 0, 0, 1]);
    const [part] = evaluations;
    expect(part?.metrics).toMatchObject({ 'accuracy at 1/3': expect.any(Number) as number, training_share: 1 / 3 });
    expect(part?.metrics['accuracy']).toBeUndefined();
    const { members } = frontOf(
      evaluations.map(({ metrics, status }) => ({ metrics, ok: status === 'ok' })),
      spec.objectives,
      spec.constraints,
    );
    expect(members.every((i) => partOf(evaluations[i]!.metrics) === 1)).toBe(true);
  });

  it('are begun anew, to the same result, where their weights are lost', async () => {
    const journal = new MemoryJournal();
    await run({ ...spec, budget: { evaluations: 3 } }, journal);
    journal.trainings.clear();
    await run(spec, journal);
    const through = await run(spec, new MemoryJournal());
    expect(journal.evaluations.map(({ metrics }) => metrics)).toEqual(
      through.evaluations.map(({ metrics }) => metrics),
    );
  });
});

describe('strategy options', () => {
  it.each([
    [
      { kind: 'annealing', options: {} },
      'there is no search strategy "annealing"; there are random, exhaustive, local, evolution, nsga2, halving, predictor, prescreen',
    ],
    [{ kind: 'random', options: { n: 1 } }, 'search random has no option "n"; its options: none'],
    [{ kind: 'evolution', options: { mutate: 2 } }, 'search evolution: mutate must be a number from 0 to 1, not 2'],
    [
      { kind: 'predictor', options: { batch: 1.5 } },
      'search predictor: batch must be an integer from 1 to 10000, not 1.5',
    ],
    [
      { kind: 'predictor', options: { start: 'warm' } },
      'search predictor: start must be diverse or random, not "warm"',
    ],
    [
      { kind: 'predictor', options: { acquisition: 'ei' } },
      'search predictor: acquisition must be ucb or thompson, not "ei"',
    ],
    [{ kind: 'local', options: { initial: 0 } }, 'search local: initial must be an integer from 1 to 1000000, not 0'],
    [{ kind: 'nsga2', options: { cross: -1 } }, 'search nsga2: cross must be a number from 0 to 1, not -1'],
    [{ kind: 'constructor', options: {} }, 'there is no search strategy "constructor"; there are random, exhaustive, local, evolution, nsga2, halving, predictor, prescreen'], // prettier-ignore
    [
      { kind: 'nsga2', options: { toString: 1 } },
      'search nsga2 has no option "toString"; its options: population, cross',
    ],
  ])('refuses %j', (configured, why) => {
    expect(strategyFactory(configured)).toEqual({ ok: false, why });
  });
});
