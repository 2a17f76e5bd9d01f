/**
 * Meta-training: steps over fresh tasks, each drawn from a random pool. Also how a task is added later without forgetting: from the checkpoint on, tasks
 * of before replayed among the new ones, and weights held near where they were.
 */
import {
  add,
  adamW,
  cosine,
  initialState,
  input,
  mul,
  openBackend,
  openSession,
  trainingStep,
  warmUp,
  type Training,
} from '../../../compute/index.ts';
import { restoreRandom, type Random } from '../../../../dsl/random.ts';
import type { HostTensor } from '../../../compute/index.ts';
import { distanceFromStart, forward, regressionLoss, type NetworkSettings, type NetworkShape, type Weights } from '../network.ts'; // prettier-ignore
import type { Pool } from './pool.ts';
import { batchOf, drawTask, type TaskBatch } from './tasks.ts';

export const QUERIES = 48;

/** Sizes of supports: up to `support` labels (above half of it), as many tasks a step, how often. */
export const SIZES: readonly { readonly support: number; readonly batch: number; readonly share: number }[] = [
  { support: 8, batch: 24, share: 0.1 },
  { support: 16, batch: 24, share: 0.2 },
  { support: 32, batch: 16, share: 0.25 },
  { support: 64, batch: 12, share: 0.25 },
  { support: 128, batch: 6, share: 0.12 },
  { support: 224, batch: 3, share: 0.03 },
];
const FEWEST = 5;

/** A pool and how often tasks are drawn from it, up to scale. */
export interface Source {
  readonly pool: Pool;
  readonly share: number;
}

export interface TrainingOptions {
  readonly settings: NetworkSettings;
  readonly weights: Weights;
  readonly sources: readonly Source[];
  readonly steps: number;
  readonly learningRate: number;
  /** Strength of the pull towards the weights at the start; none by default. */
  readonly pull?: number;
  readonly random: Random;
  readonly threads?: number;
  readonly signal?: AbortSignal;
  /** Goes on from where `onStep` saved: with the other options the same, the result is the same as without the break. */
  readonly resume?: SavedTraining;
  /** The running mean of the loss, and a function that gives all that is needed to go on later. */
  readonly onStep?: (step: number, loss: number, save: () => Promise<SavedTraining>) => void | Promise<void>;
}

export interface SavedTraining {
  readonly step: number;
  readonly tasks: number;
  /** State of the generator before the next tasks are drawn. */
  readonly random: string;
  /** Weights and the optimiser's state. */
  readonly tensors: Readonly<Record<string, HostTensor>>;
}

export interface Trained {
  readonly weights: Weights;
  readonly tasks: number;
}

/** Rejects with the signal's reason when it is aborted. */
export async function metaTrain(options: TrainingOptions): Promise<Trained> {
  const { settings, weights, sources, steps, learningRate, pull = 0, signal, resume } = options;
  const random = resume === undefined ? options.random : restoreRandom(resume.random);
  const trainings = SIZES.map(({ support, batch }) => trainingOf(settings, { batch, support, queries: QUERIES }, pull));
  const backend = await openBackend('auto', { threads: options.threads ?? 1 });
  try {
    const start = pull > 0 ? Object.fromEntries(Object.entries(weights).map(([name, value]) => [startName(name), value])) : {}; // prettier-ignore
    const first = { ...initialState(trainings[0] as Training, weights), ...resume?.tensors, ...start };
    const session = await openSession(backend, first);
    const rate = warmUp(Math.min(200, Math.ceil(steps / 10)), cosine(learningRate, steps));
    let tasks = resume?.tasks ?? 0;
    let smooth = NaN;
    let before = random.state();
    let next = drawBatch(sources, random);
    for (let step = resume?.step ?? 0; step < steps; step++) {
      signal?.throwIfAborted();
      const { size, batch } = next;
      const { program } = trainings[size] as Training;
      const running = session.run(program, { ...batch, learningRate: rate(step) });
      // The next tasks are drawn while the runtime is at work.
      before = random.state();
      next = drawBatch(sources, random);
      const loss = (await running).loss?.[0] ?? NaN;
      if (!Number.isFinite(loss)) throw new Error(`meta-training: the loss is ${loss} at step ${step + 1}`);
      smooth = Number.isNaN(smooth) ? loss : smooth + 0.02 * (loss - smooth);
      tasks += (SIZES[size] as { batch: number }).batch;
      const names = session.names.filter((name) => !(name in start));
      const save = async (): Promise<SavedTraining> => ({ step: step + 1, tasks, random: before, tensors: await session.read(names) }); // prettier-ignore
      await options.onStep?.(step + 1, smooth, save);
    }
    const trained = (await session.read(Object.keys(weights))) as Weights;
    await session.dispose();
    return { weights: trained, tasks };
  } finally {
    await backend.dispose();
  }
}

function trainingOf(settings: NetworkSettings, shape: NetworkShape, pull: number): Training {
  const answer = forward(settings, shape);
  const loss = regressionLoss(answer, input('target', [shape.batch, shape.queries]));
  const { parameters } = answer;
  const optimizer = adamW({ weightDecay: 1e-3 });
  const common = { parameters, optimizer, clipNorm: 1 };
  if (pull === 0) return trainingStep({ ...common, loss });
  const start = parameters.map((parameter) => input(startName(nameOf(parameter)), parameter.shape));
  return trainingStep({ ...common, loss: add(loss, mul(pull, distanceFromStart(parameters, start))), frozen: start });
}

const startName = (name: string): string => `start/${name}`;

function nameOf(parameter: ReturnType<typeof input>): string {
  return parameter.op === 'input' ? parameter.attributes.name : '';
}

function drawBatch(
  sources: readonly Source[],
  random: Random,
): { readonly size: number; readonly batch: Readonly<Record<string, Float32Array>> } {
  // prettier-ignore
  const size = pick(SIZES.map(({ share }) => share), random); // prettier-ignore
  const { support, batch } = SIZES[size] as (typeof SIZES)[number];
  const tasks = Array.from({ length: batch }, () => {
    const { pool } = sources[pick(sources.map(({ share }) => share), random)] as Source; // prettier-ignore
    const most = Math.min(support, pool.rows.inputs.rows - QUERIES);
    const least = Math.min(most, Math.max(FEWEST, support >> 1));
    return drawTask(pool, least + random.int(most - least + 1), QUERIES, random);
  });
  const filled: TaskBatch = batchOf(tasks, { batch, support, queries: QUERIES });
  return { size, batch: { ...filled } };
}

function pick(shares: readonly number[], random: Random): number {
  const total = shares.reduce((sum, share) => sum + share, 0);
  let rest = random.next() * total;
  for (const [k, share] of shares.entries()) {
    rest -= share;
    if (rest < 0) return k;
  }
  return shares.length - 1;
}
