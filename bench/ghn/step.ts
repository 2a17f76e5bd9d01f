/**
 * A training step of a graph hypernetwork (meta-batch 4, batch 64, 16 x 16 images) against the same step in PyTorch, in one run with interleaved
 * rounds, one thread each.
 *
 *   OMP_WAIT_POLICY=passive node bench/ghn/step.ts [--rounds 7] [--space bench/ghn/ghn_random_16.hnas] [--new 8]
 *
 * Prints processor time, which is steadier than the clock where other programs run; what it costs to meet architectures that are new; and the memory
 * that is held.
 */
import { parseArgs } from 'node:util';
import { openBackend } from '../../engine/compute/index.ts';
import { newGhn } from '../../engine/hypernetwork/ghn/new-ghn.ts';
import { parametersOf, zeroGradients } from '../../engine/hypernetwork/ghn/parameters.ts';
import { openPlace } from '../../engine/hypernetwork/ghn/place.ts';
import { learn, move, type Subject } from '../../engine/hypernetwork/ghn/step.ts';
import { quantile, words } from '../search/quantiles.ts';
import { processorSeconds } from './processor-seconds.ts';
import { startStepPeer } from './step-peer.ts';
import { stepTask } from './step-task.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    space: { type: 'string', default: 'bench/ghn/ghn_random_16.hnas' },
    new: { type: 'string', default: '8' },
  },
});
const { space, options, subjects, input, batch } = stepTask(values.space, { batch: 64, meta_batch: 4 });
const taken = subjects(0);
const backend = await openBackend('onnx', { threads: 1 });
const zeros = zeroGradients(parametersOf(options).tensors);
const place = await openPlace(options, { ...newGhn(options).tensors, ...zeros }, backend);
const step = async (which: readonly Subject[]): Promise<void> => {
  await learn(place, which, batch);
  await move(place);
};

const peer = await startStepPeer({ options, subjects: taken, batch, input });
const [, begun] = await processorSeconds(() => step(taken));
const [ours, theirs]: [number[], number[]] = [[], []];
for (let round = 0; round < Number(values.rounds); round++) {
  const [, seconds] = await processorSeconds(() => step(taken));
  ours.push(1000 * seconds);
  if (peer !== undefined) theirs.push(await peer.step());
}
peer?.close();
const ratios = theirs.map((ms, i) => (ours[i] as number) / ms);
console.log(`${space.name}, ${options.metaBatch} architectures, batch ${options.batch}, ${backend.detail}; milliseconds of the processor a step, median (quartiles):`); // prettier-ignore
console.log(`ours ${words(ours)}; PyTorch ${peer === undefined ? 'absent' : `${peer.version} ${words(theirs)}; ratio ${words(ratios, 2)}`}`); // prettier-ignore

// Met for the first time, less the same step again.
const costs: number[] = [];
for (let i = 1; i <= Number(values.new); i++) {
  const fresh = subjects(i * options.metaBatch);
  const [, first] = await processorSeconds(() => step(fresh));
  const [, again] = await processorSeconds(() => step(fresh));
  costs.push((1000 * (first - again)) / options.metaBatch);
}
const ofFirst = (1000 * begun - quantile(ours, 0.5)) / options.metaBatch;
console.log(`an architecture that is new, milliseconds of the processor more than the same again: ${words(costs)}; each of the first ${options.metaBatch} ${ofFirst.toFixed(0)}`); // prettier-ignore
console.log(`held: ${place.programs.compiled.count} programs, ${(place.programs.bytes() / 1e6).toFixed(0)} MB estimated; resident ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`); // prettier-ignore
await place.dispose();
await backend.dispose();
