/**
 * The steps of a training: batches in, losses out, with validations, checkpoints and the ends there can be. The next batch is read
 * while the device computes.
 */
import type { Random } from '../../../dsl/random.ts';
import { LEARNING_RATE, type Feeds, type Session } from '../../compute/index.ts';
import { trainingBatches, type Batch } from '../../data/batches.ts';
import type { Dataset, Split } from '../../data/dataset.ts';
import { encodeState, type Curves, type TrainState } from './checkpoint.ts';
import { PIXELS } from './model.ts';
import type { TrainOptions } from './options.ts';
import type { Plan } from './plan.ts';
import { feedsFor, LABELS, type Programs } from './programs.ts';
import type { Trained, TrainProgress } from './result.ts';
import { scoreOf, type Score } from './score.ts';

export interface StepsContext {
  readonly session: Session;
  readonly programs: Programs;
  readonly dataset: Dataset;
  readonly options: TrainOptions;
  readonly plan: Plan;
  /** Of the plan's steps, 0..1. */
  readonly share: number;
  readonly batch: number;
  readonly random: Random;
  readonly fingerprint: string;
  /** Where to go on; undefined at the beginning. */
  readonly state: TrainState | undefined;
  /** Seconds spent so far, over all interruptions. */
  readonly clock: () => number;
  /** Seconds after which to end early. */
  readonly limit: number;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: TrainProgress) => void) | undefined;
  readonly checkpoint: Checkpointing | undefined;
}

export interface Checkpointing {
  /** Seconds between two checkpoints; one more is taken when the signal aborts. */
  readonly every: number;
  readonly save: (data: Uint8Array, seconds: number) => void | Promise<void>;
}

/** Runs the steps that are left. Rejects with the signal's reason when aborted, after a last checkpoint. */
export async function runSteps(context: StepsContext): Promise<Trained> {
  const { session, programs, dataset, plan, clock, signal } = context;
  const until = lastStep(context);
  const batches = trainingBatches(
    dataset.train,
    dataset.shape,
    context.batch,
    dataset.augment,
    context.random.fork('batches'),
  );
  const curves = {
    loss: [...(context.state?.curves.loss ?? [])],
    validation: [...(context.state?.curves.validation ?? [])],
  };
  const first = context.state?.step ?? 0;
  let step = first;
  let pendingLoss = context.state?.pendingLoss ?? 0;
  let computing = 0;
  let saved = clock();

  const save = async (): Promise<void> => {
    if (context.checkpoint === undefined) return;
    const state = { fingerprint: context.fingerprint, step, seconds: clock(), curves, pendingLoss };
    await context.checkpoint.save(encodeState({ ...state, tensors: await session.read() }), clock());
    saved = clock();
  };
  const aborted = async (): Promise<never> => {
    await save();
    throw signal?.reason;
  };
  const score = async (split: Split): Promise<Score> => {
    try {
      return await scoreOf(session, programs, split, dataset.shape, context.batch, signal);
    } catch (problem) {
      return signal?.aborted ? await aborted() : Promise.reject(problem);
    }
  };
  /** Unless this very step was validated already, before an interruption. */
  const validate = async (): Promise<void> => {
    if (curves.validation.at(-1)?.step !== step) curves.validation.push({ step, ...(await score(dataset.val)) });
  };
  const end = (rest: Pick<Trained, 'status' | 'early' | 'message'> & Partial<Trained>): Trained => ({
    accuracy: curves.validation.at(-1)?.accuracy,
    loss: curves.validation.at(-1)?.loss,
    exits: curves.validation.at(-1)?.exits,
    testAccuracy: undefined,
    curves,
    steps: step,
    epochs: step / plan.perEpoch,
    seconds: clock(),
    imagesPerSecond: computing > 0 ? ((step - first) * context.batch) / computing : 0,
    weights: undefined,
    ...rest,
  });

  let batch: Batch | undefined = step < until ? batches.at(step) : undefined;
  let early = false;
  while (batch !== undefined) {
    if (plan.validations.includes(step)) await validate();
    if (signal?.aborted) await aborted();
    const began = performance.now();
    const running = session.run(programs.step.program, feedsOf(context, batch, step));
    batch = await meanwhile(running, () => (step + 1 < until ? batches.at(step + 1) : undefined));
    const loss = (await running).loss[0] ?? NaN;
    computing += (performance.now() - began) / 1000;
    step++;
    if (!Number.isFinite(loss)) return end(divergence(curves, dataset, step, loss));
    pendingLoss += loss;
    if (step % plan.lossEvery === 0) {
      curves.loss.push({ step, loss: pendingLoss / plan.lossEvery });
      pendingLoss = 0;
    }
    if (step < until && clock() >= context.limit) {
      early = true;
      break;
    }
    context.onProgress?.(progressOf(context, curves, step, loss));
    if (context.checkpoint !== undefined && step < until && clock() - saved >= context.checkpoint.every) await save();
  }
  await validate();
  const last = curves.validation.at(-1);
  if (last !== undefined && !Number.isFinite(last.loss)) return end(divergence(curves, dataset, step, last.loss));
  if (step === until && until < plan.steps) await save();
  const test = context.options.test && dataset.test !== undefined ? await score(dataset.test) : undefined;
  return end({ status: 'ok', early, message: undefined, testAccuracy: test?.accuracy });
}

