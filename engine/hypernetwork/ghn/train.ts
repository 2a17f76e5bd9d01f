/**
 * Trains a hypernetwork. A function of hypernetwork, networks, data set and backend: the same give the same parameters, and a training interrupted at
 * any step goes on from its checkpoint bit for bit. What goes wrong outside the code is a result.
 */
import { seededRandom } from '../../../dsl/random.ts';
import type { Network } from '../../../dsl/graph/network.ts';
import { ComputeError, DeviceLost, ProgramError } from '../../compute/index.ts';
import { trainingBatches, type Batches } from '../../data/batches.ts';
import type { Dataset } from '../../data/dataset.ts';
import { DataLost, type Outcome } from '../../data/outcome.ts';
import { misfit } from '../../evaluate/train/fit.ts';
import { saveGhn } from './file.ts';
import type { Ghn, LossPoint } from './ghn.ts';
import { ghnGraph } from './graph.ts';
import type { GhnOptions } from './options.ts';
import { parametersOf, zeroGradients } from './parameters.ts';
import { openPlace, type Place } from './place.ts';
import { learn, move, type Subject } from './step.ts';
import type { GhnTrained, GhnTraining } from './training.ts';
import { weightPlan } from './weight-plan.ts';

const LOSS_POINTS = 100;

/** Rejects with the signal's reason when aborted, after a last checkpoint. */
export async function trainGhn(training: GhnTraining): Promise<GhnTrained> {
  const { ghn, backend, signal } = training;
  const zeros = zeroGradients(parametersOf(ghn.options).tensors);
  const place = await openPlace(ghn.options, { ...ghn.tensors, ...zeros }, backend);
  const kept = { good: ghn };
  try {
    return await steps(training, place, kept);
  } catch (problem) {
    const outside = problem instanceof ComputeError || problem instanceof ProgramError || problem instanceof DataLost;
    if (!outside || signal?.aborted === true) throw problem;
    const lost = problem instanceof DeviceLost ? { lost: true as const } : {};
    return { status: 'failed', ghn: kept.good, message: problem.message, ...lost };
  } finally {
    await place.dispose();
  }
}

/** `kept.good`: the state of the last checkpoint. */
async function steps(training: GhnTraining, place: Place, kept: { good: Ghn }): Promise<GhnTrained> {
  const { ghn, dataset, signal, onProgress, checkpoint } = training;
  const { options } = ghn;
  const until = training.steps ?? options.steps;
  const lossEvery = Math.max(1, Math.ceil(until / LOSS_POINTS));
  const batches = batchesOf(dataset, options);
  const names = Object.keys(ghn.tensors);
  const began = performance.now();
  const clock = (): number => ghn.seconds + (performance.now() - began) / 1000;
  const curve: LossPoint[] = [...ghn.curve];
  let { step, pendingLoss, learnt } = ghn;
  let saved = clock();
  const save = async (): Promise<void> => {
    const tensors = await place.state.read(names);
    kept.good = { options, step, seconds: clock(), curve: [...curve], pendingLoss, learnt, tensors };
    await checkpoint?.save(saveGhn(kept.good));
    saved = clock();
  };
  while (step < until) {
    if (signal?.aborted === true) {
      await save();
      throw signal.reason;
    }
    const subjects = subjectsOf(training, step);
    if ('error' in subjects) return { status: 'failed', ghn: kept.good, message: subjects.error };
    learnt = { space: subjects.space, dataset: dataset.name };
    const { loss, norm } = await learn(place, subjects.value, batches.at(step));
    if (!Number.isFinite(loss) || !Number.isFinite(norm)) return diverged(kept.good, step + 1, loss);
    await move(place);
    step++;
    pendingLoss += loss;
    if (step % lossEvery === 0) {
      curve.push({ step, loss: pendingLoss / (step - (curve.at(-1)?.step ?? 0)) });
      pendingLoss = 0;
    }
    onProgress?.({ step, steps: until, loss, seconds: clock() });
    if (checkpoint !== undefined && step < until && clock() - saved >= checkpoint.every) await save();
  }
  await save();
  return { status: 'ok', ghn: kept.good, message: undefined };
}

function batchesOf({ train, shape, augment }: Dataset, options: GhnOptions): Batches {
  return trainingBatches(train, shape, options.batch, augment, seededRandom(`batches ${options.seed}`));
}

/** The architectures of a step, or one sentence. */
function subjectsOf(
  { ghn: { options }, networks, dataset }: GhnTraining,
  step: number,
): { readonly value: readonly Subject[]; readonly space: string } | { readonly error: string } {
  const value: Subject[] = [];
  let space = '';
  for (let i = 0; i < options.metaBatch; i++) {
    const network = networks(step * options.metaBatch + i);
    if ('error' in network) return network;
    const unfit = misfit(network.value, dataset);
    if (unfit !== undefined) return { error: unfit };
    const subject = subjectOf(network.value, options);
    if ('error' in subject) return subject;
    space = network.value.space;
    value.push(subject.value);
  }
  return { value, space };
}

/** A network as a hypernetwork takes it; one sentence where its weights cannot be generated. */
export function subjectOf(network: Network, { form }: GhnOptions): Outcome<Subject> {
  const graph = ghnGraph(network, form === 'parallel');
  const plan = weightPlan(graph);
  return 'error' in plan ? plan : { value: { graph, plan: plan.value } };
}

function diverged(ghn: Ghn, step: number, loss: number): GhnTrained {
  const what = Number.isFinite(loss) ? 'the gradient' : 'the loss';
  const message = `${what} left the finite numbers at step ${step}; what is kept is from step ${ghn.step}`;
  return { status: 'diverged', ghn, message };
}
