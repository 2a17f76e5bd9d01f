/** The requirements of the runs as lines in the scatter: how far a point may go on an axis that one of them bounds. */
import { metricKey } from '../../../../engine/search/metric.ts';
import { place } from '../../chart/scale.ts';
import type { Mark } from '../../chart/scene.ts';
import { tidy } from '../../chart/shapes.ts';
import { withUnit } from '../../runs/metrics.ts';
import type { View } from '../../view.ts';
import type { Placing } from './projection.ts';

interface Bound {
  readonly key: string;
  readonly value: number;
  /** `≤ 12 ms` */
  readonly text: string;
}

/** Dashed, with what they demand beside them; runs of one experiment share theirs. Bounds that are out of sight are left out. */
export function boundMarks(view: View, placing: Placing): Mark[] {
  const { box, x, y } = placing;
  const { palette } = view;
  const marks: Mark[] = [];
  for (const { key, value, text } of boundsOf(view)) {
    const look = { stroke: palette.text, width: 1, dash: '2 3' } as const;
    const label = { kind: 'text', text, fill: palette.text, halo: palette.ground } as const;
    if (key === placing.xKey) {
      const at = tidy(place(x, value));
      if (!(at > box.left && at < box.right)) continue;
      marks.push({ kind: 'path', d: `M${at} ${box.top}V${box.bottom}`, ...look });
      const left = at > box.right - 70;
      marks.push({ ...label, x: at + (left ? -5 : 5), y: box.bottom - 8, anchor: left ? 'end' : 'start' });
    }
    if (key === placing.yKey) {
      const at = tidy(place(y, value));
      if (!(at > box.top && at < box.bottom)) continue;
      marks.push({ kind: 'path', d: `M${box.left} ${at}H${box.right}`, ...look });
      marks.push({ ...label, x: box.right - 4, y: at < box.top + 16 ? at + 13 : at - 5, anchor: 'end' });
    }
  }
  return marks;
}

function boundsOf(view: View): readonly Bound[] {
  const bounds = new Map<string, Bound>();
  for (const { run } of view.shown)
    for (const constraint of run.setup.constraints) {
      const key = metricKey(constraint);
      const signs = constraint.exclusive === true ? (['<', '>'] as const) : (['≤', '≥'] as const);
      for (const [value, sign] of [
        [constraint.max, signs[0]],
        [constraint.min, signs[1]],
      ] as const) {
        if (value === undefined) continue;
        const text = `${sign} ${withUnit(key, value)}`;
        bounds.set(`${key} ${text}`, { key, value, text });
      }
    }
  return [...bounds.values()];
}
