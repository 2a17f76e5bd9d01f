/**
 * Really trains random architectures, all alike, for what hypernetworks are held against.
 *
 *   node bench/ghn/train-table.ts [--count 100] [--images 5000] [--epochs 3] [--data cifar|glyphs] [--space FILE] [--folder DIR] [--seed 1] [--from 0]
 *
 * Every result is appended to a table in the user's cache folder; killed, it goes on with what is missing. One thread; a second process that begins
 * elsewhere (`--from 50`) fills the same table.
 */
import { parseArgs } from 'node:util';
import { costsOf } from '../../dsl/graph/costs.ts';
import { openBackend, type Backend } from '../../engine/compute/index.ts';
import type { Dataset } from '../../engine/data/dataset.ts';
import { trainNetwork } from '../../engine/evaluate/train/train-network.ts';
import { appendLine } from './lines.ts';
import { openTask, taskOptions, type GhnTask } from './task.ts';
import { readTable, type TrainedRow } from './trained-table.ts';

const { values } = parseArgs({ options: { ...taskOptions, from: { type: 'string', default: '0' } } });
const task = openTask(values);
const total = task.architectures.length;
console.log(`${readTable(task.file).length} of ${total} are in ${task.file}`);
const dataset = await task.open();
const backend = await openBackend('onnx', { threads: 1 });
for (let place = 0; place < total; place++) {
  const index = (Number(values.from) + place) % total;
  if (readTable(task.file).some((row) => row.index === index)) continue;
  const row = await trained(task, index, dataset, backend);
  appendLine(task.file, row);
  const { testAccuracy, valAccuracy, macs, seconds, processorSeconds } = row;
  console.log(
    `${new Date().toTimeString().slice(0, 8)} ${index}: test ${testAccuracy.toFixed(2)} %, validation ${valAccuracy.toFixed(2)} %, ` +
      `${(macs / 1e6).toFixed(2)} MMACs, ${seconds.toFixed(0)} s (processor ${processorSeconds.toFixed(0)} s)`,
  );
}
await backend.dispose();
dataset.close();

async function trained(task: GhnTask, index: number, dataset: Dataset, backend: Backend): Promise<TrainedRow> {
  const architecture = task.architectures[index];
  if (architecture === undefined) throw new Error(`there is no architecture ${index}`);
  const network = task.space.network(architecture);
  const before = process.cpuUsage();
  const result = await trainNetwork(network, dataset, task.options, task.seed, backend);
  const { user, system } = process.cpuUsage(before);
  const { curves } = result;
  return {
    index,
    architecture: task.space.text(architecture),
    status: result.status,
    epochs: task.epochs,
    seed: task.seed,
    steps: result.steps,
    validation: curves.validation.map(({ step, accuracy, loss }) => ({ step, accuracy, loss })),
    loss: curves.loss,
    valAccuracy: result.accuracy ?? NaN,
    testAccuracy: result.testAccuracy ?? NaN,
    params: costsOf(network).params,
    macs: costsOf(network).macs,
    seconds: result.seconds,
    processorSeconds: (user + system) / 1e6,
  };
}
