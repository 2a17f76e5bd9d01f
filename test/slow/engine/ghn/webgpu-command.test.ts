/** `hnas hypernetwork train --device webgpu`, as a user calls it, on the software driver (see test/slow/engine/compute/webgpu.test.ts). */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { availableBackends } from '../../../../engine/compute/index.ts';
import { loadGhn } from '../../../../engine/hypernetwork/ghn/file.ts';
import { folderWith, startWith } from '../cli/process.ts';

const SOFTWARE_DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';
if (process.env['HNAS_TEST_GPU'] === undefined && existsSync(SOFTWARE_DRIVER))
  process.env['VK_ICD_FILENAMES'] ??= SOFTWARE_DRIVER;

const status = (await availableBackends()).find(({ choice }) => choice === 'webgpu');

/** With few kernels: a software driver takes longer to compile than to run them. */
const spec = `space Tiny {
  input image[1, 8, 8]
  output logits[10]
  network {
    repeat choice 1..2 { conv1x1(out: 4) >> relu }
    global_avgpool >> linear(out: 10)
  }
}
dataset Digits = glyphs { classes: "digits", size: 8, train: 64, val: 16, test: 0, seed: 1 }
hypernetwork Weights = ghn { steps: 2, batch: 8, meta_batch: 1, hidden: 8, rounds: 1, decoder: 8, channels: 8, kernel: 1, virtual_edges: 1 }
experiment Scored {
  space: Tiny
  dataset: Digits
  evaluator: Score
  maximize accuracy
  search random
  budget { evaluations: 1 }
}
evaluator Score = ghn { hypernetwork: Weights, images: 16 }
`;

const driver = { VK_ICD_FILENAMES: process.env['VK_ICD_FILENAMES'] };

async function train(device: string, more: NodeJS.ProcessEnv = driver) {
  const folder = folderWith({ 'tiny.hnas': spec });
  const args = ['hypernetwork', 'train', 'tiny.hnas', '--device', device, '--json'];
  return { folder, ...(await startWith(more, folder, ...args).ended) };
}

interface Told {
  readonly steps: number;
  readonly loss: number;
  readonly file: string;
}

describe('a hypernetwork that is trained on webgpu by the command line', () => {
  it.skipIf(status?.available !== true)('is the one that the CPU trains, to what GPUs compute coarser', async () => {
    const results = [];
    for (const device of ['webgpu', 'cpu']) {
      const { code, out, err, folder } = await train(device);
      expect(code, out + err).toBe(0);
      const told = JSON.parse(out) as Told;
      const read = loadGhn(new Uint8Array(readFileSync(join(folder, told.file))));
      if ('error' in read) throw new Error(read.error);
      expect([told.steps, read.value.step]).toEqual([2, 2]);
      results.push({ loss: told.loss, head: read.value.tensors['decoder.head']?.data ?? [] });
    }
    const [gpu, cpu] = results as [(typeof results)[number], (typeof results)[number]];
    expect(gpu.loss).toBeCloseTo(cpu.loss, 3);
    expect(gpu.head.length).toBeGreaterThan(0);
    gpu.head.forEach((value, i) => expect(value).toBeCloseTo(cpu.head[i] as number, 3));
  });

  it.skipIf(process.platform !== 'linux')('is not begun without a driver: a sentence says what it takes', async () => {
    const { code, out, err } = await train('webgpu', { VK_ICD_FILENAMES: '/nowhere/driver.json' });
    expect(code).toBe(2);
    expect(out + err).toMatch(
      /--device webgpu: There is no GPU that WebGPU can use: .*It takes: .*; hnas doctor lists what there is/,
    );
  });
});
