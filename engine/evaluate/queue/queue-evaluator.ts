/**
 * The evaluator `queue`: other machines evaluate. Each evaluation is a job in a queue of Redis (docs/queue.md) that holds all that a worker needs; its id
 * follows from run, position and architecture, so that a search which is killed and goes on finds what came meanwhile, and asks for nothing twice.
 */
import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { digest } from '../../../dsl/graph/digest.ts';
import { hypernetworksIn } from '../../../dsl/semantics/hypernetworks.ts';
import { ok, type Outcome } from '../../data/outcome.ts';
import type { ExperimentSpec, Queued } from '../../search/experiment-spec.ts';
import { RunStopped } from '../../search/run-stopped.ts';
import type { Evaluation, EvaluationRequest, Evaluator } from '../evaluator.ts';
import { openForeignReports, type TakeReports } from '../command/foreign-reports.ts';
import { carriedHypernetworks, type TrainedBytes } from './carried.ts';
import { describeWork } from './describe-work.ts';
import { faultWords } from './faults.ts';
import type { EvaluationJob, JobResult } from './job.ts';
import { openLink } from './link.ts';
import { namesOf, PREFIX, type Names } from './names.ts';
import { LARGEST_PRIORITY, readQueueOptions, type QueueOptions } from './options.ts';
import { outstanding, type JobEnd, type Outstanding } from './outstanding.ts';
import { relativeTexts } from './texts.ts';
import { crewOf, tellAll, watch, type Notices } from './watch.ts';

export interface QueueEvaluator extends Evaluator {
  /** What computes, for the record. */
  readonly backend: string;
  /** The evaluation of this place is in the store: what Redis holds of it is not needed any more. */
  kept(place: NonNullable<EvaluationRequest['place']>): void;
}

/** Milliseconds in which a job is taken back or cleared away at most. */
const FAREWELL = 2000;

export interface NearEnd {
  /** Of the file that declares the evaluator that measures; reports of trainings are kept there. */
  readonly folder: string;
  /** Of this program. */
  readonly version: string;
  /** Of the hypernetworks that the evaluator names. */
  readonly trained: TrainedBytes;
}

export async function openQueueEvaluator(
  spec: ExperimentSpec,
  queued: Queued,
  { folder, version, trained }: NearEnd,
): Promise<Outcome<QueueEvaluator>> {
  const { evaluator } = spec;
  if (evaluator === undefined) return { error: 'evaluator queue: option "evaluator" names none' };
  const options = readQueueOptions(queued.options);
  if ('error' in options) return options;
  const work = describeWork(evaluator);
  if ('error' in work) return work;
  const reports =
    evaluator.kind === 'command' ? openForeignReports(evaluator.options, spec.space, folder) : { value: undefined };
  if ('error' in reports) return { error: `evaluator queue: ${reports.error}` };
  const link = await openLink(options.value.address);
  if ('error' in link) return { error: `evaluator queue: ${link.error}` };
  const { queue: name, address } = options.value;
  const names = namesOf(name, version);
  const bull = await import('./bull.ts');
  const connection = { connection: link.value.client, prefix: PREFIX, skipVersionCheck: true };
  const queue = new bull.Queue(names.jobs, connection);
  const events = new bull.QueueEvents(names.jobs, connection);
  // The link tells of what is wrong with the connection.
  queue.on('error', () => undefined);
  events.on('error', () => undefined);
  const { client } = link.value;
  const find = (id: string): Promise<Job<unknown, unknown> | undefined> => bull.Job.fromId(queue, id);
  const notices = tellAll();
  const carried = carriedHypernetworks(hypernetworksIn('evaluator', evaluator), trained, client, names);
  let told: string | undefined;
  const provide = (run?: string): Promise<void> =>
    carried.provide(run).then(
      () => void (told = undefined),
      (problem: unknown) => {
        const why = faultWords(address, problem);
        // A connection that is lost is told of by the link.
        if (link.value.trouble === undefined && client.status === 'ready' && why !== told)
          notices.say(`the search waits: ${why}`);
        told = why;
        throw problem;
      },
    );
  const jobs = outstanding({ queue, events, client, names, find, provide: ({ run }) => provide(run) });
  if (link.value.advice !== undefined) notices.say(link.value.advice);
  const crew = crewOf();
  const stopWatching = watch({
    ...{ link: link.value, jobs, names, queue: name, version, notices, crew },
    provide,
  });
  /** Ids of the jobs whose results were handed over, by place. */
  const finished = new Map<string, string>();
  const farewells = new Set<Promise<unknown>>();
  /** Done in the background, and waited for at the end. */
  const leave = (work: Promise<unknown>): void => {
    const left = work.catch(() => undefined).finally(() => farewells.delete(left));
    farewells.add(left);
  };
  const setting: Setting = { options: options.value, spec, queued, names, client, jobs, notices, leave };
  return ok({
    name: 'queue',
    ...work.value,
    backend: `queue ${name} at ${address.shown} (${evaluator.kind})`,
    evaluate: async (request) => {
      request.signal?.throwIfAborted();
      const { signal, onProgress } = request;
      const hashes = await carried.hashes({ signal, onProgress: (share, doing) => onProgress?.({ share, doing }) });
      // Nothing can be evaluated without them.
      if ('error' in hashes) throw new RunStopped(hashes.error);
      const job = jobOf(request, hashes.value, setting);
      const id = idOf(job);
      const end = await jobEnd(request, id, job, setting);
      if (request.place !== undefined) finished.set(placeText(request.place), id);
      if ('why' in end) return { status: 'failed', metrics: {}, seconds: 0, message: end.why };
      return evaluationOf(request, id, end.result, setting, reports.value);
    },
    kept: (place) => {
      const id = finished.get(placeText(place));
      if (id === undefined) return;
      finished.delete(placeText(place));
      leave(Promise.all([queue.remove(id), client.del(names.state(id), names.result(id), names.weights(id))]));
    },
    onWorkers: crew.listen,
    close: async () => {
      stopWatching();
      await within(Promise.all(farewells), FAREWELL);
      await within(carried.leave(), FAREWELL);
      await within(Promise.all([events.close(), queue.close()]), FAREWELL);
      link.value.close();
    },
  });
}

