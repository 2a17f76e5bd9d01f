/** What a drag along an axis singles out. */
import type { Brush } from '../../brush.ts';
import { valueAt } from '../../chart/scale.ts';
import { alternativePlace, type ParallelAxis } from './parallel-axes.ts';

/** Pixels; a press that moved less takes the brush of a metric away, and singles out one alternative of a decision. */
const LEAST = 4;

export function brushDragged(
  axis: ParallelAxis,
  { top, bottom }: { readonly top: number; readonly bottom: number },
  from: number,
  to: number,
): Brush {
  const [low, high] = [Math.max(top, Math.min(from, to)), Math.min(bottom, Math.max(from, to))];
  const nothing = {
    decision: axis.kind === 'decision',
    axis: axis.key,
    low: undefined,
    high: undefined,
    alternatives: [],
  };
  if (axis.kind === 'metric') {
    if (high - low < LEAST) return nothing;
    const ends = [valueAt(axis.scale, low), valueAt(axis.scale, high)].sort((a, b) => a - b) as [number, number];
    return { ...nothing, low: ends[0], high: ends[1] };
  }
  const half = (bottom - top) / axis.alternatives.length / 2;
  const alternatives = axis.alternatives.filter((alternative) => {
    const at = alternativePlace(axis, alternative, top, bottom);
    return high - low < LEAST ? Math.abs(at - low) <= half : at >= low && at <= high;
  });
  return { ...nothing, alternatives };
}
