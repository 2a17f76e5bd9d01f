/**
 * Really trains a network on a data set. A function of network, data set, options, seed and backend: the same give the same
 * accuracy, and a training interrupted at any step goes on from its checkpoint to the same weights, bit for bit.
 *
 * What goes wrong outside the code is a result: a loss that leaves the finite numbers (`diverged`), a data set that does not fit, a
 * file or device that fails (`failed`).
 */
import { seededRandom } from '../../../dsl/random.ts';
import type { Network } from '../../../dsl/graph/network.ts';
import { primitivesOf } from '../../../dsl/graph/primitives-of.ts';
import {
  ComputeError,
  DeviceLost,
  initialState,
  openSession,
  ProgramError,
  type Backend,
  type HostTensor,
  type Session,
} from '../../compute/index.ts';
import type { Dataset } from '../../data/dataset.ts';
import { DataLost } from '../../data/outcome.ts';
import type { EvaluationBudget } from '../evaluator.ts';
import { decodeState } from './checkpoint.ts';
import { fingerprintOf } from './fingerprint.ts';
import { misfit } from './fit.ts';
import { initialWeights } from './initialise.ts';
import { modelWeights } from './model.ts';
import type { TrainOptions } from './options.ts';
import { plan } from './plan.ts';
import { buildPrograms } from './programs.ts';
import { failure, type Trained, type TrainProgress } from './result.ts';
import { runSteps, type Checkpointing } from './steps.ts';

export interface TrainHooks {
  readonly budget?: EvaluationBudget | undefined;
  /** Only the beginning of the training, 0..1: the same steps as those of the whole, and a checkpoint at their end. */
  readonly share?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after every step. */
  readonly onProgress?: ((progress: TrainProgress) => void) | undefined;
  readonly checkpoint?: Checkpointing | undefined;
  /** What `checkpoint.save` was given. */
  readonly resume?: Uint8Array | undefined;
  /** Begin with these weights in place of drawn ones, by the names of `modelWeights`; what is not among them is drawn. */
  readonly initial?: Readonly<Record<string, HostTensor>> | undefined;
  /** Hand the trained weights and buffers back. */
  readonly keepWeights?: boolean | undefined;
}

/** Trains; rejects with the signal's reason when aborted, after a last checkpoint. Everything it held is disposed of. */
export async function trainNetwork(
  network: Network,
  dataset: Dataset,
  options: TrainOptions,
  seed: number | string,
  backend: Backend,
  hooks: TrainHooks = {},
): Promise<Trained> {
  const began = performance.now();
  const unfit = misfit(network, dataset);
  if (unfit !== undefined) return failure(unfit, 0);
  let session: Session | undefined;
  let before = 0;
  const clock = (): number => before + (performance.now() - began) / 1000;
  try {
    const random = seededRandom(seed);
    const graph = primitivesOf(network);
    const batch = Math.min(options.batch, dataset.train.size);
    const programs = buildPrograms(graph, batch, options);
    const budget = hooks.budget ?? {};
    const fingerprint = fingerprintOf(programs, dataset, options, budget, seed);
    const restored = hooks.resume === undefined ? undefined : decodeState(hooks.resume);
    if (restored !== undefined && 'error' in restored) return failure(restored.error, 0);
    const state = restored?.value;
    if (state !== undefined && state.fingerprint !== fingerprint) {
      return failure('the checkpoint belongs to another training: network, data set, options or seed differ', 0);
    }
    before = state?.seconds ?? 0;
    const weights = modelWeights(graph);
    const first = { ...initialWeights(weights, random.fork('weights')), ...hooks.initial };
    const values = state?.tensors ?? initialState(programs.step, first);
    session = await openSession(backend, values);
    const result = await runSteps({
      session,
      programs,
      dataset,
      options,
      plan: plan(options, budget, Math.floor(dataset.train.size / batch)),
      share: hooks.share ?? 1,
      batch,
      random,
      fingerprint,
      state,
      clock,
      limit: Math.min(options.seconds ?? Infinity, budget.seconds ?? Infinity),
      signal: hooks.signal,
      onProgress: hooks.onProgress,
      checkpoint: hooks.checkpoint,
    });
    const keep = hooks.keepWeights === true && result.status === 'ok';
    return keep ? { ...result, weights: await session.read(weights.map((weight) => weight.name)) } : result;
  } catch (problem) {
    const outside = problem instanceof ComputeError || problem instanceof ProgramError || problem instanceof DataLost;
    if (!outside || hooks.signal?.aborted) throw problem;
    const failed = failure(problem.message, clock());
    return problem instanceof DeviceLost ? { ...failed, lost: true } : failed;
  } finally {
    await session?.dispose();
  }
}
