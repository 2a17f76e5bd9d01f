/**
 * The jobs that a search waits for. Events of the queue wake it up; since events are lost when Redis is away, it also looks from time to time. A job that is
 * not there any more (a Redis that came back without its data) is put in again, so that every job ends with exactly one result.
 */
import type { Job, Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import { jobProgress, jobResult, packed, type EvaluationJob, type JobProgress, type JobResult } from './job.ts';
import { KEPT, type Names } from './names.ts';

/** What a job ended with: its result, or a sentence on why there is none. */
export type JobEnd = { readonly result: JobResult } | { readonly why: string };

export interface Wanted {
  readonly id: string;
  readonly job: EvaluationJob;
  readonly priority: number;
  /** Where a training goes on from. */
  readonly state: Uint8Array | undefined;
  readonly onProgress: (progress: JobProgress) => void;
}

export interface Outstanding {
  /** How many there are. */
  readonly size: number;
  /** Resolves when the job has ended; rejects when `withdraw` takes it back. */
  result(wanted: Wanted): Promise<JobEnd>;
  /** Takes a job out of the queue, or tells the worker that has it to stop. Resolves when that is said. */
  withdraw(id: string, reason: unknown): Promise<void>;
  /** Looks at some of them now, at others the next time. */
  look(): void;
}

/** Jobs looked at at once: each look reads the whole of one. */
const AT_ONCE = 64;

/** What a job fails with that was stopped for its search: it is put in anew when the search goes on. */
export const STOPPED = 'stopped by its search';

interface Waiting {
  readonly wanted: Wanted;
  readonly resolve: (end: JobEnd) => void;
  readonly reject: (reason: unknown) => void;
  /** Looks follow each other: two at once might put the job in twice. */
  looking: Promise<void>;
}

export interface QueueEnds {
  readonly queue: Queue;
  readonly events: QueueEvents;
  readonly client: Redis;
  readonly names: Names;
  /** Sees to it that Redis holds what the job needs beside its texts. */
  readonly provide: (job: EvaluationJob) => Promise<void>;
  /** Finds a job by its id. */
  readonly find: (id: string) => Promise<Job<unknown, unknown> | undefined>;
}

export function outstanding({ queue, events, client, names, provide, find }: QueueEnds): Outstanding {
  const waiting = new Map<string, Waiting>();
  let looked = 0;

  const settle = (each: Waiting, end: JobEnd): void => {
    waiting.delete(each.wanted.id);
    each.resolve(end);
  };
  const put = async ({ id, job, priority, state }: Wanted): Promise<void> => {
    // A later state of the same training, of a worker that was stopped, is not overwritten.
    if (state !== undefined) await client.set(names.state(id), Buffer.from(state), 'EX', KEPT, 'NX');
    await provide(job);
    await queue.add('evaluate', packed(job), {
      ...{ jobId: id, priority, attempts: 1 },
      removeOnComplete: { age: KEPT },
      removeOnFail: { age: KEPT },
    });
  };
  const lookAt = async (each: Waiting): Promise<void> => {
    const { id } = each.wanted;
    if (waiting.get(id) !== each) return;
    const job = await find(id);
    if (waiting.get(id) !== each) return;
    if (job === undefined) return put(each.wanted);
    if (job.finishedOn === undefined) return;
    const { failedReason } = job;
    if (failedReason === STOPPED) {
      await job.remove().catch(() => undefined);
      return put(each.wanted);
    }
    const worker = job.processedBy === undefined ? 'a worker' : `worker ${job.processedBy}`;
    if (typeof failedReason === 'string' && failedReason !== '')
      return settle(each, { why: `${worker} failed at it: ${failedReason}` });
    const read = jobResult(job.returnvalue, 'result');
    settle(
      each,
      'error' in read ? { why: `${worker} answered what is no result (${read.error})` } : { result: read.value },
    );
  };
  const look = (id: string): void => {
    const each = waiting.get(id);
    if (each !== undefined) each.looking = each.looking.then(() => lookAt(each)).catch(() => undefined);
  };

  events.on('completed', ({ jobId }) => look(jobId));
  events.on('failed', ({ jobId }) => look(jobId));
  events.on('progress', ({ jobId, data }) => {
    const read = jobProgress(data, 'progress');
    if ('value' in read) waiting.get(jobId)?.wanted.onProgress(read.value);
  });

  return {
    get size() {
      return waiting.size;
    },
    result: (wanted) =>
      new Promise((resolve, reject) => {
        waiting.set(wanted.id, { wanted, resolve, reject, looking: Promise.resolve() });
        look(wanted.id);
      }),
    withdraw: async (id, reason) => {
      const each = waiting.get(id);
      if (each === undefined) return;
      waiting.delete(id);
      each.reject(reason);
      await each.looking;
      // One that a worker has is locked, and stays.
      const removed = await queue.remove(id);
      if (removed !== 1) await client.publish(names.stops, id);
    },
    look: () => {
      const ids = [...waiting.keys()];
      for (let i = 0; i < Math.min(ids.length, AT_ONCE); i++) look(ids[(looked + i) % ids.length] ?? '');
      looked += AT_ONCE;
    },
  };
}
