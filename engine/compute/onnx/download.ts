/**
 * Reading tensors back from a GPU.
 *
 * `getData()` on a GPU tensor aborts the process in onnxruntime-node 1.30, so they go through a model of Identity nodes whose outputs are on the CPU.
 */
import { OnnxModel } from './model.ts';
import type { ValueInfo } from './model.ts';
import { LOG_ERRORS_ONLY } from './runtime.ts';
import type { OrtModule, OrtTensor } from './runtime.ts';
import { copyOut } from './state.ts';
import type { Download } from './state.ts';

export const downloader =
  (ort: OrtModule): Download =>
  async (tensors) => {
    const names = Object.keys(tensors);
    if (names.every((name) => tensors[name]?.location === 'cpu')) return copyOut(tensors);
    const model = new OnnxModel();
    const inputs: ValueInfo[] = [];
    const feeds: Record<string, OrtTensor> = {};
    const outputs = names.map((name, index): ValueInfo => {
      const tensor = tensors[name];
      const info: ValueInfo = {
        name: `x${index}`,
        shape: tensor?.dims ?? [],
        dtype: tensor?.type === 'int32' ? 'int32' : 'float32',
      };
      inputs.push(info);
      if (tensor !== undefined) feeds[info.name] = tensor;
      return { ...info, name: model.add('Identity', [info.name]) };
    });
    const session = await ort.InferenceSession.create(model.serialise('download', inputs, outputs), {
      executionProviders: ['webgpu'],
      logSeverityLevel: LOG_ERRORS_ONLY,
      preferredOutputLocation: 'cpu',
    });
    try {
      const results = await session.run(feeds);
      return await copyOut(
        Object.fromEntries(
          names.flatMap((name, index) => {
            const tensor = results[outputs[index]?.name ?? ''];
            return tensor === undefined ? [] : [[name, tensor]];
          }),
        ),
      );
    } finally {
      await session.release();
    }
  };
