/**
 * The conformance suite on onnxruntime's WebGPU provider, what stays on the device, and a whole training there. Skipped, with the reason, where there is no adapter.
 *
 * Without a GPU it runs on the software driver inside Debian's chromium, with libvulkan1 installed (.ci/run does).
 */
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countedOrt } from '../../../../bench/compute/counted-ort.ts';
import { primitivesOf } from '../../../../dsl/graph/primitives-of.ts';
import { image } from '../../../../dsl/graph/shape.ts';
import { seededRandom } from '../../../../dsl/random.ts';
import * as c from '../../../../engine/compute/index.ts';
import { emit } from '../../../../engine/compute/onnx/emit.ts';
import { loadOrt } from '../../../../engine/compute/onnx/load.ts';
import { openOnnxOn } from '../../../../engine/compute/onnx/open.ts';
import { openDataset } from '../../../../engine/data/open-dataset.ts';
import { readTrainOptions } from '../../../../engine/evaluate/train/options.ts';
import { buildPrograms } from '../../../../engine/evaluate/train/programs.ts';
import { openTrainEvaluator } from '../../../../engine/evaluate/train/train-evaluator.ts';
import { smallSpace, spaceOf } from '../../../support/spaces.ts';
import { families, familyNetwork } from '../../../unit/engine/evaluate/train/networks.ts';
import { cases } from '../../../unit/engine/compute/support/cases.ts';
import { compareToReference, prepare } from '../../../unit/engine/compute/support/conformance.ts';
import { passesHeldValuesOn } from '../../../unit/engine/compute/support/held.ts';

/** GPUs add in other orders and have coarser exp and tanh than CPUs. */
const TOLERANCE = 1e-4;

const SOFTWARE_DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';
// Before the driver is looked for. Where a GPU is, it stays beside this one unless the tester names one.
if (process.env['HNAS_TEST_GPU'] === undefined && existsSync(SOFTWARE_DRIVER))
  process.env['VK_ICD_FILENAMES'] ??= SOFTWARE_DRIVER;

const status = (await c.availableBackends()).find(({ choice }) => choice === 'webgpu');
const suite = status?.available ? describe : describe.skip;

