/** Exported ONNX files in onnxruntime against our own forward pass, for batches of several sizes. */
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBackend, type Backend } from '../../../../engine/compute/index.ts';
import { exampleSpace, exampleSpaces } from '../../../support/spaces.ts';
import { expectSameAsOnnx } from '../../../unit/engine/export/onnx-run.ts';
import { sampled } from '../../../unit/engine/export/subjects.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await openBackend();
});
afterAll(() => backend.dispose());

test.each(exampleSpaces)('%s', async (name) => {
  for (const subject of sampled(exampleSpace(name), 2, 12, name)) await expectSameAsOnnx(ort, backend, subject, [1, 3]);
  expect(backend.liveExecutables()).toBe(0);
});
