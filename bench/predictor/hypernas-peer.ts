/**
 * A training step of variant P of `hypernas` against the same model in PyTorch, one thread each, rounds interleaved: NAS-Bench-201, five members,
 * batches of 32. A fit is some hundred such steps.
 *
 *   node bench/predictor/hypernas-peer.ts [rounds]
 *
 * Processor time is given beside wall-clock time because it is steadier where other programs run.
 */
import { spawn } from 'node:child_process';
import { loadavg } from 'node:os';
import { createInterface } from 'node:readline';
import { seededRandom } from '../../dsl/random.ts';
import { initialState, openBackend, openSession } from '../../engine/compute/index.ts';
import { denseGraphs } from '../../engine/encoding/graph/dense.ts';
import { encodeGraphs } from '../../engine/encoding/graph/encode.ts';
import { stepProgram } from '../../engine/predictor/hypernas/networks.ts';
import { readHypernasOptions, settled } from '../../engine/predictor/hypernas/options.ts';
import { openSpace } from './open-space.ts';

const [rounds = '7'] = process.argv.slice(2);
const [MEMBERS, BATCH, REPEAT] = [5, 32, 5];
const space = openSpace('examples/spaces/nasbench201.hnas');
const random = seededRandom(1);
const architectures = Array.from({ length: BATCH }, () => space.sample(random)).flatMap((each) => each ?? []);
const graphs = encodeGraphs(space, architectures);
const { schema } = graphs;
const options = readHypernasOptions({ variant: 'P' });
if ('error' in options) throw new Error(options.error);
const design = { schema, members: MEMBERS, options: settled(options.value, BATCH), auxiliary: undefined };
const { hidden, layers } = design.options;

const { training, parameters } = stepProgram(design, BATCH);
const backend = await openBackend('onnx', { threads: 1 });
const session = await openSession(backend, initialState(training, parameters.initial(random)));
const feeds = {
  ...denseGraphs(
    graphs,
    Array.from({ length: BATCH }, (_, i) => i),
  ),
  targets: Float32Array.from({ length: BATCH }, () => random.normal()),
  weights: new Float32Array(MEMBERS * BATCH).fill(1),
  learningRate: 1e-3,
};
await session.run(training.program, feeds);

const python = spawn('/usr/bin/python3', [new URL('hypernas-peer.py', import.meta.url).pathname], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
const ask = async (question: object): Promise<Record<string, unknown>> => {
  python.stdin.write(`${JSON.stringify(question)}\n`);
  const answer = await lines.next();
  if (answer.done === true) throw new Error('PyTorch is absent or stopped');
  return JSON.parse(answer.value) as Record<string, unknown>;
};
const { sizes, nodes, columns } = schema;
const { version } = await ask({
  sizes,
  nodes,
  columns: columns.length,
  members: MEMBERS,
  hidden,
  layers,
  batch: BATCH,
});

const [ours, theirs] = [
  { ms: [] as number[], cpu: [] as number[] },
  { ms: [] as number[], cpu: [] as number[] },
];
for (let round = 0; round < Number(rounds); round++) {
  for (let i = 0; i < REPEAT; i++) {
    const [start, used] = [performance.now(), process.cpuUsage()];
    await session.run(training.program, feeds);
    ours.ms.push(performance.now() - start);
    const { user, system } = process.cpuUsage(used);
    ours.cpu.push((user + system) / 1000);
  }
  const answer = await ask({ repeat: REPEAT });
  theirs.ms.push(...(answer['ms'] as number[]));
  theirs.cpu.push(...(answer['cpu'] as number[]));
}
python.stdin.end();
await session.dispose();
await backend.dispose();

const quantile = (values: readonly number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(q * (values.length - 1))] ?? NaN;
const show = (values: readonly number[]): string =>
  `${quantile(values, 0.5).toFixed(1)} (${quantile(values, 0.25).toFixed(1)}..${quantile(values, 0.75).toFixed(1)})`;
console.log(`PyTorch ${String(version)}, load ${loadavg()[0]?.toFixed(1)}; milliseconds a step, median (quartiles).\n`);
console.log('| | ours | PyTorch | ratio |\n| --- | --- | --- | --- |');
for (const [name, kind] of [
  ['wall', 'ms'],
  ['processor', 'cpu'],
] as const) {
  // prettier-ignore
  const ratio = quantile(ours[kind], 0.5) / quantile(theirs[kind], 0.5);
  console.log(`| ${name} | ${show(ours[kind])} | ${show(theirs[kind])} | ${ratio.toFixed(2)} |`);
}