suite(`onnx on webgpu: ${status?.detail ?? 'not listed.'}`, () => {
  let backend: c.Backend;
  beforeAll(async () => {
    backend = await c.openBackend('onnx', { device: 'webgpu' });
  });
  afterAll(async () => {
    expect([backend.liveTensors(), backend.liveExecutables()]).toEqual([0, 0]);
    await backend.dispose();
  });

  it.each(cases)('$name', async (test) => {
    const distances = await compareToReference(backend, prepare(test));
    for (const [name, distance] of Object.entries(distances)) expect(distance, name).toBeLessThan(TOLERANCE);
  });

  it('leaves nothing to the CPU in any program', async () => {
    const { ort } = await loadOrt();
    const options = {
      executionProviders: ['webgpu'],
      logSeverityLevel: 4,
      extra: { session: { disable_cpu_ep_fallback: '1' } },
    } as const;
    const training = readTrainOptions({ steps: 1 });
    if ('error' in training) throw new Error(training.error);
    const programs: (readonly [string, c.Program])[] = [
      ...cases.map((test) => [test.name, prepare(test).program] as const),
      ...Object.keys(families).flatMap((name) => {
        const graph = primitivesOf(familyNetwork(name, image(3, 16, 16), 5));
        const { step, inference } = buildPrograms(graph, 2, training.value);
        return [[`a step of a ${name}`, step.program] as const, [name, inference] as const];
      }),
    ];
    const left: string[] = [];
    for (const [name, program] of programs) {
      const { model, inputs, outputs } = emit(program, { device: 'webgpu', block: 0 });
      try {
        await (await ort.InferenceSession.create(model.serialise('program', inputs, outputs), options)).release();
      } catch (error) {
        left.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    expect(left).toEqual([]);
  });

  it('keeps state and data on the device between steps: only what is fed goes there, only what is asked for comes back', async () => {
    const { ort, account } = countedOrt((await loadOrt()).ort);
    const counted = await openOnnxOn(ort, { device: 'webgpu' });
    const [w, images] = [c.input('w', [2, 1]), c.input('images', [6, 2])];
    const picked = c.gather(images, c.input('rows', [4], 'int32'));
    const loss = c.squaredError(c.matmul(picked, w), c.full([4, 1], 1));
    const training = c.trainingStep({ loss, parameters: [w], optimizer: c.adam(), frozen: [images] });
    const session = await c.openSession(
      counted,
      c.initialState(training, {
        w: { shape: [2, 1], data: Float32Array.of(0.1, 0.2) },
        images: { shape: [6, 2], data: Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)) },
      }),
    );
    account.clear();
    for (let step = 0; step < 5; step += 1)
      await session.run(training.program, { rows: Int32Array.of(0, 2, 4, step), learningRate: 0.1 });
    expect([...new Set(account.up.map(({ name }) => name))].sort()).toEqual(['in:learningRate', 'in:rows']);
    expect([account.up.length, account.down.length]).toEqual([10, 5]);
    await session.dispose();
    await counted.dispose();
  });

  it('passes values from program to program that never leave it', () => passesHeldValuesOn(backend));

  it('takes the steps that the CPU takes, is read and restored', async () => {
    const w = c.input('w', [2, 1]);
    const loss = c.squaredError(c.matmul(c.input('x', [4, 2]), w), c.full([4, 1], 1));
    const training = c.trainingStep({ loss, parameters: [w], optimizer: c.adam() });
    const values = c.initialState(training, { w: { shape: [2, 1], data: Float32Array.of(0.1, 0.2) } });
    const feeds = { x: Float32Array.from({ length: 8 }, (_, i) => Math.sin(i)), learningRate: 0.1 };
    const session = await c.openSession(backend, values);
    const cpu = await c.openBackend('onnx', { threads: 1 });
    const peer = await c.openSession(cpu, values);
    for (let step = 0; step < 5; step += 1) {
      const [here, there] = [await session.run(training.program, feeds), await peer.run(training.program, feeds)];
      expect(here.loss[0]).toBeCloseTo(there.loss[0] ?? NaN, 4);
    }
    const checkpoint = await session.read();
    expect(checkpoint['adam#step']?.data[0]).toBe(5);
    await session.run(training.program, feeds);
    const after = await session.read(['w']);
    await session.write(checkpoint);
    await session.run(training.program, feeds);
    expect(await session.read(['w'])).toEqual(after);
    await session.dispose();
    await peer.dispose();
    await cpu.dispose();
  });

  it('keeps tensors whose program is disposed of', async () => {
    const w = c.input('w', [2]);
    const twice = c.program({ outputs: { y: c.sum(w) }, updates: [{ state: w, value: c.mul(w, 2) }] });
    const thrice = c.program({ outputs: { y: c.sum(w) }, updates: [{ state: w, value: c.mul(w, 3) }] });
    const state = await backend.createState({ w: { shape: [2], data: Float32Array.of(1, 2) } });
    for (const program of [twice, thrice, twice]) {
      const executable = await backend.compile(program);
      await executable.run({}, state);
      await executable.dispose();
      expect((await state.read())['w']?.data).toHaveLength(2);
    }
    expect([...((await state.read())['w']?.data ?? [])]).toEqual([12, 24]);
    await state.dispose();
  });

  it('trains a network as the CPU does', async () => {
    const space = spaceOf(
      smallSpace('conv3x3(out: 4) >> batchnorm >> relu >> maxpool(k: 2, stride: 2)').replace(
        '[3, 16, 16]',
        '[1, 8, 8]',
      ),
    );
    const architecture = space.sample(seededRandom(1)) ?? { choices: [] };
    const digits = { classes: 'digits', size: 8, train: 200, val: 100, test: 0, seed: 1 };
    const dataset = await openDataset('glyphs', digits, '.');
    if ('error' in dataset) throw new Error(dataset.error);
    const train = async (device: string): Promise<{ status: string; accuracy?: number; loss: number }> => {
      const options = { steps: 12, batch: 20, validations: 1, device };
      const opened = await openTrainEvaluator(options, dataset.value);
      if ('error' in opened) throw new Error(opened.error);
      expect(opened.value.backend).toContain(device);
      const network = (): ReturnType<typeof space.network> => space.network(architecture);
      const { status, accuracy, metrics } = await opened.value.evaluate({ architecture: 'a', network, seed: 1 });
      await opened.value.close();
      return { status, loss: metrics['val_loss'] ?? NaN, ...(accuracy === undefined ? {} : { accuracy }) };
    };
    const [gpu, cpu] = [await train('webgpu'), await train('cpu')];
    expect([gpu.status, cpu.status]).toEqual(['ok', 'ok']);
    expect(gpu.loss).toBeCloseTo(cpu.loss, 2);
    expect(Math.abs((gpu.accuracy ?? NaN) - (cpu.accuracy ?? NaN))).toBeLessThanOrEqual(2);
    dataset.value.close();
  });
});
