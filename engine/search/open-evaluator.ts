/** What measures an experiment's architectures, opened: on this machine, or as the near end of a queue. */
import { dirname, resolve } from 'node:path';
import { hypernetworksIn } from '../../dsl/semantics/hypernetworks.ts';
import { versions } from '../cli/versions.ts';
import type { Dataset } from '../data/dataset.ts';
import { openDataset } from '../data/open-dataset.ts';
import { fail, ok, type Outcome } from '../data/outcome.ts';
import { openCommandEvaluator } from '../evaluate/command/command-evaluator.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { openGhnEvaluator } from '../evaluate/ghn/ghn-evaluator.ts';
import { readBytes } from '../evaluate/ghn/files.ts';
import { hypernetworkShelf, type HypernetworkShelf, type ShelfWishes } from '../evaluate/ghn/hypernetwork-shelf.ts';
import type { OpenEvaluator } from '../evaluate/queue/open-job.ts';
import { openQueueEvaluator } from '../evaluate/queue/queue-evaluator.ts';
import { openTableEvaluator } from '../evaluate/table/table-evaluator.ts';
import { openTrainEvaluator, type FirstWeights } from '../evaluate/train/train-evaluator.ts';
import type { Configured, ExperimentSpec, Queued } from './experiment-spec.ts';

export interface OpenedEvaluator {
  readonly evaluator: Evaluator;
  readonly backend: string;
  readonly dataset: Dataset | undefined;
}

/** Opens what measures, on this machine. `cwd`: what the names of spec files are relative to. The shelf stays the caller's. */
export async function openEvaluator(
  spec: ExperimentSpec,
  cwd: string,
  shelf: HypernetworkShelf = hypernetworkShelf([], undefined, cwd),
): Promise<Outcome<OpenedEvaluator>> {
  const { evaluator } = spec;
  if (evaluator === undefined) return { error: `experiment ${spec.name} has no evaluator: write "evaluator: Name"` };
  switch (evaluator.kind) {
    case 'train': {
      if (spec.dataset === undefined) {
        return { error: `experiment ${spec.name} trains networks but has no data set: write "dataset: Name"` };
      }
      const dataset = await openDataset(spec.dataset.kind, spec.dataset.options, folderOf(spec.dataset, cwd));
      if ('error' in dataset) return dataset;
      const opened = await openTrainEvaluator(
        evaluator.options,
        dataset.value,
        undefined,
        firstWeightsOf(evaluator, shelf),
      );
      if ('error' in opened) {
        dataset.value.close();
        return opened;
      }
      return { value: { evaluator: opened.value, backend: opened.value.backend, dataset: dataset.value } };
    }
    case 'table': {
      const opened = await openTableEvaluator(evaluator.options, spec.space, folderOf(evaluator, cwd));
      return 'error' in opened ? opened : { value: { evaluator: opened.value, backend: 'table', dataset: undefined } };
    }
    case 'command': {
      const opened = openCommandEvaluator(evaluator.options, spec.space, folderOf(evaluator, cwd));
      return 'error' in opened
        ? opened
        : { value: { evaluator: opened.value, backend: opened.value.backend, dataset: undefined } };
    }
    case 'ghn': {
      const opened = openGhnEvaluator(evaluator.options, shelf);
      return 'error' in opened ? opened : { value: { evaluator: opened.value, backend: 'ghn', dataset: undefined } };
    }
    default:
      return { error: `there is no evaluator "${evaluator.kind}"; there are train, table, command, ghn, queue` };
  }
}

/** Those of the hypernetwork that `initialise` names. */
function firstWeightsOf({ options }: Configured, shelf: HypernetworkShelf): FirstWeights | undefined {
  const name = options['initialise'];
  if (typeof name !== 'string' || !shelf.names.includes(name)) return undefined;
  return async (network, { signal, onProgress }) => {
    const ready = await shelf.ready(name, { signal, onProgress: (share, doing) => onProgress?.({ share, doing }) });
    return 'error' in ready ? ready : ready.value.weights(network);
  };
}

/** Opens the near end of a queue. What the workers need is checked as far as it can be without opening it: this machine need not have the data. */
export async function openQueued(
  spec: ExperimentSpec,
  queued: Queued,
  cwd: string,
  shelf: HypernetworkShelf,
): Promise<Outcome<OpenedEvaluator>> {
  const { evaluator, dataset } = spec;
  if (evaluator?.kind === 'train' && dataset === undefined)
    return { error: `experiment ${spec.name} trains networks but has no data set: write "dataset: Name"` };
  const opened = await openQueueEvaluator(spec, queued, {
    folder: evaluator === undefined ? cwd : folderOf(evaluator, cwd),
    version: versions().hnas,
    trained: (name, wishes) => trainedBytes(shelf, name, wishes),
  });
  return 'error' in opened
    ? opened
    : { value: { evaluator: opened.value, backend: opened.value.backend, dataset: undefined } };
}

async function trainedBytes(shelf: HypernetworkShelf, name: string, wishes: ShelfWishes): Promise<Outcome<Uint8Array>> {
  const trained = await shelf.trained(name, wishes);
  if ('error' in trained) return trained;
  const read = readBytes(trained.value.file);
  if ('error' in read) return read;
  return read.value === undefined ? fail(`${trained.value.file} is not there any more`) : ok(read.value);
}

/** Opens what a job of a queue asks for, on a worker. A machine that cannot open the data of a hypernetwork is told so now, not at each evaluation. */
export const openForJobs: OpenEvaluator = async (spec, cwd, hypernetworks) => {
  const named = spec.evaluator === undefined ? [] : hypernetworksIn('evaluator', spec.evaluator);
  const lacking = named.find((name) => !hypernetworks.has(name));
  if (lacking !== undefined) return fail(`the job does not bring hypernetwork ${lacking}`);
  const shelf = hypernetworkShelf(spec.hypernetworks ?? [], spec.dataset, cwd, hypernetworks);
  const opened = await openEvaluator(spec, cwd, shelf);
  if ('error' in opened) return opened;
  const { evaluator, dataset } = opened.value;
  const close = async (): Promise<void> => {
    await evaluator.close();
    await shelf.close();
    dataset?.close();
  };
  let read = dataset;
  for (const name of named) {
    const ready = await shelf.ready(name);
    if ('error' in ready) {
      await close();
      return ready;
    }
    read ??= ready.value.dataset;
  }
  return ok({ evaluator: { ...evaluator, close }, dataset: read });
};

/** Paths in options are relative to the file that declares them. */
export function folderOf(configured: Configured, cwd: string): string {
  return configured.file === undefined ? cwd : resolve(cwd, dirname(configured.file));
}
