/** A run that takes over what another measured, and one that is asked for anew after its store lost a part of it. */
import { describe, expect, it } from 'vitest';
import type { EvaluationPort } from '../../../../engine/search/evaluation-port.ts';
import { runExperiment } from '../../../../engine/search/experiment.ts';
import type { ExperimentSpec } from '../../../../engine/search/experiment-spec.ts';
import { nothing, type Journal, type Past } from '../../../../engine/search/journal.ts';
import { resolvedParts } from '../../../../engine/search/resolved-parts.ts';
import { strategyFactory, strategyOptions } from '../../../../engine/search/strategies/options.ts';
import { warmStart } from '../../../../engine/search/warm-start.ts';
import type { CheckpointRecord, EvaluationRecord, RunRecord } from '../../../../engine/store/records.ts';
import { sampleSetup } from '../store/sample-run.ts';
import { productAccuracy, productSpace } from './product-space.ts';
import { toyScores } from './toy-scores.ts';
import { toySurrogate } from './toy-surrogate.ts';

const options: Readonly<Record<string, ExperimentSpec['strategy']['options']>> = {
  local: { initial: 4 },
  evolution: { population: 4, tournament: 2 },
  nsga2: { population: 4 },
  predictor: { initial: 5, batch: 3, candidates: 60 },
  prescreen: { hypernetwork: 'W', candidates: 20, best: 7 },
};
const kinds = Object.keys(strategyOptions);

function specOf(kind: string, more: Partial<ExperimentSpec> = {}): ExperimentSpec {
  return {
    name: 'Toy',
    space: productSpace({ decisions: 5, alternatives: 4 }),
    objectives: [
      { direction: 'maximize', metric: 'accuracy' },
      { direction: 'minimize', metric: 'params' },
    ],
    constraints: [],
    strategy: { kind, options: options[kind] ?? {} },
    evaluator: { kind: 'toy', options: { epochs: 3 } },
    budget: { evaluations: 12 },
    seed: 5,
    ...more,
  };
}

const evaluator: EvaluationPort = {
  backend: 'toy',
  evaluate: ({ architecture }) =>
    Promise.resolve({ status: 'ok', metrics: { accuracy: productAccuracy(architecture, 4) }, seconds: 1 }),
  close: () => Promise.resolve(),
};

/** Keeps the last checkpoint, and stops like a killed process after so many evaluations. */
class Ledger implements Journal {
  readonly evaluations: EvaluationRecord[];
  checkpoint: CheckpointRecord | undefined;
  readonly left: { evaluations: number };

  constructor(past: Past = nothing, evaluations = Infinity) {
    this.evaluations = [...past.evaluations];
    this.checkpoint = past.checkpoint;
    this.left = { evaluations };
  }

  step({ evaluation, checkpoint }: Parameters<Journal['step']>[0]): void {
    if (evaluation !== undefined) {
      if (this.left.evaluations-- === 0) throw new Error('killed');
      this.evaluations.push(evaluation);
      this.evaluations.sort((a, b) => a.position - b.position);
    }
    if (checkpoint !== undefined) this.checkpoint = JSON.parse(JSON.stringify(checkpoint)) as CheckpointRecord;
  }

  past(): Past {
    return { evaluations: [...this.evaluations], checkpoint: this.checkpoint, training: () => undefined };
  }
}

async function run(spec: ExperimentSpec, past: Past = nothing, killedAfter = Infinity): Promise<Ledger> {
  const made = strategyFactory(spec.strategy);
  if (!made.ok) throw new Error(made.why);
  const ledger = new Ledger(past, killedAfter);
  const work = runExperiment(spec, {
    strategy: made.value,
    evaluator,
    surrogate: toySurrogate,
    score: toyScores,
    journal: ledger,
    past,
    signal: new AbortController().signal,
  });
  await (killedAfter === Infinity ? work : expect(work).rejects.toThrow('killed'));
  return ledger;
}

const essence = (records: readonly EvaluationRecord[]) => records.map(({ finished: _, ...rest }) => rest);
const recordOf = (spec: ExperimentSpec): RunRecord => ({
  ...sampleSetup,
  id: 'toy-1',
  resolved: resolvedParts(spec),
  status: 'done',
  reason: undefined,
  created: '',
  finished: undefined,
  owner: undefined,
  heartbeat: 0,
});

