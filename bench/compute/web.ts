/**
 * The `web` backend (WebAssembly) against the native `onnx` one, in one run with interleaved rounds; a session of the `web` backend in a process
 * of its own for start-up time and memory.
 *
 *   node bench/compute/web.ts [--rounds 9]
 *
 * A ratio above 1 is how many times as long `web` takes. Processor time is given beside wall-clock time because it is steadier where other programs run.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { freeze, initialState, openBackend, openSession, type Backend } from '../../engine/compute/index.ts';
import { cnn, transformer, transformerInference } from './models.ts';

const SEED = 1;
const { rounds, start } = parseArgs({
  options: { rounds: { type: 'string', default: '9' }, start: { type: 'string' } },
}).values;

interface Task {
  readonly name: string;
  readonly kind: 'transformer' | 'cnn' | 'infer';
  readonly batch: number;
  readonly repeat: number;
}

const tasks: readonly Task[] = [
  { name: 'transformer step, batch 64', kind: 'transformer', batch: 64, repeat: 1 },
  { name: 'CNN step, batch 64', kind: 'cnn', batch: 64, repeat: 2 },
  { name: 'transformer inference, batch 1', kind: 'infer', batch: 1, repeat: 20 },
  { name: 'transformer inference, batch 1024', kind: 'infer', batch: 1024, repeat: 1 },
];

type Runner = () => Promise<unknown>;

/** A prepared and warmed run of a task. */
async function runnerOf(backend: Backend, { kind, batch }: Task): Promise<Runner> {
  if (kind === 'infer') {
    const { program, weights, feeds } = transformerInference(batch, SEED);
    const executable = await backend.compile(freeze(program, weights));
    await executable.run(feeds);
    return () => executable.run(feeds);
  }
  const { training, weights, feeds } = kind === 'cnn' ? cnn(batch, SEED) : transformer(batch, SEED);
  const session = await openSession(backend, initialState(training, weights));
  await session.run(training.program, feeds);
  return () => session.run(training.program, feeds);
}

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
const quantile = (values: readonly number[], q: number): number =>
  sorted(values)[Math.floor(q * (values.length - 1))] ?? NaN;
const show = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
const spread = (values: readonly number[]): string =>
  `${show(quantile(values, 0.5))} (${show(quantile(values, 0.25))}..${show(quantile(values, 0.75))})`;

if (start !== undefined) await startOne(start === 'web' ? 'web' : 'onnx');
else await compare();

/** In a process of its own: from nothing to the end of the first step, and the memory taken since. */
async function startOne(name: 'web' | 'onnx'): Promise<void> {
  const resident = process.memoryUsage().rss;
  const began = performance.now();
  const run = await runnerOf(await openBackend(name, { threads: 1 }), { name, kind: 'cnn', batch: 8, repeat: 1 });
  const first = performance.now() - began;
  for (let step = 0; step < 10; step += 1) await run();
  const early = process.memoryUsage().rss;
  for (let step = 0; step < 300; step += 1) await run();
  process.send?.([first, (early - resident) / 1e6, (process.memoryUsage().rss - early) / 1e6]);
}

async function compare(): Promise<void> {
  const counts = [1, 2].filter((count) => count <= availableParallelism());
  console.log(
    `\n${cpus()[0]?.model ?? ''} x ${cpus().length}, load ${loadavg()[0]?.toFixed(1)}, seed ${SEED}, ${rounds} rounds.`,
  );
  console.log('Milliseconds: median (quartiles).\n');
  console.log(
    '| task | threads | web, wall | onnx, wall | ratio | web, processor | onnx, processor | ratio |\n|---|---|---|---|---|---|---|---|',
  );
  for (const task of tasks) {
    for (const threads of counts) {
      const backends = [await openBackend('web', { threads }), await openBackend('onnx', { threads })];
      const runners: Runner[] = [];
      for (const backend of backends) runners.push(await runnerOf(backend, task));
      const samples = runners.map((): { wall: number[]; used: number[] } => ({ wall: [], used: [] }));
      for (let round = 0; round < Number(rounds); round += 1) {
        for (const [index, run] of runners.entries()) {
          for (let repetition = 0; repetition < task.repeat; repetition += 1) {
            const [began, before] = [performance.now(), process.cpuUsage()];
            await run();
            samples[index]?.wall.push(performance.now() - began);
            const { user, system } = process.cpuUsage(before);
            samples[index]?.used.push((user + system) / 1000);
          }
        }
      }
      const cells = (['wall', 'used'] as const).flatMap((kind) => {
        const [web = [], onnx = []] = samples.map((sample) => sample[kind]);
        return [spread(web), spread(onnx), `**${show(quantile(web, 0.5) / quantile(onnx, 0.5))}**`];
      });
      console.log(`| ${task.name} | ${threads} | ${cells.join(' | ')} |`);
      for (const backend of backends) await backend.dispose();
    }
  }
  console.log('\nCNN of batch 8 in a process of its own, one thread, median of 5.\n');
  console.log(
    '| backend | to the end of the first step, ms | memory taken after ten steps, MB | more after 300 steps, MB |\n|---|---|---|---|',
  );
  for (const name of ['web', 'onnx']) {
    const measured: number[][] = [];
    for (let process = 0; process < 5; process += 1) {
      const child = fork(import.meta.filename, ['--start', name], { stdio: ['ignore', 'inherit', 'ignore', 'ipc'] });
      const [told] = (await once(child, 'message')) as [number[]];
      measured.push(told);
      await once(child, 'exit');
    }
    const cells = [0, 1, 2].map((column) =>
      show(
        quantile(
          measured.map((row) => row[column] ?? NaN),
          0.5,
        ),
      ),
    );
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
}
