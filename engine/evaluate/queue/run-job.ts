/** One job at a worker: opened, evaluated from where it stood, and its result kept. The first result of a job is its only one, however many workers had it. */
import type { Evaluation, EvaluationProgress } from '../evaluator.ts';
import { timeWords } from '../command/verdict.ts';
import { LONGEST_TIMER } from '../longest-timer.ts';
import {
  jobResult,
  packed,
  readPacked,
  type EvaluationJob,
  type JobProgress,
  type JobReport,
  type JobResult,
} from './job.ts';
import type { Link } from './link.ts';
import { KEPT, type Names } from './names.ts';
import type { OpenedJobs, OpenedWork } from './open-job.ts';

export interface JobSetting {
  readonly names: Names;
  readonly link: Link;
  readonly jobs: OpenedJobs;
  readonly id: string;
  /** The name of this worker. */
  readonly worker: string;
  /** Workers that died at it. */
  readonly deaths: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: JobProgress) => void;
}

/** Milliseconds between two reports of progress. */
const TELL = 1000;
/** Bytes of a training's state, and of its weights, that are kept in Redis. A training of larger ones is begun anew when its worker dies. */
const LARGEST = 256_000_000;

/** `refused`: a sentence on why this machine cannot do it, though another one may. Rejects with the signal's reason when it is aborted. */
export async function runJob(
  job: EvaluationJob,
  setting: JobSetting,
): Promise<{ readonly result: JobResult } | { readonly refused: string }> {
  const { names, link, jobs, id, deaths, signal } = setting;
  const before = await keptResult(setting);
  if (before !== undefined) return { result: before };
  if (deaths > job.retries) {
    const why = `${deaths} workers died while they evaluated it, as when it needs more memory than they have`;
    return { result: await keep(setting, { status: 'failed', metrics: {}, seconds: 0, message: why }, [], false) };
  }
  try {
    const opened = await jobs.open(job);
    if ('error' in opened) return { refused: opened.error };
    const other = await otherData(job, opened.value, setting);
    if (other !== undefined) return { refused: other };
    signal.throwIfAborted();
    const state = await link.client.getBuffer(names.state(id));
    const reports: JobReport[] = [];
    const { evaluation, hasState } = await evaluate(job, opened.value, state ?? undefined, reports, setting);
    return { result: await keep(setting, evaluation, reports, hasState) };
  } finally {
    jobs.done(job);
  }
}

async function evaluate(
  job: EvaluationJob,
  { spec, evaluator }: OpenedWork,
  resume: Uint8Array | undefined,
  reports: JobReport[],
  { names, link, id, worker, signal, onProgress }: JobSetting,
): Promise<{ readonly evaluation: Evaluation; readonly hasState: boolean }> {
  const { value: architecture, diagnostics } = spec.space.parse(job.architecture);
  if (architecture === undefined) {
    const message = `${job.architecture} is no architecture of ${spec.space.name}: ${diagnostics[0]?.message}`;
    return { evaluation: { status: 'failed', metrics: {}, seconds: 0, message }, hasState: false };
  }
  const late = job.timeout === undefined ? undefined : AbortSignal.timeout(Math.min(job.timeout * 1000, LONGEST_TIMER));
  let told = -Infinity;
  let writing: Promise<unknown> = Promise.resolve();
  let hasState = false;
  const progress = ({ share, doing, report }: EvaluationProgress): void => {
    if (report !== undefined) reports.push(report);
    if (performance.now() - told < TELL) return;
    told = performance.now();
    onProgress({ worker, share, doing });
  };
  try {
    progress({ share: 0, doing: 'begins' });
    const evaluation = await evaluator.evaluate({
      architecture: job.architecture,
      network: () => spec.space.network(architecture),
      seed: job.seed,
      signal: late === undefined ? signal : AbortSignal.any([signal, late]),
      onProgress: progress,
      checkpoint: (data) => {
        if (data.length > LARGEST) return;
        hasState = true;
        const bytes = Buffer.from(data);
        writing = writing.then(() => link.client.set(names.state(id), bytes, 'EX', KEPT)).catch(() => undefined);
      },
      ...(job.share === 1 ? {} : { share: job.share }),
      // A buffer of Node's is no copy of its own.
      ...(resume === undefined ? {} : { resume: new Uint8Array(resume) }),
    });
    await writing;
    return { evaluation, hasState };
  } catch (error) {
    if (late?.aborted !== true || signal.aborted) throw error;
    const message = `worker ${worker} did not end within ${timeWords(job.timeout ?? 0)}; allow more with "timeout" of the queue`;
    return { evaluation: { status: 'failed', metrics: {}, seconds: job.timeout ?? 0, message }, hasState: false };
  }
}

async function keptResult({ names, link, id }: JobSetting): Promise<JobResult | undefined> {
  const json = await link.client.get(names.result(id));
  const read = json === null ? undefined : readPacked(jobResult, json, 'result');
  return read !== undefined && 'value' in read ? read.value : undefined;
}

/** Keeps the result where there is none, and gives back the one that is kept. */
async function keep(
  setting: JobSetting,
  { status, accuracy, metrics, seconds, message, weights }: Evaluation,
  reports: readonly JobReport[],
  hasState: boolean,
): Promise<JobResult> {
  const { names, link, id, worker } = setting;
  // JSON has no NaN: what is not a number is as good as not measured.
  const finite = Object.entries(metrics).filter(([, value]) => Number.isFinite(value));
  const known = accuracy !== undefined && Number.isFinite(accuracy) ? accuracy : undefined;
  const hasWeights = weights !== undefined && weights.length <= LARGEST;
  if (hasWeights) await link.client.set(names.weights(id), Buffer.from(weights), 'EX', KEPT, 'NX');
  const result = {
    ...{ status, accuracy: known, metrics: new Map(finite), seconds, message },
    ...{ worker, hasState, hasWeights, reports },
  };
  await link.client.set(names.result(id), JSON.stringify(packed(result)), 'EX', KEPT, 'NX');
  return (await keptResult(setting)) ?? result;
}

/** A sentence where the results of the run so far come from other data than this machine has. The first worker of a run decides. */
async function otherData(
  { run }: EvaluationJob,
  { data }: OpenedWork,
  { names, link, worker }: JobSetting,
): Promise<string | undefined> {
  const mine = `${data} ${worker}`;
  await link.client.set(names.data(run), mine, 'EX', KEPT, 'NX');
  const first = (await link.client.get(names.data(run))) ?? mine;
  const [mark = '', ...name] = first.split(' ');
  if (mark === data) return undefined;
  return `its data or programs are not those of worker ${name.join(' ')}, which began the run: make them the same, or begin a new run`;
}

/** What went wrong that no evaluator foresaw, in a line. */
export function nameOfFailure(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n')[0] ?? '').slice(0, 300);
}
