/** The evaluator `train`: every architecture is built, trained on the data set, and validated. */
import type { Network } from '../../../dsl/graph/network.ts';
import { openWritten, type Backend, type HostTensor } from '../../compute/index.ts';
import type { Dataset } from '../../data/dataset.ts';
import { fail, ok, type Outcome } from '../../data/outcome.ts';
import { aboutPixels } from '../../export/pixels.ts';
import { encodeSafetensors } from '../../export/safetensors.ts';
import { exitAccuracy } from '../../search/anytime.ts';
import type { Evaluation, EvaluationRequest, Evaluator } from '../evaluator.ts';
import { readTrainOptions, type TrainOptions } from './options.ts';
import { failure, type Trained, type TrainProgress } from './result.ts';
import { renewable, type Renewable } from './renewable.ts';
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
 * @param backend stays the caller's; or how to open one, which is closed with the evaluator: unless told, as the options say
 * @param firstWeights of the hypernetwork that `initialise` names
 */
export async function openTrainEvaluator(
  options: Readonly<Record<string, unknown>>,
  dataset: Dataset,
  backend?: Backend | (() => Promise<Backend>),
  firstWeights?: FirstWeights,
): Promise<Outcome<TrainEvaluator>> {
  const read = readTrainOptions(options);
  if ('error' in read) return read;
  const { keep, keepSize: _, ...settings } = read.value;
  if (settings.initialise !== undefined && firstWeights === undefined)
    return fail(`evaluator train: there is no hypernetwork "${settings.initialise}" to begin with`);
  const { threads } = settings;
  const asTold = (): Promise<Backend> =>
    openWritten(settings.backend, { device: settings.device, ...(threads === undefined ? {} : { threads }) });
  const open = typeof backend === 'object' ? undefined : (backend ?? asTold);
  let first: Backend;
  try {
    first = typeof backend === 'object' ? backend : await (backend ?? asTold)();
  } catch (problem) {
    return fail(`evaluator train: ${problem instanceof Error ? problem.message : String(problem)}`);
  }
  const device = renewable(first, open);
  return ok({
    name: 'train',
    parts: true,
    exits: true,
    backend: `${first.name} (${first.detail})`,
    options: settings,
    metrics: trainMetrics(settings),
    evaluate: (request) => evaluate(request, dataset, settings, device, keep !== 'none', firstWeights),
    close: () => device.dispose(),
  });
}

export function trainMetrics({ test }: TrainOptions): readonly string[] {
  return ['accuracy', 'val_loss', 'steps', 'images_per_second', ...(test ? ['test_accuracy'] : [])];
}

async function evaluate(
  request: EvaluationRequest,
  dataset: Dataset,
  options: TrainOptions,
  device: Renewable,
  keepWeights: boolean,
  firstWeights: FirstWeights | undefined,
): Promise<Evaluation> {
  const { checkpoint, onProgress } = request;
  const network = request.network();
  const isNew = request.resume === undefined && options.initialise !== undefined;
  const first = isNew ? await firstWeights?.(network, request) : undefined;
  if (first !== undefined && 'error' in first) return evaluationOf(failure(first.error, 0));
  let { resume } = request;
  const attempt = (backend: Backend): Promise<Trained> =>
    trainNetwork(network, dataset, options, request.seed, backend, {
      budget: request.budget,
      share: request.share,
      signal: request.signal,
      resume,
      initial: first?.value,
      // Those of a part are in its checkpoint.
      keepWeights: keepWeights && (request.share ?? 1) === 1,
      checkpoint: {
        every: CHECKPOINT_EVERY,
        save: (data, seconds) => {
          resume = data;
          return checkpoint?.(data, seconds);
        },
      },
      ...(onProgress === undefined
        ? {}
        : {
            onProgress: (progress) => onProgress({ share: progress.step / progress.steps, doing: describe(progress) }),
          }),
    });
  const once = await device.use(attempt);
  // A lost device is not the network's fault: it goes on once, from where it was saved last, on the device opened anew.
  const trained = once.lost === true ? await device.use(attempt) : once;
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
