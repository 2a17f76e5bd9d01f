/**
 * Loading onnxruntime-node, and the small part of it that the backend uses.
 */
import type * as Ort from 'onnxruntime-node';
import { ComputeError } from '../backend/backend.ts';
import type { TensorData } from '../backend/backend.ts';
import type { Shape } from '../program/shape.ts';

export type { Ort };
export type OrtModule = typeof Ort;
export type OrtTensor = Ort.Tensor;
export type OrtSession = Ort.InferenceSession;

let loading: Promise<OrtModule> | undefined;

/** The module, loaded once. Rejects with a ComputeError where there is no native binary for this machine. */
export function loadOrt(): Promise<OrtModule> {
  loading ??= import('onnxruntime-node').catch((cause: unknown) => {
    loading = undefined;
    throw new ComputeError(`onnxruntime-node cannot be loaded on ${process.platform} ${process.arch}.`, { cause });
  });
  return loading;
}

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
