/**
 * The part of onnxruntime that the backends use: onnxruntime-node and onnxruntime-web have the same interface. Loading them is done elsewhere.
 */
import type * as Ort from 'onnxruntime-web';
import { ComputeError } from '../backend/backend.ts';
import type { TensorData } from '../backend/backend.ts';
import type { Shape } from '../program/shape.ts';

export type { Ort };
export type OrtModule = Pick<typeof Ort, 'InferenceSession' | 'Tensor' | 'env'>;
export type OrtTensor = Ort.Tensor;
export type OrtSession = Ort.InferenceSession;

/** Errors of onnxruntime are numbered: 3 shows those only, warnings about constant folding and the like not. */
export const LOG_ERRORS_ONLY = 3;

export function ortTensor(ort: OrtModule, data: TensorData, shape: Shape): OrtTensor {
  return data instanceof Float32Array ? new ort.Tensor('float32', data, shape) : new ort.Tensor('int32', data, shape);
}

/** The numbers of a tensor on the CPU, not copied. */
export function dataOf(tensor: OrtTensor): TensorData {
  const { data } = tensor;
  if (data instanceof Float32Array || data instanceof Int32Array) return data;
  throw new ComputeError(`Expected float32 or int32 numbers, got ${tensor.type}.`);
}

/** How many threads, for people. */
export const showThreads = (threads: number | undefined): string =>
  threads === undefined ? 'all cores' : `${threads} thread${threads === 1 ? '' : 's'}`;

/** The first line of an error of onnxruntime's, without the place in its sources and without the full stop. */
export function reasonOf(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line
    .replace(/\S*\.cc:\d+ .* was false\. /, '')
    .trim()
    .replace(/\.$/, '');
}
