/** Importances in a thread of its own: sampling and fitting take a second or two, in which hints and charts go on. */
import { parentPort, Worker, workerData } from 'node:worker_threads';
import type { ModelSource } from '../../protocol/messages.ts';
import { Refusal } from '../../protocol/peer.ts';
import { openSource } from '../open-source.ts';
import { importanceOf, type ImportanceAnswer, type Measured } from './importance.ts';

/** A thread that has it as its data works on it. */
export interface ImportanceTask {
  readonly importanceOf: string;
  readonly source: ModelSource;
  readonly measured: readonly Measured[];
}

export const isImportanceTask = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && 'importanceOf' in data;

/** `entry`: the module that threads begin with. Rejects with the signal's reason when it is aborted, and with a Refusal when the thread dies. */
export function importanceIn(entry: URL, task: ImportanceTask, signal: AbortSignal): Promise<ImportanceAnswer> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const thread = new Worker(entry, { workerData: task });
    const stop = (): void => {
      void thread.terminate();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', stop, { once: true });
    const lost = (why: string): void => {
      signal.removeEventListener('abort', stop);
      reject(new Refusal(`what decisions are worth could not be computed: ${why}; ask again`));
    };
    thread.on('message', (answer: ImportanceAnswer) => {
      signal.removeEventListener('abort', stop);
      resolve(answer);
    });
    thread.on('error', (error) => lost(error instanceof Error ? error.message : String(error)));
    thread.on('exit', (code) => lost(`its thread ended with ${code}`));
  });
}

/** The thread's side. */
export async function importanceInThread(): Promise<void> {
  const { importanceOf: metric, source, measured } = workerData as ImportanceTask;
  const opened = openSource(source);
  const answer: ImportanceAnswer =
    'error' in opened
      ? { decisions: [], basis: '', why: opened.error }
      : await importanceOf(opened.value.space, metric, measured);
  parentPort?.postMessage(answer);
}
