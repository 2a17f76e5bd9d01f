/** The spaces of runs, read from the text that each was started with, and why one cannot be read any more. */
import type { Outcome } from '../../data/outcome.ts';
import type { ExperimentSpec } from '../../search/experiment-spec.ts';
import type { RunRecord } from '../../store/records.ts';
import { openSource } from '../open-source.ts';
import { sourceOfRun } from './run-source.ts';

/** Programs kept. */
const MOST = 8;

export interface RunSpaces {
  /** The experiment as it was when the run was started; `store` is where the run is. */
  of(run: RunRecord, store: string): Outcome<ExperimentSpec>;
}

export function runSpaces(): RunSpaces {
  /** The least recently used first. */
  const known = new Map<string, ExperimentSpec>();
  return {
    of: (run, store) => {
      const source = sourceOfRun(run, store);
      const key = JSON.stringify([source.entry, run.spec, run.experiment, run.spaceHash]);
      const found = known.get(key);
      if (found !== undefined) {
        known.delete(key);
        known.set(key, found);
        return { value: found };
      }
      const opened = openSource(source);
      if ('error' in opened)
        return { error: `the file that run ${run.id} was started with cannot be read any more: ${opened.error}` };
      if (opened.value.space.hash !== run.spaceHash)
        return {
          error: `space ${run.space} is not what it was when run ${run.id} was started: a file that it imports changed, or it is from another version`,
        };
      known.set(key, opened.value);
      const [oldest] = known.keys();
      if (known.size > MOST && oldest !== undefined) known.delete(oldest);
      return opened;
    },
  };
}