function taken(from: ExperimentSpec, records: readonly EvaluationRecord[], spec: ExperimentSpec) {
  const warm = warmStart(recordOf(from), records, spec);
  if ('error' in warm) throw new Error(warm.error);
  return warm.value;
}

describe.each(kinds)('a warm start of %s', (kind) => {
  const spec = specOf(kind, { seed: 8 });
  const whole = (records: readonly EvaluationRecord[]): EvaluationRecord[] =>
    records.filter(({ metrics }) => metrics['accuracy'] !== undefined);

  it('measures as much as its budget says, and nothing that was taken over', async () => {
    const first = await run(specOf('random'));
    const { known } = taken(specOf('random'), first.evaluations, spec);
    expect(known).toHaveLength(12);
    const second = await run(spec, { ...nothing, evaluations: known });
    expect(second.evaluations.slice(0, 12)).toEqual(known);
    const own = second.evaluations.slice(12);
    expect(own).toHaveLength(12);
    expect(own.some(({ origin }) => origin === 'known')).toBe(false);
    const hashes = whole(second.evaluations).map(({ hash }) => hash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('killed before and after its first checkpoint, ends as an undisturbed one', async () => {
    const first = await run(specOf('random'));
    const { known } = taken(specOf('random'), first.evaluations, spec);
    const through = await run(spec, { ...nothing, evaluations: known });
    for (const after of [0, 1, 7]) {
      const killed = await run(spec, { ...nothing, evaluations: known }, after);
      const again = await run(spec, killed.past());
      expect(essence(again.evaluations)).toEqual(essence(through.evaluations));
    }
  });

  it('whose checkpoint and some evaluations were lost measures these again, at their places', async () => {
    const through = await run(spec);
    const rest = through.evaluations.filter(({ position }) => position % 3 !== 1);
    const again = await run(spec, { ...nothing, evaluations: rest });
    expect(essence(again.evaluations)).toEqual(essence(through.evaluations));
  });
});

describe('strategies that make use of what is known', () => {
  it.each(['evolution', 'nsga2', 'predictor', 'local'])('%s begins with it, not with draws', async (kind) => {
    const first = await run(specOf('random'));
    const spec = specOf(kind);
    const { known } = taken(specOf('random'), first.evaluations, spec);
    const second = await run(spec, { ...nothing, evaluations: known });
    expect(second.evaluations.map(({ origin }) => origin)).not.toContain('initial');
  });
});

describe('what is taken over', () => {
  it('is refused where the evaluator or the data set is another', async () => {
    const { evaluations } = await run(specOf('random'));
    const other = specOf('random', { evaluator: { kind: 'toy', options: { epochs: 9 } } });
    expect(warmStart(recordOf(specOf('random')), evaluations, other)).toEqual({
      error: 'nothing of run toy-1 can be taken over: since it was started the evaluator (epochs: 3 -> 9) changed',
    });
    expect(warmStart(recordOf(specOf('random')), [], specOf('random'))).toEqual({
      error: 'nothing of run toy-1 can be taken over: it has evaluated nothing',
    });
  });

  it('says what does not count, by reason', async () => {
    const from = specOf('random');
    const { evaluations } = await run(from);
    const [a, b, c, d] = evaluations as [EvaluationRecord, EvaluationRecord, EvaluationRecord, EvaluationRecord];
    const records = [
      a,
      { ...b, status: 'failed' as const },
      { ...c, hash: 'another network' },
      { ...d, metrics: { params: 1 } },
      a,
    ];
    const { known, left } = taken(from, records, from);
    expect(known).toEqual([{ ...a, position: 0, origin: 'known', seconds: 0 }]);
    expect(left).toEqual(['1 could not be measured then', '1 are other networks now', '1 have no accuracy']);
  });

  it('is not mixed up with what another version would have proposed', async () => {
    const spec = specOf('random');
    const { evaluations } = await run(spec);
    const moved = evaluations.map((record, i) => ({ ...record, position: (i + 1) % 12 }));
    moved.sort((x, y) => x.position - y.position);
    const longer = specOf('random', { budget: { evaluations: 20 } });
    await expect(run(longer, { ...nothing, evaluations: moved })).rejects.toThrow(
      /^the run cannot go on: what its strategy proposes is not what it evaluated \(number 1\)/,
    );
  });
});
