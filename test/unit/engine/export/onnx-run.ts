/** Runs an exported ONNX file. */
import type * as ort from 'onnxruntime-node';
import { expect } from 'vitest';
import type { Backend } from '../../../../engine/compute/index.ts';
import { onnxFile } from '../../../../engine/export/onnx.ts';
import type { Subject } from '../../../../engine/export/subject.ts';
import { besideEachOther, forward, livelyWeights, randomBatch, relativeDistance } from './forward.ts';

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
  const early = (subject.network.exits ?? []).map((_, i) => `exit${i + 1}`);
  expect([session.inputNames, session.outputNames]).toEqual([['pixels'], [...early, 'logits']]);
  for (const size of sizes) {
    const batch = randomBatch(subject, size);
    const answer = await session.run({ pixels: new Tensor('float32', batch.data, [...batch.shape]) });
    const expected = await forward(backend, subject, weights, batch);
    const results = session.outputNames.map((name) => answer[name]);
    for (const each of results) expect(each?.dims).toEqual([size, expected.length / size / results.length]);
    const actual = besideEachOther(
      results.map((each) => each?.data as Float32Array),
      size,
    );
    expect(relativeDistance(actual, expected), subject.name).toBeLessThan(1e-4);
  }
  await session.release();
}
