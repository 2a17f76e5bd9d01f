/**
 * Finding the block size of onnxruntime's blocked convolutions on this machine, by asking it to reorder known numbers and by
 * checking one convolution of each kind that nchwc.ts writes. They are internal to onnxruntime, so anything unexpected means 0: not used.
 */
import type { OrtModule, OrtTensor } from './runtime.ts';
import { LOG_ERRORS_ONLY, dataOf, ortTensor } from './runtime.ts';
import { emit, inputValue } from './emit.ts';
import { OnnxModel } from './model.ts';
import { NCHWC } from './lower/nchwc.ts';
import { program } from '../program/program.ts';
import { convFilterGrad, conv2d } from '../ops/conv.ts';
import { input } from '../ops/source.ts';
import { mean } from '../ops/reduce.ts';
import { mul } from '../ops/arithmetic.ts';

const CHANNELS = 32;

let found: Promise<number> | undefined;

/** 8, 16 or the like; 0 where blocked convolutions are missing or do not compute what they should. */
export function blockSize(ort: OrtModule): Promise<number> {
  found ??= probe(ort).catch(() => 0);
  return found;
}

async function probe(ort: OrtModule): Promise<number> {
  const block = await reorderedBlock(ort);
  if (block === 0) return 0;
  const [plain, blocked] = [await checkNumbers(ort, 0), await checkNumbers(ort, block)];
  const close = plain.every(
    (value, index) => Math.abs(value - (blocked[index] ?? NaN)) <= 1e-3 * (1 + Math.abs(value)),
  );
  return close ? block : 0;
}

/** Channel c and pixel p of an image of two pixels hold 2c + p: where pixel 1 of channel 0 lands is the block size. */
async function reorderedBlock(ort: OrtModule): Promise<number> {
  const model = new OnnxModel();
  const shape = [1, CHANNELS, 1, 2];
  const output = model.add('ReorderInput', ['x'], {}, NCHWC);
  const bytes = model.serialise(
    'probe',
    [{ name: 'x', shape, dtype: 'float32' }],
    [{ name: output, shape, dtype: 'float32' }],
  );
  const x = ortTensor(
    ort,
    Float32Array.from({ length: CHANNELS * 2 }, (_, index) => index),
    shape,
  );
  const results = await runOnce(ort, bytes, { x });
  const landed = results[0]?.indexOf(1) ?? -1;
  return landed === 8 || landed === 16 || landed === 4 ? landed : 0;
}

/** A few sums over a convolution and its filter gradient, with blocks (or without, 0). */
async function checkNumbers(ort: OrtModule, block: number): Promise<readonly number[]> {
  const x = input('x', [16, 20, 6, 5]);
  const filter = input('w', [18, 20, 3, 3]);
  const y = conv2d(x, filter, { padding: 1, stride: 2 });
  const attributes = { strides: [2, 2], pads: [1, 1, 1, 1], dilations: [1, 1], groups: 1 } as const;
  const checked = program({ outputs: { y: mean(mul(y, y), [0]), g: convFilterGrad(x, y, attributes, [3, 3]) } });
  const { model, inputs, outputs } = emit(checked, { device: 'cpu', block });
  const wave = (size: number): Float32Array => Float32Array.from({ length: size }, (_, index) => Math.sin(index * 1.7));
  const feeds = {
    [inputValue('x')]: ortTensor(ort, wave(16 * 20 * 30), x.shape),
    [inputValue('w')]: ortTensor(ort, wave(18 * 20 * 9), filter.shape),
  };
  const results = await runOnce(ort, model.serialise('probe', inputs, outputs), feeds);
  return results.flat();
}

async function runOnce(ort: OrtModule, bytes: Uint8Array, feeds: Record<string, OrtTensor>): Promise<number[][]> {
  const session = await ort.InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: LOG_ERRORS_ONLY });
  try {
    const results = await session.run(feeds);
    return session.outputNames.map((name) => {
      const tensor = results[name];
      return tensor === undefined ? [] : [...dataOf(tensor)];
    });
  } finally {
    await session.release();
  }
}
