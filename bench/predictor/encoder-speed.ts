/**
 * Fine-tuning the graph encoder at 156 labels beside the same model in PyTorch, one thread each, rounds interleaved.
 *
 *   OMP_WAIT_POLICY=passive node bench/predictor/encoder-speed.ts [rounds]
 *
 * Prints the medians of whole fits of 80 steps (ours with compiling, as every fit of a new size has it) and of their ratio; below 1 is faster than PyTorch.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { seededRandom } from '../../dsl/random.ts';
import { featureMatrix } from '../../engine/encoding/feature-matrix.ts';
import { fineTune, FINE_TUNING } from '../../engine/predictor/encoder/fine-tune.ts';
import { graphBatch, graphsOf, inputWidth } from '../../engine/predictor/encoder/graph-batch.ts';
import { pretrain } from '../../engine/predictor/encoder/pretrain.ts';
import { releaseEncoders } from '../../engine/predictor/encoder/runner.ts';
import { openSpace } from './open-space.ts';

const ROWS = 156;
const FEATURES = 123;
const rounds = Number(process.argv[2] ?? '5');

const space = openSpace('examples/spaces/nasbench201.hnas');
const random = seededRandom(1);
const architectures = Array.from({ length: ROWS }, () => space.sample(random)).filter((each) => each !== undefined);
const encoder = await pretrain(space, { samples: 200, seconds: 1 });
if (encoder === undefined) throw new Error('the space is empty');
const graphs = graphBatch(graphsOf(space, architectures), encoder.vocabulary);
const features = featureMatrix(ROWS, FEATURES);
features.values.forEach((_, i) => (features.values[i] = random.normal()));
const targets = Float64Array.from(architectures, () => random.normal());

async function ours(): Promise<number> {
  if (encoder === undefined) throw new Error('the space is empty');
  const start = performance.now();
  const rows = Array.from({ length: ROWS }, (_, row) => row);
  await fineTune(encoder, { graphs, targets, fits: [{ rows, features, factors: new Float64Array(encoder.shape.width).fill(1), random }] }); // prettier-ignore
  return performance.now() - start;
}

const python = spawn('/usr/bin/python3', [new URL('encoder_peer.py', import.meta.url).pathname]);
const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
const answer = async (): Promise<Record<string, unknown>> => {
  const { done, value } = await lines.next();
  if (done === true) throw new Error('PyTorch is absent or stopped');
  return JSON.parse(value) as Record<string, unknown>;
};
const { version } = await answer();
async function theirs(): Promise<number> {
  const { width, layers } = encoder?.shape ?? { width: 0, layers: 0 };
  const size = { rows: ROWS, nodes: graphs.nodes, inputs: inputWidth(encoder?.vocabulary ?? { kinds: [], means: [], deviations: [], nodes: 0 }), features: FEATURES, width, layers, steps: FINE_TUNING.steps }; // prettier-ignore
  python.stdin.write(`${JSON.stringify(size)}\n`);
  return ((await answer())['ms'] as number[]).reduce((sum, value) => sum + value, 0);
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
await theirs();
const pairs: [number, number][] = [];
for (let round = 0; round < rounds; round++) pairs.push([await ours(), await theirs()]);
const show = (k: 0 | 1): string => median(pairs.map((pair) => pair[k])).toFixed(0);
console.log(`One fine-tuning of ${FINE_TUNING.steps} steps on ${ROWS} labels, one thread, medians of ${rounds} rounds: ours ${show(0)} ms, PyTorch ${String(version)} ${show(1)} ms, ratio ${median(pairs.map(([a, b]) => a / b)).toFixed(2)}.`); // prettier-ignore
python.stdin.end();
await releaseEncoders();
