/**
 * The latency of architectures on this machine: each network's inference form is frozen into an ONNX model, with first weights, as those do not matter, and
 * run by onnxruntime for one image. All are looked at in turn, several passes over in an order that is drawn anew, so that what else the machine does
 * meets all of them alike. A network's latency is the median of its passes. Of a pass, after a warm-up, the fastest tenth of the runs counts: what else the
 * machine does only adds, and on a busy one most runs have waited for something.
 */
import { availableParallelism, cpus } from 'node:os';
import { performance } from 'node:perf_hooks';
import { seededRandom } from '../../dsl/random.ts';
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import { ComputeError } from '../compute/index.ts';
import { loadOrt } from '../compute/onnx/load.ts';
import { LOG_ERRORS_ONLY, showThreads, type OrtModule } from '../compute/onnx/runtime.ts';
import { fail, ok, type Outcome } from '../data/outcome.ts';
import { PIXELS } from '../evaluate/train/model.ts';
import { onnxFile } from '../export/onnx.ts';
import { subjectOf } from '../export/subject.ts';
import { median, quantile, quartileRange } from '../statistics/quantiles.ts';

export interface MeasureOptions {
  /** Threads of a run; all cores where absent. */
  readonly threads?: number | undefined;
  readonly passes: number;
  /** Decides the order and the weights. */
  readonly seed: number;
  readonly signal: AbortSignal;
  /** Looks done, of all. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** One architecture's. */
export interface Measurement {
  /** Seconds: the median of its passes. */
  readonly seconds: number;
  /** Interquartile range of the passes, as a share of the median. */
  readonly spread: number;
  /** By pass. */
  readonly passes: readonly number[];
}

export interface Measurements {
  readonly latencies: readonly Measurement[];
  /** Machine, runtime and threads in a line. */
  readonly how: string;
}

/** A look: so many runs to warm up, then as many as fit the seconds, within these bounds. */
const WARM_UP = 3;
const LEAST_RUNS = 5;
const MOST_RUNS = 100;
const SECONDS = 0.1;
const FASTEST = 0.1;

/** One sentence where the runtime is absent, or where a network cannot be run. Rejects with the signal's reason when it is aborted. */
export async function measureLatencies(
  space: DecisionSpace,
  architectures: readonly Architecture[],
  options: MeasureOptions,
): Promise<Outcome<Measurements>> {
  const { threads, passes, seed, signal, onProgress } = options;
  const random = seededRandom(seed).fork('order');
  const looks = architectures.map((): number[] => []);
  try {
    const { ort } = await loadOrt();
    const total = passes * architectures.length;
    let done = 0;
    for (let pass = 0; pass < passes; pass++) {
      for (const i of random.shuffle([...architectures.keys()])) {
        signal.throwIfAborted();
        const frozen = frozenModel(space, architectures[i] as Architecture, seed);
        if ('error' in frozen) return frozen;
        looks[i]?.push(await look(ort, frozen.value, threads));
        onProgress?.(++done, total);
      }
    }
    const how = `${machine()}; onnxruntime-node ${ort.env.versions.node ?? ort.env.versions.common} on the CPU, ${showThreads(threads)}`;
    return ok({ latencies: looks.map(summaryOf), how });
  } catch (error) {
    if (error instanceof ComputeError) return fail(`nothing can be measured: ${error.message}`);
    throw error;
  }
}

/** A network ready to be run for one image, or one sentence on why it cannot be: its input may be cut off. */
export function frozenModel(space: DecisionSpace, architecture: Architecture, seed: number): Outcome<FrozenModel> {
  const subject = subjectOf(space, architecture, 'Network', seed);
  const { input } = subject.network;
  if (input.kind !== 'image') return fail(`latencies are measured of networks that take images; those of ${space.name} take ${input.kind}`); // prettier-ignore
  const file = onnxFile(subject);
  if ('error' in file) return file;
  return ok({ file: file.value, image: [1, input.channels, input.height, input.width] });
}

export interface FrozenModel {
  readonly file: Uint8Array;
  /** Batch of one, channels, height, width. */
  readonly image: readonly number[];
}

/** Seconds of a run. */
async function look(ort: OrtModule, { file, image }: FrozenModel, threads: number | undefined): Promise<number> {
  const session = await ort.InferenceSession.create(file, {
    logSeverityLevel: LOG_ERRORS_ONLY,
    graphOptimizationLevel: 'all',
    interOpNumThreads: 1,
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
  });
  try {
    const pixels = new Float32Array(image.reduce((product, size) => product * size, 1)).fill(0.5);
    const feeds = { [PIXELS]: new ort.Tensor('float32', pixels, image) };
    for (let run = 0; run < WARM_UP; run++) await session.run(feeds);
    const times: number[] = [];
    const end = performance.now() + SECONDS * 1000;
    while (times.length < LEAST_RUNS || (times.length < MOST_RUNS && performance.now() < end)) {
      const begin = performance.now();
      await session.run(feeds);
      times.push((performance.now() - begin) / 1000);
    }
    return quantile(times, FASTEST);
  } finally {
    await session.release();
  }
}

function summaryOf(passes: readonly number[]): Measurement {
  const seconds = median(passes);
  return { seconds, spread: quartileRange(passes) / seconds, passes };
}

function machine(): string {
  const model = cpus()[0]?.model.replace(/\s+/g, ' ').trim() ?? '';
  return [...(model === '' ? [] : [model]), `${availableParallelism()} cores`, `${process.platform}-${process.arch}`].join(', '); // prettier-ignore
}
