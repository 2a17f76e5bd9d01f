/**
 * The time from an architecture to the first step of its training, split: `node bench/compute/compile.ts [--count 20] [--peer]`.
 *
 * Over architectures of GHNRandom (16x16 images, batch 64) and NAS-Bench-201 (32x32, batch 64): building the network and its program, writing the model,
 * making the session, and the first step beside an ordinary one. `--peer`: the same network exported to PyTorch, its construction and first step there. Processor
 * milliseconds, which other programs on the machine hardly change; medians and the largest.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { primitivesOf } from '../../dsl/graph/primitives-of.ts';
import { seededRandom } from '../../dsl/random.ts';
import { programOf } from '../../dsl/semantics/program.ts';
import type { DecisionSpace } from '../../dsl/space/decision-space.ts';
import { lowerSpace } from '../../dsl/space/lower.ts';
import { initialState, openBackend, openSession } from '../../engine/compute/index.ts';
import { blockSize } from '../../engine/compute/onnx/block.ts';
import { emit } from '../../engine/compute/onnx/emit.ts';
import { loadOrt } from '../../engine/compute/onnx/load.ts';
import { initialWeights } from '../../engine/evaluate/train/initialise.ts';
import { modelWeights } from '../../engine/evaluate/train/model.ts';
import { readTrainOptions } from '../../engine/evaluate/train/options.ts';
import { buildPrograms } from '../../engine/evaluate/train/programs.ts';
import { subjectOf } from '../../engine/export/subject.ts';
import { torchSource } from '../../engine/export/torch/source.ts';
import { startCompilePeer } from './compile-peer.ts';

const { values: given } = parseArgs({
  options: { count: { type: 'string', default: '20' }, peer: { type: 'boolean', default: false } },
});
const BATCH = 64;
const SEED = 1;

const options = readTrainOptions({ steps: 1 });
if ('error' in options) throw new Error(options.error);
const backend = await openBackend('onnx', { threads: 1 });
const { ort } = await loadOrt();
const target = { device: 'cpu', block: await blockSize(ort) } as const;
const peer = given.peer ? await startCompilePeer() : undefined;
console.log(
  `${backend.detail}; PyTorch ${peer?.version ?? 'not asked'}; seed ${SEED}, ${given.count} architectures each`,
);

function spaceOf(name: string, size: number): DecisionSpace {
  const text = readFileSync(new URL(`../../examples/spaces/${name}.hnas`, import.meta.url), 'utf8');
  const { value, diagnostics } = lowerSpace(programOf(text.replace('image[3, 32, 32]', `image[3, ${size}, ${size}]`)));
  if (value === undefined) throw new Error(diagnostics.map(({ message }) => message).join(' '));
  return value;
}

async function measured<T>(work: () => T | Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  const before = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(before);
  return { value, ms: (user + system) / 1000 };
}

const show = (all: readonly number[]): string => {
  const ordered = [...all].sort((a, b) => a - b);
  return `${(ordered[ordered.length >> 1] ?? NaN).toFixed(0).padStart(7)} ${(ordered.at(-1) ?? NaN).toFixed(0).padStart(7)}`;
};

for (const [name, size] of [
  ['ghn_random', 16],
  ['nasbench201', 32],
] as const) {
  const space = spaceOf(name, size);
  const random = seededRandom(SEED);
  const columns = new Map<string, number[]>();
  const put = (column: string, value: number): void =>
    void columns.set(column, [...(columns.get(column) ?? []), value]);
  for (let index = 0; index < Number(given.count); index += 1) {
    const architecture = space.sample(random);
    if (architecture === undefined) continue;
    const built = await measured(() => {
      const graph = primitivesOf(space.network(architecture));
      return { graph, ...buildPrograms(graph, BATCH, options.value) };
    });
    const { graph, step } = built.value;
    const written = await measured(() => {
      const { model, inputs, outputs } = emit(step.program, target);
      return { nodes: model.size, bytes: model.serialise('program', inputs, outputs) };
    });
    const values = initialState(step, initialWeights(modelWeights(graph), random.fork('weights')));
    const session = await openSession(backend, values);
    const compiled = await measured(() => session.prepare(step.program));
    const feeds = {
      pixels: Float32Array.from({ length: BATCH * 3 * size * size }, () => random.next()),
      labels: Int32Array.from({ length: BATCH }, () => random.int(10)),
      learningRate: 1e-3,
    };
    const taken = Object.fromEntries(step.program.inputs.map(({ name: input }) => [input, feeds[input as keyof typeof feeds]])); // prettier-ignore
    const first = await measured(() => session.run(step.program, taken));
    const second = await measured(() => session.run(step.program, taken));
    await session.dispose();
    put('operators', written.value.nodes);
    put('build', built.ms);
    put('write', written.ms);
    put('session', Math.max(0, compiled.ms - written.ms));
    put('in all', built.ms + compiled.ms);
    put('first step', first.ms);
    put('next step', second.ms);
    if (peer === undefined) continue;
    const subject = subjectOf(space, architecture, 'Network', SEED);
    const theirs = await peer.measure(torchSource(subject), [BATCH, 3, size, size]);
    put('PyTorch: construction', theirs.construct);
    put('PyTorch: first step', theirs.first);
    put('PyTorch: next step', theirs.next);
  }
  console.log(`\n${space.name}, ${size}x${size}, batch ${BATCH}      median     max`);
  for (const [column, all] of columns) console.log(`  ${column.padEnd(28)} ${show(all)}`);
}
peer?.close();
await backend.dispose();
