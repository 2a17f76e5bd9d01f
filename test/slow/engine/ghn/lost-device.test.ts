/** A GPU that is lost while a hypernetwork is trained, or while it scores: simulated by a runtime that says so at a given run. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { DeviceLost } from '../../../../engine/compute/index.ts';
import { openDataset } from '../../../../engine/data/open-dataset.ts';
import { openReady } from '../../../../engine/evaluate/ghn/hypernetwork-shelf.ts';
import { readHypernetworkOptions } from '../../../../engine/evaluate/ghn/options.ts';
import { trainedHypernetwork } from '../../../../engine/evaluate/ghn/trained-hypernetwork.ts';
import { sampledNetworks } from '../../../../engine/hypernetwork/ghn/networks.ts';
import { newGhn } from '../../../../engine/hypernetwork/ghn/new-ghn.ts';
import { trainGhn } from '../../../../engine/hypernetwork/ghn/train.ts';
import { losingBackends } from '../../../unit/engine/compute/support/losing-ort.ts';
import { ghnSpec, hypernetworkOf } from './spec.ts';

/** Runs of programs after which a device is lost in its third step of six. */
const RUNS = 150;
const LOST =
  'The GPU was lost during a run (WebGPU validation failed. The device was lost (VK_ERROR_DEVICE_LOST)): its driver was reset, its memory is full, or it was taken away';

const folder = mkdtempSync(join(tmpdir(), 'hnas-lost-'));
const spec = hypernetworkOf(ghnSpec, folder);
const read = readHypernetworkOptions(spec.options);
if ('error' in read) throw new Error(read.error);
const { device, ghn: options } = read.value;
const data = { kind: spec.dataset.kind, options: spec.dataset.options, folder };

/** What `hnas hypernetwork train` does, on devices that live so many runs. */
async function train(...lives: readonly number[]) {
  const { open, opened } = losingBackends(...lives);
  const steps: number[] = [];
  const outcome = await trainedHypernetwork(spec, { cwd: mkdtempSync(join(tmpdir(), 'hnas-lost-')), anew: true, open, onStep: ({ step }) => void steps.push(step) }); // prettier-ignore
  return { outcome, opened, steps };
}

describe('a device that is lost', () => {
  it('in a training is opened anew, and the hypernetwork is the one that nothing disturbed', async () => {
    const [whole, disturbed] = [await train(Infinity), await train(RUNS, Infinity)];
    if ('error' in whole.outcome || 'error' in disturbed.outcome) throw new Error('not trained');
    expect(disturbed.opened).toHaveLength(2);
    // In its middle.
    expect(disturbed.steps.length).toBeGreaterThan(whole.steps.length);
    expect(disturbed.outcome.value.ghn.tensors).toEqual(whole.outcome.value.ghn.tensors);
    for (const { opened } of [whole, disturbed]) for (const each of opened) expect(each.liveTensors()).toBe(0);
  });

  it('twice, or for good, ends the training with a sentence', async () => {
    const twice = await train(RUNS, 1, Infinity);
    expect(twice.outcome).toEqual({ error: `hypernetwork Weights cannot be trained: ${LOST}` });
    const gone = await train(RUNS);
    expect(gone.outcome).toEqual({
      error:
        'hypernetwork Weights cannot be trained: The GPU was lost and cannot be opened again: No supported adapters',
    });
  });

  it('leaves a training with the state of its last checkpoint', async () => {
    const { open, opened } = losingBackends(RUNS, Infinity);
    const dataset = await openDataset(data.kind, data.options, folder);
    if ('error' in dataset) throw new Error(dataset.error);
    const networks = sampledNetworks(spec.space, options.seed);
    const common = { networks, dataset: dataset.value, checkpoint: { every: 0, save: () => undefined } };
    const first = await trainGhn({ ...common, ghn: newGhn(options), backend: await open() });
    expect(first).toMatchObject({ status: 'failed', lost: true, message: `${LOST}.` });
    expect(first.ghn.step).toBeGreaterThan(0);
    const second = await trainGhn({ ...common, ghn: first.ghn, backend: await open() });
    expect([second.status, second.ghn.step]).toEqual(['ok', 6]);
    for (const each of opened) await each.dispose();
    dataset.value.close();
  });

  it('while it scores is opened anew for the same score; gone for good, that rejects', async () => {
    const network = spec.space.network(spec.space.sample(seededRandom('scored')) ?? { choices: [] });
    const scored = async (...lives: readonly number[]) => {
      const { open, opened } = losingBackends(...lives);
      const ready = await openReady('Weights', newGhn(options), device, data, open);
      if ('error' in ready) throw new Error(ready.error);
      const score = await ready.value.ready.score(network, 64).finally(() => ready.value.close());
      return { opened: opened.length, score };
    };
    const [whole, disturbed] = [await scored(Infinity), await scored(5, Infinity)];
    if ('error' in whole.score || 'error' in disturbed.score) throw new Error('not scored');
    expect(disturbed.opened).toBe(2);
    expect({ ...disturbed.score.value, seconds: 0 }).toEqual({ ...whole.score.value, seconds: 0 });
    expect((await scored(5, 5)).score).toEqual({ error: `${LOST}.` });
    await expect(scored(5)).rejects.toThrow(DeviceLost);
  });
});