/** The step after which it ends: at least one is done. */
function lastStep({ plan, share }: StepsContext): number {
  return Math.max(1, Math.min(plan.steps, Math.round(share * plan.steps)));
}

/** Does host work while a run is under way; when it fails, the run is waited for before the failure goes on. */
async function meanwhile<T>(running: Promise<unknown>, work: () => T): Promise<T> {
  try {
    return work();
  } catch (problem) {
    await running.catch(() => undefined);
    throw problem;
  }
}

function feedsOf(context: StepsContext, batch: Batch, step: number): Feeds {
  const feeds: Record<string, Float32Array | Int32Array | number> = {
    [PIXELS]: batch.pixels,
    [LABELS]: batch.labels,
    [LEARNING_RATE]: context.plan.rate(step),
  };
  if (context.programs.uniforms.length > 0) {
    const draws = context.random.fork(`dropout ${step}`);
    for (const { name, size } of context.programs.uniforms) {
      feeds[name] = Float32Array.from({ length: size }, () => draws.next());
    }
  }
  return feedsFor(context.programs.step.program, feeds);
}

function progressOf(context: StepsContext, curves: Curves, step: number, loss: number): TrainProgress {
  const { plan } = context;
  const steps = lastStep(context);
  return {
    step,
    steps,
    epoch: Math.ceil(step / plan.perEpoch),
    epochs: Math.ceil(steps / plan.perEpoch),
    loss,
    accuracy: curves.validation.at(-1)?.accuracy,
    seconds: context.clock(),
  };
}

/** The result of a training that left the finite numbers: the last finite validation counts, else guessing. */
function divergence(
  curves: Curves,
  dataset: Dataset,
  step: number,
  loss: number,
): Pick<Trained, 'status' | 'early' | 'message' | 'accuracy' | 'loss' | 'exits'> {
  const known = curves.validation.findLast((point) => Number.isFinite(point.loss));
  const accuracy = known?.accuracy ?? 100 / dataset.classes;
  const source = known === undefined ? 'that of guessing' : `from the validation after step ${known.step}`;
  const shown = Number.isNaN(loss) ? 'not a number' : 'infinite';
  return {
    status: 'diverged',
    early: false,
    accuracy,
    loss: known?.loss,
    exits: known?.exits,
    message: `the loss was ${shown} at step ${step}; the accuracy of ${accuracy.toFixed(2)} % is ${source}`,
  };
}
