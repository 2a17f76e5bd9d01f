/** What is known of a space without labels: zero-cost proxies of a few of its architectures. */
import { seededRandom } from '../../../dsl/random.ts';
import { computeProxies, type ProxyOptions } from '../../proxies/compute-proxies.ts';
import type { ProxyScores } from '../../proxies/laboratory.ts';
import { reductionOf } from '../../proxies/reduction.ts';
import type { ArchitectureSource } from '../predictor.ts';

export interface SpaceKnowledge {
  /** Rows of the source whose proxies are known. */
  readonly rows: readonly number[];
  readonly scores: readonly ProxyScores[];
  readonly seconds: number;
}

export interface KnowledgeOptions extends Omit<ProxyOptions, 'batch' | 'images'> {
  /** Architectures to measure at most. Default 150. */
  readonly count?: number;
}

/** What measuring may cost altogether, in multiply-accumulates of one image's forward pass: networks that cannot be made small are measured less often. */
const MOST_MACS = 1.5e9;
/** Fewer measured architectures teach nothing. */
const FEWEST = 24;

/**
 * Measures a fixed random part of the source. Which part does not depend on time or machine unless a budget of seconds is given. Proxies are kept by
 * the space's graph hashes: asking again costs nothing. Undefined where proxies are not defined or too few could be measured.
 */
export async function spaceKnowledge(
  { space, architectures }: ArchitectureSource,
  { count = 150, ...options }: KnowledgeOptions = {},
): Promise<SpaceKnowledge | undefined> {
  const reduction = reductionOf(space);
  if (reduction === undefined) return undefined;
  const most = Math.min(count, Math.floor(MOST_MACS / Math.max(1, reduction.macs)));
  if (most < FEWEST) return undefined;
  const all = Array.from(architectures.keys());
  const chosen = seededRandom('space knowledge').shuffle(all).slice(0, most);
  const outcome = await computeProxies(
    space,
    chosen.flatMap((row) => architectures[row] ?? []),
    options,
  );
  if ('error' in outcome) return undefined;
  const { scores, seconds } = outcome.value;
  const rows = chosen.filter((_, i) => scores[i] !== undefined);
  return rows.length < FEWEST ? undefined : { rows, scores: scores.flatMap((score) => score ?? []), seconds };
}
