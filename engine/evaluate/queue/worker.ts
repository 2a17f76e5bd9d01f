/**
 * A worker of a queue: takes jobs, evaluates them on this machine, and answers. It renews its hold on a job while it evaluates; when it dies the hold ends, and
 * another worker goes on from the last state of the training. Asked to stop, it gives its jobs back at once.
 */
import type { Job } from 'bullmq';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { nameOfFailure, runJob } from './run-job.ts';
import { evaluationJob, packed, type EvaluationJob, type JobResult } from './job.ts';
import type { Link } from './link.ts';
import { namesOf, PREFIX } from './names.ts';
import { fetchHypernetwork } from './hypernetwork-bytes.ts';
import { openedJobs, type OpenEvaluator } from './open-job.ts';
import { STOPPED } from './outstanding.ts';
import { leave, SIGN_EVERY, signOfLife, takePlace, type WorkerEntry } from './roster.ts';

export interface WorkerSetup {
  readonly link: Link;
  readonly queue: string;
  readonly version: string;
  readonly name: string;
  /** Jobs at the same time. */
  readonly places: number;
  /** Seconds for which it holds a job without a sign of life. */
  readonly lease: number;
  /** Seconds without a job after which it ends; undefined: never. */
  readonly idle: number | undefined;
  /** What evaluates, on this machine. */
  readonly open: OpenEvaluator;
  /** Stands for the folder of the spec. */
  readonly folder: string;
  /** Aborted when it is to stop. */
  readonly signal: AbortSignal;
  readonly say: (event: WorkerEvent) => void;
}

export type WorkerEvent =
  | { readonly kind: 'took' | 'gave-back' | 'stopped'; readonly job: EvaluationJob }
  | { readonly kind: 'answered'; readonly job: EvaluationJob; readonly result: JobResult }
  | { readonly kind: 'refused'; readonly job: EvaluationJob; readonly why: string }
  | { readonly kind: 'trouble'; readonly trouble: string | undefined };

/** Milliseconds before others may take a job that this one refuses, and before this one asks again. */
const PASS_ON = 300;
const REST = 10_000;
/** Milliseconds for the farewell. */
const FAREWELL = 5000;

/** Resolves when it has stopped, with the number of evaluations that it answered. */
export async function work(setup: WorkerSetup): Promise<number> {
  const { link, queue, version, name, places, lease, folder, open, signal, say } = setup;
  const { DelayedError, UnrecoverableError, WaitingError, Worker } = await import('./bull.ts');
  const names = namesOf(queue, version);
  const jobs = openedJobs(open, (hash) => fetchHypernetwork(link.client, names, hash), folder);
  const active = new Map<string, { readonly job: EvaluationJob; doing: string }>();
  let why: string | undefined;
  let done = 0;
  let lastBusy = performance.now();

  const entry = (): WorkerEntry => ({
    ...{ id, name, host: hostname(), version, places, done, started, why },
    state: active.size > 0 ? 'busy' : why === undefined ? 'idle' : 'refusing',
    jobs: [...active.values()].map(({ job: { run, experiment, position }, doing }) => ({
      run,
      experiment,
      position,
      doing,
    })),
  });
  const id = `${name}#${crypto.randomUUID().slice(0, 8)}`;
  const started = new Date().toISOString();
  const sign = (): void => void signOfLife(link.client, names, entry()).catch(() => undefined);

  const take = async (queued: Job, token: string | undefined, stop: AbortSignal | undefined): Promise<object> => {
    const read = evaluationJob(queued.data, 'job');
    if ('error' in read) throw new UnrecoverableError(`it is no evaluation (${read.error})`);
    const job = read.value;
    const jobId = queued.id ?? '';
    const mine = { job, doing: '' };
    active.set(jobId, mine);
    say({ kind: 'took', job });
    sign();
    try {
      const answered = await runJob(job, {
        ...{ names, link, jobs, id: jobId, worker: name, deaths: queued.stalledCounter },
        signal: AbortSignal.any([signal, ...(stop === undefined ? [] : [stop])]),
        onProgress: (progress) => {
          mine.doing = progress.doing;
          void queued.updateProgress(packed(progress)).catch(() => undefined);
        },
      });
      if ('refused' in answered) {
        why = answered.refused;
        say({ kind: 'refused', job, why });
        void rest();
        await queued.moveToDelayed(Date.now() + PASS_ON, token);
        throw new DelayedError();
      }
      why = undefined;
      done++;
      say({ kind: 'answered', job, result: answered.result });
      return packed(answered.result);
    } catch (error) {
      // It has gone to others already.
      if (error instanceof DelayedError) throw error;
      if (signal.aborted) {
        say({ kind: 'gave-back', job });
        await queued.moveToWait(token);
        throw new WaitingError();
      }
      if (stop?.aborted === true) {
        say({ kind: 'stopped', job });
        throw new UnrecoverableError(STOPPED);
      }
      throw new UnrecoverableError(nameOfFailure(error));
    } finally {
      active.delete(jobId);
      lastBusy = performance.now();
      sign();
    }
  };

  await takePlace(link.client, names, entry());
  const worker = new Worker(names.jobs, take, {
    ...{ connection: link.client, prefix: PREFIX, name, concurrency: places, autorun: false, skipVersionCheck: true },
    ...{ lockDuration: lease * 1000, stalledInterval: lease * 1000, runRetryDelay: 1000, drainDelay: 5 },
    // How many deaths are too many stands in the job.
    maxStalledCount: 1_000_000,
  });
  // The link tells of what is wrong with the connection; a hold that was lost shows when the answer is kept.
  worker.on('error', () => undefined);
  const rest = async (): Promise<void> => {
    if (worker.isPaused()) return;
    await worker.pause(true);
    await sleep(REST, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) await worker.resume();
  };
  const ears = link.client.duplicate();
  ears.on('error', () => undefined);
  ears.on('message', (_channel: string, jobId: string) => void worker.cancelJob(jobId, STOPPED));
  await ears.subscribe(names.stops);
  link.onTrouble((trouble) => say({ kind: 'trouble', trouble }));

  const idleOver = new AbortController();
  const beat = setInterval(
    () => {
      sign();
      const isIdle = active.size === 0 && link.trouble === undefined;
      if (setup.idle !== undefined && isIdle && performance.now() - lastBusy > setup.idle * 1000) idleOver.abort();
    },
    Math.min(SIGN_EVERY, setup.idle ?? SIGN_EVERY) * 1000,
  );
  const running = worker.run().catch(() => undefined);
  const end = AbortSignal.any([signal, idleOver.signal]);
  await new Promise<void>((resolve) => {
    if (end.aborted) resolve();
    else end.addEventListener('abort', () => resolve(), { once: true });
  });

  clearInterval(beat);
  const farewell = async (): Promise<void> => {
    // Waits for the jobs that are being given back.
    await worker.close();
    await running;
    await leave(link.client, names, id);
  };
  await Promise.race([farewell().catch(() => undefined), sleep(FAREWELL, undefined, { ref: false })]);
  ears.disconnect();
  await jobs.close();
  return done;
}
