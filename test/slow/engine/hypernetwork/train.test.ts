import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBackend, type Backend } from '../../../../engine/compute/index.ts';
import type { Dataset } from '../../../../engine/data/dataset.ts';
import { DataLost } from '../../../../engine/data/outcome.ts';
import { loadGhn } from '../../../../engine/hypernetwork/ghn/file.ts';
import type { Ghn } from '../../../../engine/hypernetwork/ghn/ghn.ts';
import { sampledNetworks } from '../../../../engine/hypernetwork/ghn/networks.ts';
import { newGhn } from '../../../../engine/hypernetwork/ghn/new-ghn.ts';
import { trainGhn } from '../../../../engine/hypernetwork/ghn/train.ts';
import { cells, options, quarters } from '../../../unit/engine/hypernetwork/tiny.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await openBackend('onnx', { threads: 1 });
});
afterAll(async () => {
  expect(backend.liveTensors()).toBe(0);
  expect(backend.liveExecutables()).toBe(0);
  await backend.dispose();
});

const dataset = quarters(48);

const networks = sampledNetworks(cells, 1);
const numbers = ({ tensors }: Ghn): number[] => Object.keys(tensors).sort().flatMap((name) => [...(tensors[name]?.data ?? [])]); // prettier-ignore

describe('training a hypernetwork', () => {
  it('gives the same for the same seed, another for another', async () => {
    const trained = async (seed: number) =>
      trainGhn({ ghn: newGhn(options({ seed, steps: 2 })), networks, dataset, backend });
    const [a, b, c] = [await trained(1), await trained(1), await trained(2)];
    expect(a.status).toBe('ok');
    expect(a.ghn.step).toBe(2);
    expect(a.ghn.learnt).toEqual({ space: 'Tiny', dataset: 'quarters' });
    expect(numbers(a.ghn)).toEqual(numbers(b.ghn));
    expect(numbers(a.ghn)).not.toEqual(numbers(c.ghn));
  });

  it('goes on from a checkpoint bit for bit', async () => {
    const whole = await trainGhn({ ghn: newGhn(options({ steps: 4 })), networks, dataset, backend });
    const stop = new AbortController();
    let bytes = new Uint8Array();
    const begun = trainGhn({
      ghn: newGhn(options({ steps: 4 })),
      networks,
      dataset,
      backend,
      signal: stop.signal,
      onProgress: ({ step }) => step === 2 && stop.abort(new Error('enough')),
      checkpoint: { every: 1000, save: (saved) => void (bytes = Uint8Array.from(saved)) },
    });
    await expect(begun).rejects.toThrow('enough');
    const read = loadGhn(bytes);
    if ('error' in read) throw new Error(read.error);
    expect(read.value.step).toBe(2);
    const rest = await trainGhn({ ghn: read.value, networks, dataset, backend });
    expect(numbers(rest.ghn)).toEqual(numbers(whole.ghn));
    expect(rest.ghn.curve).toEqual(whole.ghn.curve);
  });

  it('stops where the loss is no number any more, with the step, and keeps the last good state', async () => {
    const ghn = newGhn(options({ learning_rate: 1, clip: 1e6, steps: 40 }));
    const wild = { ...ghn, tensors: { ...ghn.tensors, 'decoder.head': poisoned(ghn, 'decoder.head') } };
    const saved: number[] = [];
    const result = await trainGhn({ ghn: wild, networks, dataset, backend, checkpoint: { every: 0, save: (bytes) => void saved.push(bytes.length) } }); // prettier-ignore
    expect(result.status).toBe('diverged');
    expect(result.message).toBe('the loss left the finite numbers at step 1; what is kept is from step 0');
    expect(result.ghn).toBe(wild);
    expect(saved).toEqual([]);
  });

  it('keeps the state of the last checkpoint when it diverges later', async () => {
    let calls = 0;
    const broken: Dataset = { ...dataset, train: { ...dataset.train, read: (indices, into) => (calls++ === 2 ? into.fill(NaN) : dataset.train.read(indices, into)) } }; // prettier-ignore
    let last = new Uint8Array();
    const result = await trainGhn({ ghn: newGhn(options({ steps: 5 })), networks, dataset: broken, backend, checkpoint: { every: 0, save: (bytes) => void (last = Uint8Array.from(bytes)) } }); // prettier-ignore
    expect(result.message).toContain('at step 3; what is kept is from step 2');
    const read = loadGhn(last);
    if ('error' in read) throw new Error(read.error);
    expect(numbers(read.value)).toEqual(numbers(result.ghn));
    expect(numbers(result.ghn).every(Number.isFinite)).toBe(true);
  });

  it('keeps the state of the last checkpoint when its images are lost', async () => {
    let calls = 0;
    const lost: Dataset = { ...dataset, train: { ...dataset.train, read: (indices, into) => { if (calls++ === 2) throw new DataLost('quarters: the file was cut'); dataset.train.read(indices, into); } } }; // prettier-ignore
    const result = await trainGhn({ ghn: newGhn(options({ steps: 5 })), networks, dataset: lost, backend, checkpoint: { every: 0, save: () => undefined } }); // prettier-ignore
    expect(result).toMatchObject({ status: 'failed', message: 'quarters: the file was cut', ghn: { step: 2 } });
  });

  it('says what does not fit', async () => {
    const other: Dataset = { ...dataset, classes: 7 };
    const result = await trainGhn({ ghn: newGhn(options({ steps: 1 })), networks, dataset: other, backend });
    expect(result.status).toBe('failed');
    expect(result.message).toContain('10 outputs');
  });
});

function poisoned({ tensors }: Ghn, name: string) {
  const { shape, data } = tensors[name] as NonNullable<(typeof tensors)[string]>;
  return { shape, data: data.map(() => NaN) };
}
