/**
 * A hypernetwork on onnxruntime's WebGPU provider: a step as on the CPU, and what crosses between the two. On the software driver, as
 * test/slow/engine/compute/webgpu.test.ts; skipped, with the reason, where there is no adapter.
 */
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesOf, countedOrt, type Account } from '../../../../bench/compute/counted-ort.ts';
import { availableBackends, openBackend, type Backend } from '../../../../engine/compute/index.ts';
import { loadOrt } from '../../../../engine/compute/onnx/load.ts';
import { openOnnxOn } from '../../../../engine/compute/onnx/open.ts';
import { openGenerator } from '../../../../engine/hypernetwork/ghn/generator.ts';
import { newGhn } from '../../../../engine/hypernetwork/ghn/new-ghn.ts';
import { parametersOf, zeroGradients } from '../../../../engine/hypernetwork/ghn/parameters.ts';
import { openPlace } from '../../../../engine/hypernetwork/ghn/place.ts';
import { learn, move, type Learnt } from '../../../../engine/hypernetwork/ghn/step.ts';
import { spaceOf } from '../../../unit/engine/encoding/spaces.ts';
import { drawn, images, options, subject } from '../../../unit/engine/hypernetwork/tiny.ts';

const SOFTWARE_DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';
if (process.env['HNAS_TEST_GPU'] === undefined && existsSync(SOFTWARE_DRIVER))
  process.env['VK_ICD_FILENAMES'] ??= SOFTWARE_DRIVER;

/** With all three merges, and values that two read. */
const merging = spaceOf(`space Merging {
  input image[1, 8, 8]
  output logits[10]
  cell Node {
    inputs x
    nodes n[2] {
      from choose 2 of earlier with replacement
      edge choice [relu_conv1x1_bn, maxpool3x3]
      merge sum
    }
    output concat(n)
  }
  network { conv1x1(out: 4) >> batchnorm >> Node >> global_avgpool >> linear(out: 10) }
}`);

const status = (await availableBackends()).find(({ choice }) => choice === 'webgpu');
const suite = status?.available ? describe : describe.skip;

suite(`a hypernetwork on webgpu: ${status?.detail ?? 'not listed.'}`, () => {
  let gpu: Backend;
  let cpu: Backend;
  let account: Account;
  beforeAll(async () => {
    const counted = countedOrt((await loadOrt()).ort);
    account = counted.account;
    gpu = await openOnnxOn(counted.ort, { device: 'webgpu' });
    cpu = await openBackend('onnx', { threads: 1 });
  });
  afterAll(async () => {
    expect([gpu.liveTensors(), gpu.liveExecutables()]).toEqual([0, 0]);
    await gpu.dispose();
    await cpu.dispose();
  });

  // Small, since a software driver compiles each kernel for as long as it takes to run thousands.
  const chosen = options({ rounds: 1, virtual_edges: 1 });
  const subjects = ['a', 'b'].map((seed) => subject(drawn(merging, seed), chosen));
  const batch = images(8, 'images');

  /** Two steps, and the parameters afterwards. */
  async function steps(backend: Backend) {
    const ghn = newGhn(chosen);
    const place = await openPlace(chosen, { ...ghn.tensors, ...zeroGradients(parametersOf(chosen).tensors) }, backend);
    const told: Learnt[] = [];
    for (let step = 0; step < 2; step++) {
      account.clear();
      told.push(await learn(place, subjects, batch));
      await move(place);
    }
    const crossed = { up: [...account.up], down: [...account.down] };
    const moved = await place.state.read(['decoder.filter', 'message', 'start']);
    await place.dispose();
    return { told, moved, crossed };
  }

  it('takes the steps that the CPU takes; only images and graphs go up, only loss and norm come down', async () => {
    const [here, there] = [await steps(gpu), await steps(cpu)];
    here.told.forEach(({ loss, norm }, i) => {
      expect(loss).toBeCloseTo(there.told[i]?.loss ?? NaN, 4);
      expect(norm / (there.told[i]?.norm ?? NaN)).toBeCloseTo(1, 3);
    });
    for (const [name, { data }] of Object.entries(here.moved)) {
      const expected = there.moved[name]?.data ?? [];
      const distance = Math.hypot(...Array.from(data, (value, i) => value - (expected[i] as number)));
      expect(distance / Math.hypot(...expected), name).toBeLessThan(1e-3);
    }
    const { up, down } = here.crossed;
    expect(down.map(({ bytes }) => bytes)).toEqual([4, 4]);
    // Images, labels and graphs are brought by copies (x0...); which slots become weights is told by each kind of them; the rate by the optimiser.
    const names = new Set(up.map(({ name }) => name.replace(/^x\d+$/, 'brought')));
    expect([...names].sort()).toEqual(['brought', 'in:codes', 'in:learningRate', 'in:slots']);
    const packedBytes = bytesOf(up.filter(({ name }) => name.startsWith('x')));
    const ofImages = 4 * (batch.pixels.length + batch.labels.length);
    expect(packedBytes).toBeGreaterThan(ofImages);
    expect(bytesOf(up) - packedBytes).toBeLessThan(10_000);
  });

  it('scores, makes weights and embeds as on the CPU', async () => {
    const network = drawn(merging, 'c');
    const found = [];
    for (const backend of [gpu, cpu]) {
      const generator = await openGenerator(newGhn(chosen), backend);
      const [score, weights, embedding] = [
        await generator.score(network, images(16, 'scored')),
        await generator.weights(network, images(16, 'measured')),
        await generator.embedding(network),
      ];
      if ('error' in score || 'error' in weights || 'error' in embedding) throw new Error('not generated');
      found.push({ loss: score.value.loss, weights: weights.value, embedding: embedding.value });
      await generator.dispose();
    }
    const [here, there] = found as [(typeof found)[number], (typeof found)[number]];
    expect(here.loss).toBeCloseTo(there.loss, 4);
    here.embedding.forEach((value, i) => expect(value).toBeCloseTo(there.embedding[i] as number, 4));
    expect(Object.keys(here.weights)).toEqual(Object.keys(there.weights));
    for (const [name, { data }] of Object.entries(here.weights))
      data.forEach((value, i) => expect(value, name).toBeCloseTo(there.weights[name]?.data[i] as number, 3));
  });
});
