/** The evaluator `ghn`: an architecture is scored with weights that a hypernetwork makes, without being trained. */
import { fail, ok, type Outcome } from '../../data/outcome.ts';
import { exitAccuracy } from '../../search/anytime.ts';
import type { Evaluation, EvaluationRequest, Evaluator } from '../evaluator.ts';
import type { HypernetworkShelf } from './hypernetwork-shelf.ts';
import { readGhnEvaluatorOptions, type GhnEvaluatorOptions } from './options.ts';

export const ghnMetrics: readonly string[] = ['accuracy', 'val_loss', 'score_seconds'];

/** The shelf stays the caller's. */
export function openGhnEvaluator(
  options: Readonly<Record<string, unknown>>,
  shelf: HypernetworkShelf,
): Outcome<Evaluator> {
  const read = readGhnEvaluatorOptions(options);
  if ('error' in read) return read;
  const { hypernetwork } = read.value;
  if (!shelf.names.includes(hypernetwork)) return fail(`evaluator ghn: there is no hypernetwork "${hypernetwork}"`);
  return ok({
    name: 'ghn',
    metrics: ghnMetrics,
    exits: true,
    evaluate: (request) => evaluate(request, read.value, shelf),
    close: () => Promise.resolve(),
  });
}

async function evaluate(
  { network, signal, onProgress }: EvaluationRequest,
  { hypernetwork, images }: GhnEvaluatorOptions,
  shelf: HypernetworkShelf,
): Promise<Evaluation> {
  const ready = await shelf.ready(hypernetwork, {
    signal,
    onProgress: (share, doing) => onProgress?.({ share, doing }),
  });
  if ('error' in ready) return failed(ready.error);
  signal?.throwIfAborted();
  const began = performance.now();
  const score = await ready.value.score(network(), images);
  if ('error' in score) return failed(score.error);
  const { accuracy, loss, exits = [] } = score.value;
  const early = Object.fromEntries(exits.map((each, i) => [exitAccuracy(i + 1), each]));
  const finite = Number.isFinite(loss);
  return {
    status: finite ? 'ok' : 'diverged',
    accuracy,
    metrics: { accuracy, ...early, score_seconds: score.value.seconds, ...(finite ? { val_loss: loss } : {}) },
    seconds: (performance.now() - began) / 1000,
    ...(finite ? {} : { message: 'with the weights that were made for it the network runs into NaN' }),
  };
}

const failed = (message: string): Evaluation => ({ status: 'failed', metrics: {}, seconds: 0, message });
