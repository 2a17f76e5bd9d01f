/**
 * Resident memory over many training steps: it must not grow.
 *
 *   node bench/compute/memory.ts [--steps 10000] [--backend onnx|web]
 *
 * A small CNN with batch norm and Adam, whose step is short, so that many fit; what a step leaks does not depend on the model's size.
 * Samples every twentieth of the run; the first tenth is warming up. Exits with 1 when the last half's mean is above the half before by over 5 MB.
 */
import { parseArgs } from 'node:util';
import { initialState, openBackend, openSession } from '../../engine/compute/index.ts';
import { cnn } from './models.ts';

const { values } = parseArgs({
  options: { steps: { type: 'string', default: '10000' }, backend: { type: 'string', default: 'onnx' } },
});
const steps = Number(values.steps);
const backend = await openBackend(values.backend === 'web' ? 'web' : 'onnx', { threads: 1 });
const { training, weights, feeds } = cnn(2, 1);
const session = await openSession(backend, initialState(training, weights));
const live = backend.liveTensors();
const samples: {
  readonly step: number;
  readonly resident: number;
  readonly heap: number;
  readonly external: number;
}[] = [];
const started = performance.now();
for (let step = 1; step <= steps; step += 1) {
  await session.run(training.program, feeds);
  if (step % Math.max(1, Math.floor(steps / 20)) === 0) {
    const { rss, heapUsed, external } = process.memoryUsage();
    samples.push({ step, resident: rss / 2 ** 20, heap: heapUsed / 2 ** 20, external: external / 2 ** 20 });
  }
}
const seconds = (performance.now() - started) / 1000;
const mean = (part: typeof samples): number => part.reduce((sum, { resident }) => sum + resident, 0) / part.length;
const warm = samples.slice(Math.ceil(samples.length / 10));
const half = Math.floor(warm.length / 2);
const growth = mean(warm.slice(half)) - mean(warm.slice(0, half));

console.log(
  `\`node bench/compute/memory.ts --steps ${steps} --backend ${backend.name}\`: ${backend.detail}; ${((seconds / steps) * 1000).toFixed(2)} ms a step.\n`,
);
console.log('| step | resident MB | JS heap MB | JS external MB |\n|---|---|---|---|');
for (const { step, resident, heap, external } of samples) {
  console.log(`| ${step} | ${resident.toFixed(1)} | ${heap.toFixed(1)} | ${external.toFixed(1)} |`);
}
console.log(
  `\nGrowth between the halves after warming up: ${growth.toFixed(2)} MB. Live tensors: ${live} before, ${backend.liveTensors()} after.`,
);
await session.dispose();
console.log(`After disposal: ${backend.liveTensors()} tensors, ${backend.liveExecutables()} executables.`);
await backend.dispose();
if (growth > 5 || live === 0) process.exitCode = 1;
