/**
 * The hypernetworks that an experiment names, each trained when it is first asked for and kept open: evaluator, strategy and predictor ask the same.
 * Networks get weights, scores and embeddings from here.
 */
import { dirname, resolve } from 'node:path';
import type { Network } from '../../../dsl/graph/network.ts';
import type { Backend, HostTensor } from '../../compute/index.ts';
import { sequentialBatches, type Batch } from '../../data/batches.ts';
import type { Dataset, Split } from '../../data/dataset.ts';
import { openDataset } from '../../data/open-dataset.ts';
import { DataLost, fail, ok, type Outcome } from '../../data/outcome.ts';
import type { Pixels } from '../../export/pixels.ts';
import type { Ghn } from '../../hypernetwork/ghn/ghn.ts';
import type { GeneratedScore, Generator } from '../../hypernetwork/ghn/generator.ts';
import type { Configured, HypernetworkSpec } from '../../search/experiment-spec.ts';
import { misfit } from '../train/fit.ts';
import type { DeviceOptions } from '../train/options.ts';
import { readHypernetworkOptions } from './options.ts';
import { renewedGenerator } from './renewed-generator.ts';
import { opened, opening, trainedHypernetwork, type TrainedHypernetwork } from './trained-hypernetwork.ts';

export interface ReadyHypernetwork {
  /** Training steps. */
  readonly steps: number;
  /** What computes, for the record. */
  readonly backend: string;
  /** Whose images score. */
  readonly dataset: Dataset;
  /** How images enter the networks. */
  readonly pixels: Pixels;
  /** Of the first `images` validation images; one sentence where the network cannot be scored. */
  score(network: Network, images: number): Promise<Outcome<GeneratedScore>>;
  /** By the names of `modelWeights`, running statistics included. */
  weights(network: Network): Promise<Outcome<Readonly<Record<string, HostTensor>>>>;
  /** Mean state of the network's nodes, [hidden]. */
  embedding(network: Network): Promise<Outcome<Float32Array>>;
}

export interface ShelfWishes {
  /** Unless false, what is not trained yet is trained. */
  readonly train?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((share: number, doing: string) => void) | undefined;
}

export interface HypernetworkShelf {
  readonly names: readonly string[];
  /** Trains it first where it was not yet. Rejects with the signal's reason when aborted. */
  ready(name: string, wishes?: ShelfWishes): Promise<Outcome<ReadyHypernetwork>>;
  /** The same, but not opened: as it is kept on this machine. */
  trained(name: string, wishes?: ShelfWishes): Promise<Outcome<TrainedHypernetwork>>;
  close(): Promise<void>;
}

/** Training images by which running statistics of generated networks are found. */
const STATISTICS = 256;

/**
 * @param dataset whose images score; each hypernetwork's own where undefined
 * @param cwd what names of files in the spec are relative to
 * @param given those that came from elsewhere, by name: none of them is looked for on this machine
 */
export function hypernetworkShelf(
  specs: readonly HypernetworkSpec[],
  dataset: Configured | undefined,
  cwd: string,
  given: ReadonlyMap<string, Ghn> = new Map(),
): HypernetworkShelf {
  const opened = new Map<string, Promise<Outcome<OpenHypernetwork>>>();
  const specOf = (name: string): Outcome<HypernetworkSpec> => {
    const found = specs.find((each) => each.name === name);
    return found === undefined ? fail(`there is no hypernetwork "${name}" in the experiment`) : ok(found);
  };
  return {
    names: specs.map(({ name }) => name),
    trained: async (name, wishes = {}) => {
      const spec = specOf(name);
      return 'error' in spec ? spec : trainedHypernetwork(spec.value, { ...wishes, cwd });
    },
    ready: async (name, wishes = {}) => {
      const spec = specOf(name);
      if ('error' in spec) return spec;
      let opening = opened.get(name);
      if (opening === undefined) {
        opening = open(spec.value, dataset ?? spec.value.dataset, cwd, wishes, given.get(name));
        opened.set(name, opening);
      }
      try {
        const outcome = await opening;
        return 'error' in outcome ? outcome : ok(outcome.value.ready);
      } catch (problem) {
        // Interrupted: who asks again goes on.
        opened.delete(name);
        throw problem;
      }
    },
    close: async () => {
      const settled = await Promise.allSettled(opened.values());
      opened.clear();
      for (const each of settled)
        if (each.status === 'fulfilled' && 'value' in each.value) await each.value.value.close();
    },
  };
}

export interface OpenHypernetwork {
  readonly ready: ReadyHypernetwork;
  close(): Promise<void>;
}

async function open(
  spec: HypernetworkSpec,
  scored: Configured,
  cwd: string,
  { signal, onProgress, train }: ShelfWishes,
  given: Ghn | undefined,
): Promise<Outcome<OpenHypernetwork>> {
  const read = readHypernetworkOptions(spec.options);
  if ('error' in read) return read;
  const trained =
    given === undefined ? await trainedHypernetwork(spec, { cwd, signal, onProgress, train }) : ok({ ghn: given });
  if ('error' in trained) return trained;
  const folder = scored.file === undefined ? cwd : resolve(cwd, dirname(scored.file));
  return openReady(spec.name, trained.value.ghn, read.value.device, { ...scored, folder });
}

/** With the data set whose images score. */
export async function openReady(
  name: string,
  ghn: Ghn,
  device: DeviceOptions,
  data: Pick<Configured, 'kind' | 'options'> & { readonly folder: string },
  open = opening(device),
): Promise<Outcome<OpenHypernetwork>> {
  const dataset = await openDataset(data.kind, data.options, data.folder);
  if ('error' in dataset) return dataset;
  const backend = await opened(name, open);
  if ('error' in backend) {
    dataset.value.close();
    return backend;
  }
  const generator = renewedGenerator(ghn, backend.value, open);
  return ok({
    ready: readyHypernetwork(ghn.step, generator, dataset.value, backend.value),
    close: async () => {
      await generator.dispose();
      dataset.value.close();
    },
  });
}

function readyHypernetwork(steps: number, generator: Generator, dataset: Dataset, backend: Backend): ReadyHypernetwork {
  const batches = new Map<string, Batch>();
  const firstOf = (split: Split, name: string, count: number): Batch => {
    const key = `${name} ${count}`;
    let batch = batches.get(key);
    if (batch === undefined) batches.set(key, (batch = firstImages(split, dataset, count)));
    return batch;
  };
  /** A data set that was cut or lost meanwhile is a sentence too. */
  const fitting = async <T>(network: Network, work: () => Promise<Outcome<T>>): Promise<Outcome<T>> => {
    const unfit = misfit(network, dataset);
    if (unfit !== undefined) return fail(unfit);
    try {
      return await work();
    } catch (problem) {
      if (problem instanceof DataLost) return fail(problem.message);
      throw problem;
    }
  };
  return {
    steps,
    backend: `${backend.name} (${backend.detail})`,
    dataset,
    pixels: { mean: dataset.mean, deviation: dataset.std },
    score: (network, images) => fitting(network, () => generator.score(network, firstOf(dataset.val, 'val', images))),
    weights: (network) =>
      fitting(network, () => generator.weights(network, firstOf(dataset.train, 'train', STATISTICS))),
    embedding: (network) => generator.embedding(network),
  };
}

function firstImages(split: Split, { shape }: Dataset, count: number): Batch {
  const [first] = sequentialBatches(split, shape, Math.min(count, split.size));
  if (first === undefined) throw new DataLost('the data set has no images');
  return first;
}
