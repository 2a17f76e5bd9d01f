/**
 * Fits in a thread of its own, so that questions are answered meanwhile: the thread reads the same texts, fits, and sends the predictor's
 * snapshot. Aborting ends the thread; a thread that dies, for want of memory too, is a fit that failed.
 */
import { parentPort, Worker, workerData } from 'node:worker_threads';
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import type { ModelSource } from '../protocol/messages.ts';
import type { FitOutcome, Predictor, Snapshot } from '../predictor/predictor.ts';
import type { Configured } from '../search/experiment-spec.ts';
import { configuredPredictor, encoded, fitterId, fitTo, type Fitter } from './fitters.ts';
import { openSource } from './open-source.ts';

interface Task {
  readonly source: ModelSource;
  readonly space: string;
  readonly predictor: Configured | undefined;
  readonly architectures: readonly Architecture[];
  readonly labels: Float64Array;
}

type Told =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number; readonly doing: string }
  | { readonly kind: 'fitted'; readonly snapshot: Snapshot }
  | { readonly kind: 'failed'; readonly error: string };

/** `entry`: the module that calls `fitInThread` when it runs in a thread. */
export function threadFitter(
  entry: URL,
  source: ModelSource,
  space: DecisionSpace,
  configured: Configured | undefined,
  predictor: Predictor,
): Fitter {
  return {
    name: predictor.name,
    id: fitterId(configured),
    fit: ({ source: { architectures }, labels }, signal, onProgress) =>
      new Promise<FitOutcome>((resolve, reject) => {
        signal.throwIfAborted();
        const task: Task = { source, space: space.hash, predictor: configured, architectures, labels };
        const thread = new Worker(entry, { workerData: task });
        const stop = (): void => {
          void thread.terminate();
          reject(signal.reason);
        };
        signal.addEventListener('abort', stop, { once: true });
        const end = (outcome: FitOutcome): void => {
          signal.removeEventListener('abort', stop);
          void thread.terminate();
          resolve(outcome);
        };
        thread.on('message', (told: Told) => {
          if (told.kind === 'progress') onProgress(told.done, told.total, told.doing);
          else if (told.kind === 'failed') end({ error: told.error });
          else end({ value: predictor.restore(told.snapshot) });
        });
        thread.on('error', (error) => end({ error: error instanceof Error ? error.message : String(error) }));
        thread.on('exit', (code) => end({ error: `its thread ended with ${code}` }));
      }),
  };
}

/** The thread's side. */
export async function fitInThread(): Promise<void> {
  const { source, space: expected, predictor: configured, architectures, labels } = workerData as Task;
  const tell = (told: Told): void => parentPort?.postMessage(told);
  const opened = openSource(source);
  if ('error' in opened) return tell({ kind: 'failed', error: opened.error });
  const space = opened.value.space.withoutCosts();
  if (space.hash !== expected) return tell({ kind: 'failed', error: 'the file changed on the disk meanwhile' });
  const predictor = configuredPredictor(configured);
  if ('error' in predictor) return tell({ kind: 'failed', error: predictor.error });
  const { signal } = new AbortController();
  const support = { ...encoded(space, architectures), source: { space, architectures }, labels };
  const outcome = await fitTo(predictor.value, support, signal, (done, total, doing) =>
    tell({ kind: 'progress', done, total, doing }),
  );
  if ('error' in outcome) return tell({ kind: 'failed', error: outcome.error });
  tell({ kind: 'fitted', snapshot: outcome.value.snapshot() });
}
