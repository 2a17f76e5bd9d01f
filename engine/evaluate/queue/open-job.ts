/** From the texts of a job to the evaluator that does it. Jobs of a run follow each other, so what was opened last is kept. */
import { posix } from 'node:path';
import { digest } from '../../../dsl/graph/digest.ts';
import { resolveExperiment } from '../../../dsl/semantics/experiment.ts';
import { loadProgram } from '../../../dsl/semantics/program.ts';
import { fail, ok, type Outcome } from '../../data/outcome.ts';
import type { ExperimentSpec } from '../../search/experiment-spec.ts';
import type { Dataset } from '../../data/dataset.ts';
import type { Evaluator } from '../evaluator.ts';
import { markOfDataset, markOfFiles } from './data-mark.ts';
import { loadGhn } from '../../hypernetwork/ghn/file.ts';
import type { Ghn } from '../../hypernetwork/ghn/ghn.ts';
import type { EvaluationJob } from './job.ts';

export interface OpenedWork {
  readonly spec: ExperimentSpec;
  readonly evaluator: Evaluator;
  /** Equal on machines whose data are. */
  readonly data: string;
}

/**
 * Opens what evaluates, on this machine, with the hypernetworks that came with the job. `cwd`: what the names of spec files are relative to. The
 * evaluator closes all that it was opened with, the data set that it reads too.
 */
export type OpenEvaluator = (
  spec: ExperimentSpec,
  cwd: string,
  hypernetworks: ReadonlyMap<string, Ghn>,
) => Promise<Outcome<{ readonly evaluator: Evaluator; readonly dataset: Dataset | undefined }>>;

/** Bytes of the hypernetwork of this hash; a few words where they are not there. */
export type FetchHypernetwork = (hash: string) => Promise<Outcome<Uint8Array>>;

/** Kept at most: data sets and tables may be large. */
const KEPT = 2;

export interface OpenedJobs {
  /** One sentence where this machine cannot do the job; it is tried anew the next time. */
  open(job: EvaluationJob): Promise<Outcome<OpenedWork>>;
  /** The job is over. */
  done(job: EvaluationJob): void;
  close(): Promise<void>;
}

interface Kept {
  readonly opened: Promise<Outcome<OpenedWork & { close(): Promise<void> }>>;
  users: number;
}

/** `folder`: stands for that of the spec; data and programs are found from there. */
export function openedJobs(open: OpenEvaluator, fetch: FetchHypernetwork, folder: string): OpenedJobs {
  /** The least recently used first. */
  const kept = new Map<string, Kept>();
  const closeIt = async ({ opened }: Kept): Promise<void> => {
    const outcome = await opened;
    if ('value' in outcome) await outcome.value.close();
  };
  const trim = (): void => {
    for (const [key, each] of kept) {
      if (kept.size <= KEPT) return;
      if (each.users > 0) continue;
      kept.delete(key);
      void closeIt(each);
    }
  };
  return {
    open: async (job) => {
      const key = keyOf(job);
      const each = kept.get(key) ?? { opened: openJob(job, open, fetch, folder), users: 0 };
      each.users++;
      kept.delete(key);
      kept.set(key, each);
      trim();
      const outcome = await each.opened;
      if ('error' in outcome && kept.get(key) === each) kept.delete(key);
      return outcome;
    },
    done: (job) => {
      const each = kept.get(keyOf(job));
      if (each !== undefined) each.users--;
      trim();
    },
    close: async () => void (await Promise.all([...kept.values()].map(closeIt))),
  };
}

const keyOf = ({ entry, files, experiment, hypernetworks }: EvaluationJob): string =>
  digest(JSON.stringify([entry, [...files], experiment, [...hypernetworks]]));

async function openJob(
  job: EvaluationJob,
  open: OpenEvaluator,
  fetch: FetchHypernetwork,
  folder: string,
): Promise<Outcome<OpenedWork & { close(): Promise<void> }>> {
  const spec = specOf(job);
  if ('error' in spec) return spec;
  const hypernetworks = await hypernetworksOf(job, fetch);
  if ('error' in hypernetworks) return hypernetworks;
  const opened = await open(spec.value, folder, hypernetworks.value);
  if ('error' in opened) return opened;
  const { evaluator, dataset } = opened.value;
  const data = dataset === undefined ? await markOfFiles(spec.value, folder) : markOfDataset(dataset);
  return ok({ spec: spec.value, evaluator, data, close: () => evaluator.close() });
}

async function hypernetworksOf(
  { hypernetworks }: EvaluationJob,
  fetch: FetchHypernetwork,
): Promise<Outcome<ReadonlyMap<string, Ghn>>> {
  const found = new Map<string, Ghn>();
  for (const [name, hash] of hypernetworks) {
    const bytes = await fetch(hash);
    const read = 'error' in bytes ? bytes : loadGhn(bytes.value);
    if ('error' in read) return fail(`hypernetwork ${name} of the job cannot be used here: ${read.error}`);
    found.set(name, read.value);
  }
  return ok(found);
}

/** The texts are all there is: what they import and do not hold is not looked for on this machine. */
function specOf({ entry, files, experiment, space }: EvaluationJob): Outcome<ExperimentSpec> {
  const { value: program, diagnostics } = loadProgram(entry, {
    read: (file) => {
      const text = files.get(file);
      return text === undefined ? { error: 'the job does not hold it' } : { text };
    },
    resolve: (from, path) => posix.join(posix.dirname(from), path),
  });
  if (program === undefined) return fail(`the spec of the job cannot be read: ${diagnostics[0]?.message}`);
  const resolved = resolveExperiment(program, experiment);
  const wrong = [...diagnostics, ...resolved.diagnostics].find(({ severity }) => severity === 'error');
  if (resolved.value === undefined || wrong !== undefined)
    return fail(`the spec of the job has an error: ${wrong?.message ?? `experiment ${experiment} cannot be resolved`}`);
  if (resolved.value.space.hash !== space)
    return fail(`space ${resolved.value.space.name} is another one here, so this program is not the one of the search`);
  return ok(resolved.value);
}
