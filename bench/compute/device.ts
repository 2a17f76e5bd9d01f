/**
 * Steps on a device against the CPU in one run: `node bench/compute/device.ts --device webgpu [--rounds 9] [--tiny]`.
 *
 * A step like that of a hypernetwork's (a wide gated product over nodes, sixteen rounds), a CNN's and a predictor's (transformer encoder), interleaved; wall-clock
 * medians with quartiles, the time until the first step, and what a round trip of a step without work takes, which bounds small steps. Beside them PyTorch on
 * its own GPU, where there is a torch that finds one (HNAS_PYTHON names the Python). `--tiny`: sizes for a software driver, to see that it runs; its
 * times say nothing of any GPU.
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { processorWords } from '../../engine/compute/backend/processor.ts';
import * as c from '../../engine/compute/index.ts';
import { cnn, transformer, type Model } from './models.ts';
import { startGpuPeer } from './gpu-peer.ts';

const { values: given } = parseArgs({
  options: {
    device: { type: 'string', default: 'webgpu' },
    rounds: { type: 'string', default: '9' },
    tiny: { type: 'boolean', default: false },
  },
});
if (!c.isDeviceName(given.device) || given.device === 'auto')
  throw new Error(`--device is one of ${c.deviceNames.join(', ')}`);
const place = c.placeOf(given.device);
if (place === undefined) throw new Error('there is no such device');
const rounds = Number(given.rounds);
const batch = given.tiny ? 2 : 64;

/** Nodes' states through sixteen gated rounds, as a hypernetwork's encoder and decoder work. */
function gated(nodes: number, width: number): Model {
  const random = (size: number, scale: number): Float32Array =>
    Float32Array.from({ length: size }, (_, index) => scale * Math.sin(index * 1.7));
  const names = ['gate', 'candidate', 'decode'] as const;
  const shapes = { gate: [width, width], candidate: [width, width], decode: [width, 4 * width] } as const;
  const [gate, candidate, decode] = names.map((name) => c.input(name, shapes[name])) as [c.Tensor, c.Tensor, c.Tensor];
  const adjacency = c.input('adjacency', [nodes, nodes]);
  let state = c.input('state', [nodes, width]);
  for (let round = 0; round < 16; round += 1) {
    const message = c.matmul(adjacency, state);
    const open = c.sigmoid(c.dense(message, gate));
    state = c.add(c.mul(open, state), c.mul(c.sub(1, open), c.tanh(c.dense(message, candidate))));
  }
  const made = c.dense(state, decode);
  const training = c.trainingStep({ loss: c.mean(c.mul(made, made)), parameters: [gate, candidate, decode], optimizer: c.adam(), clipNorm: 5 }); // prettier-ignore
  const weights = Object.fromEntries(
    names.map((name) => [name, { shape: shapes[name], data: random(c.sizeOf(shapes[name]), 0.1) }]),
  );
  const feeds = { adjacency: random(nodes * nodes, 0.1), state: random(nodes * width, 1), learningRate: 1e-3 };
  return { training, weights, feeds };
}

/** One addition: what the way there and back takes. */
function nothing(): Model {
  const w = c.input('w', [1]);
  const training = c.trainingStep({ loss: c.sum(w), parameters: [w], optimizer: c.sgd() });
  return { training, weights: { w: { shape: [1], data: Float32Array.of(1) } }, feeds: { learningRate: 1e-6 } };
}

const tasks: readonly (readonly [name: string, peer: string | undefined, model: Model])[] = [
  ['nothing', undefined, nothing()],
  ['hypernetwork-like', 'gated', given.tiny ? gated(16, 16) : gated(512, 128)],
  ['CNN', 'cnn', cnn(batch)],
  ['predictor', 'transformer', transformer(batch)],
];

function cardName(): string {
  const ask = (command: string, ...args: string[]): string | undefined => {
    try {
      return execFileSync(command, args, { stdio: ['ignore', 'pipe', 'ignore'] })
        .toString()
        .trim()
        .split('\n')[0];
    } catch {
      return undefined;
    }
  };
  const icd = process.env['VK_ICD_FILENAMES'];
  if (icd?.includes('swiftshader') === true) return 'SwiftShader, a software driver: no GPU';
  const listed = ask('lspci') === undefined ? undefined : ask('sh', '-c', 'lspci | grep -iE "vga|3d|display"');
  return ask('nvidia-smi', '--query-gpu=name', '--format=csv,noheader') ?? listed ?? 'unknown card';
}

const quantile = (all: readonly number[], q: number): number =>
  [...all].sort((a, b) => a - b)[Math.floor(q * (all.length - 1))] ?? NaN;
const digits = (value: number): string => value.toFixed(value < 10 ? 2 : 0);
const spread = (all: readonly number[]): string =>
  `${digits(quantile(all, 0.5))} (${digits(quantile(all, 0.25))}..${digits(quantile(all, 0.75))})`;

const there = await c.openBackend(place.backend, place.device === undefined ? {} : { device: place.device });
const cpu = await c.openBackend('onnx');
const peer = await startGpuPeer(batch, given.tiny ? [16, 16] : [512, 128]);
console.log(`card       ${cardName()}`);
console.log(`device     ${there.detail}`);
console.log(`processor  ${cpu.detail}; ${processorWords()}`);
console.log(`PyTorch    ${peer === undefined ? 'absent' : peer.device}; batch ${batch}, ${rounds} rounds`);
console.log(
  'step               device, ms          first, ms  CPU, ms             device/CPU  PyTorch GPU, ms     device/PyTorch',
);
for (const [name, task, model] of tasks) {
  const sessions = [];
  for (const backend of [there, cpu]) {
    const session = await c.openSession(backend, c.initialState(model.training, model.weights));
    const began = performance.now();
    await session.run(model.training.program, model.feeds);
    sessions.push({ session, first: performance.now() - began, times: [] as number[] });
  }
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const { session, times } of sessions) {
      const began = performance.now();
      await session.run(model.training.program, model.feeds);
      times.push(performance.now() - began);
    }
    if (peer !== undefined && task !== undefined) theirs.push(await peer.step(task));
  }
  const [onDevice, onCpu] = sessions;
  const [a, b, p] = [onDevice?.times ?? [], onCpu?.times ?? [], theirs].map((all) => quantile(all, 0.5));
  const ratio = (by: number | undefined): string =>
    Number.isNaN(by ?? NaN) ? '-' : ((a ?? NaN) / (by ?? NaN)).toFixed(2);
  const cells = [
    name.padEnd(18),
    spread(onDevice?.times ?? []).padEnd(19),
    digits(onDevice?.first ?? NaN).padEnd(10),
    spread(onCpu?.times ?? []).padEnd(19),
    ratio(b).padEnd(11),
    (theirs.length === 0 ? '-' : spread(theirs)).padEnd(19),
    ratio(p),
  ];
  console.log(cells.join(' '));
  for (const { session } of sessions) await session.dispose();
}
peer?.close();
await there.dispose();
await cpu.dispose();
