/** Runs an exported ONNX file. */
import type * as ort from 'onnxruntime-node';
import { expect } from 'vitest';
import type { Backend } from '../../../../engine/compute/index.ts';
import { onnxFile } from '../../../../engine/export/onnx.ts';
import type { Subject } from '../../../../engine/export/subject.ts';
import { forward, livelyWeights, randomBatch, relativeDistance } from './forward.ts';

/** The same logits as our forward pass within 1e-4, for each size of batch. */
export async function expectSameAsOnnx(
  { InferenceSession, Tensor }: typeof ort,
  backend: Backend,
  subject: Subject,
  sizes: readonly number[],
): Promise<void> {
  const weights = await livelyWeights(backend, subject);
  const file = onnxFile(subject, weights);
  if ('error' in file) throw new Error(file.error);
  const session = await InferenceSession.create(file.value);
  expect([session.inputNames, session.outputNames]).toEqual([['pixels'], ['logits']]);
  for (const size of sizes) {
    const batch = randomBatch(subject, size);
    const { logits } = await session.run({ pixels: new Tensor('float32', batch.data, [...batch.shape]) });
    const expected = await forward(backend, subject, weights, batch);
    expect(logits?.dims).toEqual([size, expected.length / size]);
    expect(relativeDistance(logits?.data as Float32Array, expected), subject.name).toBeLessThan(1e-4);
  }
  await session.release();
}
