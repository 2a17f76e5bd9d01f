/** The evaluator `train`: every architecture is built, trained on the data set, and validated. */
import type { Network } from '../../../dsl/graph/network.ts';
import { openBackend, type Backend, type HostTensor } from '../../compute/index.ts';
import type { Dataset } from '../../data/dataset.ts';
import { fail, ok, type Outcome } from '../../data/outcome.ts';
import { aboutPixels } from '../../export/pixels.ts';
import { encodeSafetensors } from '../../export/safetensors.ts';
import { exitAccuracy } from '../../search/anytime.ts';
import type { Evaluation, EvaluationRequest, Evaluator } from '../evaluator.ts';
import { readTrainOptions, type TrainOptions } from './options.ts';
import { failure, type Trained, type TrainProgress } from './result.ts';
import { trainNetwork } from './train-network.ts';

export interface TrainEvaluator extends Evaluator {
  /** What computes, for the record. */
  readonly backend: string;
  readonly options: TrainOptions;
}

/** Weights that a training begins with; one sentence where there are none. */
export type FirstWeights = (
  network: Network,
  request: Pick<EvaluationRequest, 'signal' | 'onProgress'>,
) => Promise<Outcome<Readonly<Record<string, HostTensor>>>>;

/** Seconds between two checkpoints of a training. */
const CHECKPOINT_EVERY = 20;

/**
 * Opens the evaluator.
 *
 * @param options as written in `evaluator Name = train { ... }`; every one is checked
 * @param dataset stays the caller's
 * @param backend stays the caller's; unless given, one is opened as the options say, and closed with the evaluator
 * @param firstWeights of the hypernetwork that `initialise` names
 */
export async function openTrainEvaluator(
  options: Readonly<Record<string, unknown>>,
  dataset: Dataset,
  backend?: Backend,
  firstWeights?: FirstWeights,
): Promise<Outcome<TrainEvaluator>> {
  const read = readTrainOptions(options);
  if ('error' in read) return read;
  const { keep, keepSize: _, ...settings } = read.value;
  if (settings.initialise !== undefined && firstWeights === undefined)
    return fail(`evaluator train: there is no hypernetwork "${settings.initialise}" to begin with`);
  let device: Backend;
  try {
    const { threads } = settings;
    device =
      backend ??
      (await openBackend(settings.backend, { device: settings.device, ...(threads === undefined ? {} : { threads }) }));
  } catch (problem) {
    return fail(`evaluator train: ${problem instanceof Error ? problem.message : String(problem)}`);
  }
  return ok({
    name: 'train',
    parts: true,
    exits: true,
    backend: `${device.name} (${device.detail})`,
    options: settings,
    metrics: trainMetrics(settings),
    evaluate: (request) => evaluate(request, dataset, settings, device, keep !== 'none', firstWeights),
    close: async () => {
      if (backend === undefined) await device.dispose();
    },
  });
}

export function trainMetrics({ test }: TrainOptions): readonly string[] {
  return ['accuracy', 'val_loss', 'steps', 'images_per_second', ...(test ? ['test_accuracy'] : [])];
}

async function evaluate(
  request: EvaluationRequest,
  dataset: Dataset,
  options: TrainOptions,
  backend: Backend,
  keepWeights: boolean,
  firstWeights: FirstWeights | undefined,
): Promise<Evaluation> {
  const { checkpoint, onProgress } = request;
  const network = request.network();
  const isNew = request.resume === undefined && options.initialise !== undefined;
  const first = isNew ? await firstWeights?.(network, request) : undefined;
  if (first !== undefined && 'error' in first) return evaluationOf(failure(first.error, 0));
  const trained = await trainNetwork(network, dataset, options, request.seed, backend, {
    budget: request.budget,
    share: request.share,
    signal: request.signal,
    resume: request.resume,
    initial: first?.value,
    // Those of a part are in its checkpoint.
    keepWeights: keepWeights && (request.share ?? 1) === 1,
    ...(checkpoint === undefined ? {} : { checkpoint: { every: CHECKPOINT_EVERY, save: checkpoint } }),
    ...(onProgress === undefined
      ? {}
      : { onProgress: (progress) => onProgress({ share: progress.step / progress.steps, doing: describe(progress) }) }),
  });
  const evaluation = evaluationOf(trained);
  if (trained.weights === undefined) return evaluation;
  const about = { architecture: request.architecture, ...aboutPixels(dataset) };
  return { ...evaluation, weights: encodeSafetensors({ tensors: trained.weights, about }) };
}

function evaluationOf(trained: Trained): Evaluation {
  const metrics: Record<string, number> = {};
  if (trained.accuracy !== undefined) metrics['accuracy'] = trained.accuracy;
  trained.exits?.forEach((accuracy, i) => (metrics[exitAccuracy(i + 1)] = accuracy));
  if (trained.loss !== undefined) metrics['val_loss'] = trained.loss;
  if (trained.testAccuracy !== undefined) metrics['test_accuracy'] = trained.testAccuracy;
  if (trained.status !== 'failed') {
    metrics['steps'] = trained.steps;
    metrics['images_per_second'] = trained.imagesPerSecond;
  }
  return {
    status: trained.status,
    metrics,
    seconds: trained.seconds,
    ...(trained.accuracy === undefined ? {} : { accuracy: trained.accuracy }),
    ...(trained.message === undefined ? {} : { message: trained.message }),
  };
}

function describe({ epoch, epochs, loss, accuracy }: TrainProgress): string {
  const known = accuracy === undefined ? '' : `, ${accuracy.toFixed(1)} %`;
  return `epoch ${epoch} of ${epochs}, loss ${loss.toFixed(3)}${known}`;
}
