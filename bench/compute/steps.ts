/**
 * Training steps and inference of the compute package against PyTorch and plain tfjs, in one run with interleaved rounds.
 *
 *   OMP_WAIT_POLICY=passive node bench/compute/steps.ts [--rounds 9] [--no-tfjs] [--spin]
 *
 * Prints medians with the quartiles, and ratios to PyTorch at the same number of threads: below 1 is faster than PyTorch. Processor time is
 * given beside wall-clock time because it is steadier where other programs run; with two threads it includes what threads spin away.
 * Our waiting threads sleep unless --spin is given; OMP_WAIT_POLICY=passive makes PyTorch's do the same, `active` (its default) lets them spin.
 */
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { freeze, initialState, openBackend, openSession } from '../../engine/compute/index.ts';
import type { Backend } from '../../engine/compute/index.ts';
import { cnn, transformer, transformerInference } from './models.ts';
import { startPeer } from './peer.ts';
import type { Timings } from './peer.ts';

const SEED = 1;
const options = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    'no-tfjs': { type: 'boolean', default: false },
    spin: { type: 'boolean', default: false },
  },
}).values;
const rounds = Number(options.rounds);

interface Task {
  readonly name: string;
  /** Name in peer.py. */
  readonly task: 'transformer' | 'cnn' | 'infer';
  readonly batch: number;
  /** Repetitions in a round. */
  readonly repeat: number;
}

const tasks: readonly Task[] = [
  { name: 'transformer step, batch 64', task: 'transformer', batch: 64, repeat: 2 },
  { name: 'CNN step, batch 64', task: 'cnn', batch: 64, repeat: 3 },
  { name: 'transformer inference, batch 1', task: 'infer', batch: 1, repeat: 20 },
  { name: 'transformer inference, batch 1024', task: 'infer', batch: 1024, repeat: 1 },
];

type Runner = () => Promise<unknown>;

/** A prepared and warmed step of a task. */
async function runnerOf(backend: Backend, { task, batch }: Task): Promise<Runner> {
  if (task === 'infer') {
    const { program, weights, feeds } = transformerInference(batch, SEED);
    const executable = await backend.compile(freeze(program, weights));
    await executable.run(feeds);
    return () => executable.run(feeds);
  }
  const { training, weights, feeds } = task === 'cnn' ? cnn(batch, SEED) : transformer(batch, SEED);
  const session = await openSession(backend, initialState(training, weights));
  await session.run(training.program, feeds);
  return () => session.run(training.program, feeds);
}

async function measure(run: Runner, repeat: number): Promise<Timings> {
  const [ms, cpu]: [number[], number[]] = [[], []];
  for (let repetition = 0; repetition < repeat; repetition += 1) {
    const start = performance.now();
    const used = process.cpuUsage();
    await run();
    ms.push(performance.now() - start);
    const { user, system } = process.cpuUsage(used);
    cpu.push((user + system) / 1000);
  }
  return { ms, cpu };
}

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
const quantile = (values: readonly number[], q: number): number =>
  sorted(values)[Math.floor(q * (values.length - 1))] ?? NaN;
const median = (values: readonly number[]): number => quantile(values, 0.5);
const show = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
const spread = (values: readonly number[]): string =>
  `${show(median(values))} (${show(quantile(values, 0.25))}..${show(quantile(values, 0.75))})`;

const peer = await startPeer();
const threadCounts = [1, 2].filter((count) => count <= availableParallelism());
const backends = new Map<number, Backend>();
for (const threads of threadCounts) backends.set(threads, await openBackend('onnx', { threads, spin: options.spin }));

const samples = new Map<string, { ms: number[]; cpu: number[] }>();
const record = (key: string, { ms, cpu }: Timings): void => {
  const list = samples.get(key) ?? { ms: [], cpu: [] };
  list.ms.push(...ms);
  list.cpu.push(...cpu);
  samples.set(key, list);
};

for (const task of tasks) {
  const runners = new Map<number, Runner>();
  for (const [threads, backend] of backends) runners.set(threads, await runnerOf(backend, task));
  for (let round = 0; round < rounds; round += 1) {
    for (const [threads, runner] of runners) {
      record(`${task.name} ours ${threads}`, await measure(runner, task.repeat));
      if (peer !== undefined)
        record(`${task.name} peer ${threads}`, await peer.measure(task.task, threads, task.batch, task.repeat));
    }
  }
}

const detail = [...backends.values()][0]?.detail ?? '';
console.log(
  `\n\`OMP_WAIT_POLICY=${process.env['OMP_WAIT_POLICY'] ?? 'active'} node bench/compute/steps.ts --rounds ${rounds}${options.spin ? ' --spin' : ''}\`: seed ${SEED}, ${cpus()[0]?.model ?? ''} x ${cpus().length}, load ${loadavg()[0]?.toFixed(1)};`,
);
console.log(
  `${detail}; PyTorch ${peer?.version ?? 'absent'}. Milliseconds: median (quartiles) of interleaved rounds.\n`,
);
console.log('| task | threads | ours, wall | PyTorch, wall | ratio | ours, processor | PyTorch, processor | ratio |');
console.log('|---|---|---|---|---|---|---|---|');
for (const task of tasks) {
  for (const threads of threadCounts) {
    const [ours, theirs] = ['ours', 'peer'].map((who) => samples.get(`${task.name} ${who} ${threads}`));
    if (ours === undefined) continue;
    const ratio = (kind: 'ms' | 'cpu'): string =>
      theirs === undefined ? '-' : `**${(median(ours[kind]) / median(theirs[kind])).toFixed(2)}**`;
    const cells = (['ms', 'cpu'] as const).flatMap((kind) => [
      spread(ours[kind]),
      theirs === undefined ? 'absent' : spread(theirs[kind]),
      ratio(kind),
    ]);
    console.log(`| ${task.name} | ${threads} | ${cells.join(' | ')} |`);
  }
}
peer?.close();

if (!options['no-tfjs']) {
  // Plain JavaScript: one step of an eighth of the batch each, as a yardstick.
  const batch = 8;
  const tfjs = await openBackend('tfjs');
  console.log(`\n${tfjs.detail}: one step of batch ${batch}, against ours at one thread and the same batch.\n`);
  console.log('| task | tfjs, ms | ours, ms | ratio |\n|---|---|---|---|');
  const onnx = await openBackend('onnx', { threads: 1 });
  for (const task of tasks.slice(0, 2)) {
    const small = { ...task, batch };
    const ours = await measure(await runnerOf(onnx, small), 9);
    const slow = await measure(await runnerOf(tfjs, small), 1);
    console.log(
      `| ${task.name.replace('64', '8')} | ${show(median(slow.ms))} | ${show(median(ours.ms))} | ${show(median(slow.ms) / median(ours.ms))} |`,
    );
  }
  await onnx.dispose();
  await tfjs.dispose();
}
for (const backend of backends.values()) await backend.dispose();
