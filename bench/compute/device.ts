/**
 * Steps on a device against the CPU and against PyTorch, in one run: `node bench/compute/device.ts --device webgpu [--rounds 9] [--only CNN] [--tiny]`.
 *
 * Training steps of a graph hypernetwork (architectures of a small space, also in its parallel form, and of a large one), of a CNN and of a predictor
 * (transformer encoder), interleaved; wall-clock medians with quartiles, and the time until the first step. PyTorch is on its own GPU where it finds one, else on the processor (HNAS_PYTHON names
 * the Python). Below, what a step takes: programs and instructions that are launched, bytes that cross, arithmetic; and what of its time launches and crossings
 * alone would take, measured with programs that have no work. What is left is arithmetic, and waiting for it. `--tiny`: sizes for a software driver, to see
 * that it runs; its times say nothing of any GPU.
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { processorWords } from '../../engine/compute/backend/processor.ts';
import * as c from '../../engine/compute/index.ts';
import { loadOrt } from '../../engine/compute/onnx/load.ts';
import { openOnnxOn } from '../../engine/compute/onnx/open.ts';
import { countedBackend, type Work } from './counted-backend.ts';
import { bytesOf, countedOrt, type Account } from './counted-ort.ts';
import { modelTask, type DeviceTask, type PeerStep } from './device-task.ts';
import { ghnTask } from './ghn-task.ts';
import { startGpuPeer } from './gpu-peer.ts';
import { measureLaunches, type Launches } from './launches.ts';
import { cnn, transformer } from './models.ts';

const { values: given } = parseArgs({
  options: {
    device: { type: 'string', default: 'webgpu' },
    rounds: { type: 'string', default: '9' },
    only: { type: 'string', default: '' },
    tiny: { type: 'boolean', default: false },
  },
});
if (!c.isDeviceName(given.device) || given.device === 'auto')
  throw new Error(`--device is one of ${c.deviceNames.join(', ')}`);
const place = c.placeOf(given.device);
if (place === undefined) throw new Error('there is no such device');
const rounds = Number(given.rounds);
const batch = given.tiny ? 2 : 64;

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
const median = (all: readonly number[]): number => quantile(all, 0.5);
const digits = (value: number): string => value.toFixed(value < 10 ? 2 : 0);
const spread = (all: readonly number[]): string =>
  all.length === 0 ? '-' : `${digits(median(all))} (${digits(quantile(all, 0.25))}..${digits(quantile(all, 0.75))})`;

/** With an account of what crosses, where onnxruntime computes elsewhere. */
async function openCounted(): Promise<{ backend: c.Backend; account: Account | undefined }> {
  const device = place?.device;
  if (place?.backend !== 'onnx' || device === undefined || device === 'cpu')
    return { backend: await c.openBackend(place?.backend), account: undefined };
  // Asked first, for the sentence where it cannot be had.
  await (await c.openBackend('onnx', { device })).dispose();
  const { ort, account } = countedOrt((await loadOrt()).ort);
  return { backend: await openOnnxOn(ort, { device }), account };
}

const opened = await openCounted().catch((problem: unknown) => {
  if (!(problem instanceof c.ComputeError)) throw problem;
  console.error(problem.message);
  process.exit(1);
});
const { backend: there, account } = opened;
const counted = countedBackend(there);
const cpu = await c.openBackend('onnx');
const models = await startGpuPeer(batch);
const tiny = { hidden: 8, rounds: 1, decoder: 12, channels: 6, kernel: 3, meta_batch: 2, batch: 8 };
const tasks: readonly DeviceTask[] = [
  given.tiny
    ? ghnTask('GHN, tiny space', 'bench/compute/tiny.hnas', tiny)
    : ghnTask('GHN, small space', 'bench/ghn/ghn_random_16.hnas', {}),
  ...(given.tiny
    ? []
    : [
        ghnTask('GHN, parallel form', 'bench/ghn/ghn_random_16.hnas', { form: 'parallel' }),
        ghnTask('GHN, large space', 'bench/compute/ghn_random_wide_16.hnas', {}),
      ]),
  modelTask('CNN', cnn(batch), models, 'cnn'),
  modelTask('predictor', transformer(batch), models, 'transformer'),
].filter(({ name }) => name.includes(given.only));

console.log(`card       ${cardName()}`);
console.log(`device     ${there.detail}`);
console.log(`processor  ${cpu.detail}; ${processorWords()}`);
console.log(`PyTorch    ${models === undefined ? 'absent' : models.device}; batch ${batch}, ${rounds} rounds`);
const launches = await measureLaunches(there);
console.log(
  `launches   ${digits(1000 * launches.program)} us a program, ${digits(1000 * launches.instruction)} us an instruction more, ` +
    `${digits(launches.roundTrip)} ms until a number is back; crossing ${digits(launches.megabytesPerMs)} MB a ms`,
);
const peerKind = models?.kind ?? 'cpu';
console.log(`step               device, ms          first, ms  CPU, ms             device/CPU  ${`PyTorch ${peerKind}, ms`.padEnd(19)} device/PyTorch`); // prettier-ignore
for (const task of tasks) await measure(task);
models?.close();
await there.dispose();
await cpu.dispose();

async function measure(task: DeviceTask): Promise<void> {
  const steps = [];
  for (const backend of [counted.backend, cpu]) {
    const opened = await task.open(backend);
    const began = performance.now();
    await opened.step();
    steps.push({ ...opened, first: performance.now() - began, times: [] as number[] });
  }
  const peer: PeerStep | undefined = await task.peer(peerKind);
  const theirs: number[] = [];
  counted.take();
  account?.clear();
  for (let round = 0; round < rounds; round++) {
    for (const { step, times } of steps) {
      const began = performance.now();
      await step();
      times.push(performance.now() - began);
    }
    if (peer !== undefined) theirs.push(await peer.step());
  }
  const [device, processor] = steps.map(({ times }) => times) as [number[], number[]];
  const ratio = (by: readonly number[]): string => (by.length === 0 ? '-' : (median(device) / median(by)).toFixed(2));
  const cells = [
    task.name.padEnd(18),
    spread(device).padEnd(19),
    digits(steps[0]?.first ?? NaN).padEnd(10),
    spread(processor).padEnd(19),
    ratio(processor).padEnd(11),
    spread(theirs).padEnd(19),
    ratio(theirs),
  ];
  console.log(cells.join(' '));
  console.log(limits(counted.take(), median(device), launches));
  peer?.close();
  for (const { close } of steps) await close();
}

/** What a step takes, and what its launches and crossings alone take. */
function limits({ programs, instructions, flops, written }: Work, ms: number, alone: Launches): string {
  const step = (all: number): number => all / rounds;
  const [up, down] = [step(bytesOf(account?.up ?? [])), step(bytesOf(account?.down ?? []))];
  const launching = step(programs) * alone.program + step(instructions) * alone.instruction + alone.roundTrip;
  const crossing = (up + down) / 1e6 / alone.megabytesPerMs;
  const crossed = account === undefined ? 'not counted' : `${(up / 1e3).toFixed(1)} kB up, ${(down / 1e3).toFixed(1)} kB down`; // prettier-ignore
  return (
    `  takes ${step(programs).toFixed(0)} programs, ${step(instructions).toFixed(0)} instructions; ${crossed}; ${(step(flops) / 1e9).toFixed(2)} GFLOP, ` +
    `${((4 * step(written)) / 1e6).toFixed(0)} MB written; launches alone ${digits(launching)} ms, crossing ${digits(crossing)} ms, ` +
    `the rest ${digits(Math.max(0, ms - launching - crossing))} ms`
  );
}