/** What the evaluations of one evaluator share. */
interface Setting {
  readonly options: QueueOptions;
  readonly spec: ExperimentSpec;
  readonly queued: Queued;
  readonly names: Names;
  readonly client: Redis;
  readonly jobs: Outstanding;
  readonly notices: Notices;
  readonly leave: (work: Promise<unknown>) => void;
}

/** Puts the job in where it is not there yet, and waits for its end. */
async function jobEnd(
  { signal, onProgress, resume }: EvaluationRequest,
  id: string,
  job: EvaluationJob,
  { options, jobs, notices, leave }: Setting,
): Promise<JobEnd> {
  let reached = 0;
  const silence = notices.listen((notice) => onProgress?.({ share: reached, doing: notice, notice }));
  onProgress?.({ share: 0, doing: 'waits for a worker' });
  const withdraw = (): void => leave(jobs.withdraw(id, signal?.reason));
  signal?.addEventListener('abort', withdraw, { once: true });
  try {
    return await jobs.result({
      ...{ id, job, priority: LARGEST_PRIORITY + 1 - options.priority, state: resume },
      onProgress: ({ worker, share: done, doing }) => {
        reached = done;
        onProgress?.({ share: done, doing: `${worker}: ${doing}` });
      },
    });
  } finally {
    signal?.removeEventListener('abort', withdraw);
    silence();
  }
}

function jobOf(
  { architecture, seed, share = 1, place }: EvaluationRequest,
  hypernetworks: EvaluationJob['hypernetworks'],
  { spec, queued, options: { timeout, retries } }: Setting,
): EvaluationJob {
  const { run, position } = place ?? { run: `alone-${crypto.randomUUID()}`, position: 0 };
  const texts = relativeTexts(queued);
  return {
    ...{ run, position, experiment: spec.name, space: spec.space.hash, ...texts },
    ...{ architecture, seed: String(seed), share, timeout, retries, hypernetworks },
  };
}

/** The same for the same evaluation, whoever asks for it and when. */
function idOf({ run, position, architecture, seed, share }: EvaluationJob): string {
  return `${run}-${position}-${digest(JSON.stringify([architecture, seed, share])).slice(0, 12)}`;
}

const placeText = ({ run, position }: NonNullable<EvaluationRequest['place']>): string => `${run} ${position}`;

/** The result as the evaluator itself would give it, with the state and the weights that were kept beside. */
async function evaluationOf(
  { architecture, share = 1, checkpoint }: EvaluationRequest,
  id: string,
  { status, accuracy, metrics, seconds, message, hasState, hasWeights, reports }: JobResult,
  { names, client }: Setting,
  take: TakeReports | undefined,
): Promise<Evaluation> {
  const bytes = async (key: string): Promise<Uint8Array | undefined> => {
    const found = await client.getBuffer(key);
    return found === null ? undefined : new Uint8Array(found);
  };
  if (hasState && share < 1) {
    const state = await bytes(names.state(id));
    if (state !== undefined) await checkpoint?.(state, seconds);
  }
  const weights = hasWeights ? await bytes(names.weights(id)) : undefined;
  const lost = take?.(architecture, reports, share < 1 && status === 'ok' ? 'part' : status);
  if (lost !== undefined && status === 'ok') return { status: 'failed', metrics: {}, seconds, message: lost };
  return {
    ...{ status, metrics: Object.fromEntries(metrics), seconds },
    ...(accuracy === undefined ? {} : { accuracy }),
    ...(message === undefined ? {} : { message }),
    ...(weights === undefined ? {} : { weights }),
  };
}

/** Waits no longer than that, and for failures neither. */
function within(work: Promise<unknown>, milliseconds: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, milliseconds)));
  return Promise.race([work.catch(() => undefined), late]).finally(() => clearTimeout(timer));
}
