/** Whether a space has what keeps the bounds of a request: seen from architectures that are drawn from it. */
import { seededRandom } from '../random.ts';
import type { Program } from '../semantics/program.ts';
import { lowerSpace } from '../space/lower.ts';
import type { Bound } from './fact.ts';
import { scales, type Scale } from './generated.ts';

/** Architectures that are drawn to see whether a space has any within the bounds. */
export const DRAWS = 24;
/** Of the draws: enough for a search to find its way. */
const ENOUGH = 0.2;

export function bestScale(
  bounds: readonly Bound[],
  shareOf: (scale: Scale) => number,
): { readonly scale: Scale; readonly kept: number } {
  if (!bounds.some(isStatic)) return { scale: 'medium', kept: 1 };
  let best: { readonly scale: Scale; readonly kept: number } = { scale: 'medium', kept: 0 };
  for (const scale of scales) {
    const kept = shareOf(scale);
    if (kept > best.kept) best = { scale, kept };
    if (kept >= ENOUGH) break;
  }
  return best;
}

const isStatic = ({ metric }: Bound): boolean => metric !== 'accuracy' && metric !== 'latency';

/** The share of drawn architectures that keep the bounds on costs; 1 where there are none, or the space cannot be drawn from. */
export function share(program: Program, name: string, bounds: readonly Bound[]): number {
  const costly = bounds.filter(isStatic);
  if (costly.length === 0) return 1;
  const space = lowerSpace(program, name).value;
  if (space === undefined) return 1;
  const random = seededRandom(name);
  let kept = 0;
  for (let i = 0; i < DRAWS; i++) {
    const drawn = space.sample(random);
    if (drawn === undefined) return 1;
    const { params, macs, flops, weightBytes, activationBytes, depth } = space.costs(drawn);
    const values: Readonly<Record<string, number>> = {
      params,
      macs,
      flops,
      weight_memory: weightBytes,
      memory: activationBytes,
      depth,
    };
    if (
      costly.every(
        ({ metric, min = -Infinity, max = Infinity }) => (values[metric] ?? 0) >= min && (values[metric] ?? 0) <= max,
      )
    )
      kept++;
  }
  return kept / DRAWS;
}

export const bounded = (bounds: readonly Bound[]): string =>
  `the bounds on ${[...new Set(bounds.filter(isStatic).map(({ metric }) => metric))].join(' and ')}`;
