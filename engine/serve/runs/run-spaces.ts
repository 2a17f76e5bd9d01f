/** The spaces of runs, read from the text that each was started with, and why one cannot be read any more. */
import type { ModelSource } from '../../protocol/messages.ts';
import type { Outcome } from '../../data/outcome.ts';
import type { ExperimentSpec } from '../../search/experiment-spec.ts';
import type { RunRecord } from '../../store/records.ts';
import { openSource } from '../open-source.ts';
import { sourceOfRun } from './run-source.ts';

/** Programs kept. */
const MOST = 8;
/** Milliseconds. */
const RETRY = 5000;

export interface RunSpaces {
  /** The experiment as it was when the run was started; `store` is where the run is. */
  of(run: RunRecord, store: string): Outcome<ExperimentSpec>;
}

export function runSpaces(): RunSpaces {
  /** The least recently used first. */
  const known = new Map<string, Known>();
  return {
    of: (run, store) => {
      const source = sourceOfRun(run, store);
      const key = JSON.stringify([source.entry, run.spec, run.experiment, run.spaceHash]);
      const before = known.get(key);
      const opened = before !== undefined && before.until > performance.now() ? before : openAgain(run, source);
      known.delete(key);
      known.set(key, opened);
      const [oldest] = known.keys();
      if (known.size > MOST && oldest !== undefined) known.delete(oldest);
      return opened.outcome;
    },
  };
}

interface Known {
  readonly outcome: Outcome<ExperimentSpec>;
  /** On the clock of `performance`. */
  readonly until: number;
}

/** What could not be read may be there in a moment; but not every question about a run shall try again. */
function openAgain(run: RunRecord, source: ModelSource): Known {
  const opened = openSource(source);
  const retry = performance.now() + RETRY;
  if ('error' in opened)
    return {
      outcome: { error: `the file that run ${run.id} was started with cannot be read any more: ${opened.error}` },
      until: retry,
    };
  if (opened.value.space.hash !== run.spaceHash)
    return {
      outcome: {
        error: `space ${run.space} is not what it was when run ${run.id} was started: a file that it imports changed, or it is from another version`,
      },
      until: retry,
    };
  return { outcome: opened, until: Infinity };
}
