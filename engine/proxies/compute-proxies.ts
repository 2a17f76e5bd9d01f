/** Zero-cost proxies of architectures of a space, each computed once per graph and kept as long as the space. */
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import { showShape } from '../../dsl/graph/shape.ts';
import { ComputeError, openBackend, ProgramError } from '../compute/index.ts';
import type { ImageKind } from './images.ts';
import { laboratory, proxyNames, type Laboratory, type ProxyScores } from './laboratory.ts';
import { reducedGraph, reductionOf, type Reduction } from './reduction.ts';

export interface ProxyOptions {
  /** Draws weights and images. Default 1. */
  readonly seed?: number | string;
  /** Images of the batch. Default 16. */
  readonly batch?: number;
  /** Default `glyphs`. */
  readonly images?: ImageKind;
  /** Stops before the next architecture when so much time has passed; the rest stays undefined. Default: no limit. */
  readonly budgetSeconds?: number;
  /** Rejects with its reason soon after it is aborted. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface ComputedProxies {
  /** One for each architecture; undefined where the budget ended before. NaN where a proxy is not defined. */
  readonly scores: readonly (ProxyScores | undefined)[];
  /** Graphs that were computed now; the others were known. */
  readonly computed: number;
  readonly seconds: number;
  /** Why all scores of some architecture are NaN: the first reason. */
  readonly failure: string | undefined;
}

export type ProxyOutcome = { readonly value: ComputedProxies } | { readonly error: string };

const known = new WeakMap<DecisionSpace, Map<string, ProxyScores>>();

/** Refuses, in a sentence, spaces whose input is no image. Same seed, same scores. */
export async function computeProxies(
  space: DecisionSpace,
  architectures: readonly Architecture[],
  { seed = 1, batch = 16, images = 'glyphs', budgetSeconds = Infinity, signal, onProgress }: ProxyOptions = {},
): Promise<ProxyOutcome> {
  const [first] = architectures;
  const start = performance.now();
  const seconds = (): number => (performance.now() - start) / 1000;
  if (first === undefined) return { value: { scores: [], computed: 0, seconds: 0, failure: undefined } };
  const reduction = reductionOf(space);
  if (reduction === undefined)
    return {
      error: `zero-cost proxies are defined on images: the input of ${space.name} is ${showShape(space.network(first).input)}`,
    };
  const cache = known.get(space) ?? new Map<string, ProxyScores>();
  known.set(space, cache);
  const backend = await openBackend('auto', { threads: 1 });
  const bench = laboratory(backend, { batch, images, seed });
  const scores: (ProxyScores | undefined)[] = [];
  let computed = 0;
  let failure: string | undefined;
  try {
    for (const architecture of architectures) {
      signal?.throwIfAborted();
      const key = `${seed} ${batch} ${images} ${space.graphHash(architecture)}`;
      let found = cache.get(key);
      if (found === undefined && seconds() < budgetSeconds) {
        const measured = await measureOne(bench, space, architecture, reduction);
        failure ??= measured.failure;
        found = measured.scores;
        cache.set(key, found);
        computed++;
      }
      scores.push(found);
      onProgress?.(scores.length, architectures.length);
    }
  } finally {
    await bench.dispose();
    await backend.dispose();
  }
  return { value: { scores, computed, seconds: seconds(), failure } };
}

/** What a backend cannot compute has no score; the reason is kept. */
async function measureOne(
  bench: Laboratory,
  space: DecisionSpace,
  architecture: Architecture,
  reduction: Reduction,
): Promise<{ readonly scores: ProxyScores; readonly failure?: string }> {
  try {
    return { scores: await bench.measure(reducedGraph(space, architecture, reduction)) };
  } catch (cause) {
    if (!(cause instanceof ProgramError || cause instanceof ComputeError)) throw cause;
    return { scores: UNDEFINED_SCORES, failure: `${space.text(architecture)}: ${cause.message}` };
  }
}

const UNDEFINED_SCORES = Object.fromEntries(proxyNames.map((name) => [name, NaN])) as ProxyScores;
