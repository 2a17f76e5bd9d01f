/**
 * How fast and how well small networks train on the generated data set: `node bench/train/throughput.ts [THREADS [STEPS]]`.
 * Prints one line a network: parameters, MACs, images a second of the training steps, seconds of the whole training with
 * compilation and validation, validation accuracy.
 */
import { costsOf } from '../../dsl/graph/costs.ts';
import { openBackend } from '../../engine/compute/index.ts';
import { openDataset } from '../../engine/data/open-dataset.ts';
import { readTrainOptions } from '../../engine/evaluate/train/options.ts';
import { trainNetwork } from '../../engine/evaluate/train/train-network.ts';
import { plain, resnet, transformer } from './networks.ts';

const threads = process.argv[2] === undefined ? undefined : Number(process.argv[2]);
const steps = process.argv[3] === undefined ? {} : { steps: Number(process.argv[3]) };

const began = performance.now();
const opened = await openDataset('glyphs', {}, '.');
if ('error' in opened) throw new Error(opened.error);
const dataset = opened.value;
const { shape, classes, train, val } = dataset;
console.log(`glyphs: ${train.size} + ${val.size} images drawn in ${((performance.now() - began) / 1000).toFixed(2)} s`);

const backend = await openBackend('onnx', threads === undefined ? {} : { threads });
console.log(backend.detail);
console.log('network     parameters  MMACs   images/s  seconds  accuracy %');
const networks = [
  plain(shape, classes, 8),
  plain(shape, classes, 16),
  resnet(shape, classes, 8),
  resnet(shape, classes, 16),
  transformer(shape, classes, 48),
];
for (const network of networks) {
  const options = readTrainOptions(steps);
  if ('error' in options) throw new Error(options.error);
  const { params, macs } = costsOf(network);
  const trained = await trainNetwork(network, dataset, options.value, 1, backend);
  const cells = [
    network.space.padEnd(11),
    String(params).padStart(10),
    (macs / 1e6).toFixed(2).padStart(6),
    trained.imagesPerSecond.toFixed(0).padStart(10),
    trained.seconds.toFixed(1).padStart(8),
    (trained.accuracy ?? NaN).toFixed(1).padStart(11),
  ];
  console.log(cells.join(' '));
}
await backend.dispose();
dataset.close();
