/** The brushes in words, each with a way to take it away. */
import { withoutBrush, type Brush } from '../brush.ts';
import { h, replaceKeepingFocus } from '../dom.ts';
import { l10n } from '../l10n.ts';
import type { Page } from '../page-model.ts';
import { titleWithoutUnit, withUnit } from '../runs/metrics.ts';
import type { View } from '../view.ts';
import { button } from '../widgets.ts';

export interface Filters {
  readonly element: HTMLElement;
  render(view: View): void;
}

export function createFilters(page: Page): Filters {
  const element = h('div', { class: 'filters', role: 'group', 'aria-label': l10n.t('Filters'), hidden: true });
  let shown: unknown;
  return {
    element,
    render: (view) => {
      const { brushes } = view.state;
      const counts = view.shown.map(({ run, mask }) =>
        mask === undefined ? run.points.count : mask.reduce((a, b) => a + b, 0),
      );
      const key = JSON.stringify([brushes, counts]);
      if (key === shown) return;
      shown = key;
      element.hidden = brushes.length === 0;
      const all = view.shown.reduce((sum, { run }) => sum + run.points.count, 0);
      const left = counts.reduce((a, b) => a + b, 0);
      replaceKeepingFocus(element, [
        h('span', { class: 'soft' }, l10n.t('{0} of {1} points', left, all)),
        ...brushes.map((brush) =>
          button(`${inWords(brush)}  ✕`, () => page.look({ brushes: withoutBrush(page.model.state.brushes, brush) }), {
            label: l10n.t('Take the filter {0} away', inWords(brush)),
            key: `${brush.decision} ${brush.axis}`,
          }),
        ),
        button(l10n.t('Clear filters'), () => page.look({ brushes: [] }), { key: 'clear' }),
      ]);
    },
  };
}

export function inWords({ decision, axis, low, high, alternatives }: Brush): string {
  if (decision) return `${axis} = ${alternatives.join(', ')}`;
  const title = titleWithoutUnit(axis);
  if (low === undefined) return `${title} ≤ ${withUnit(axis, high)}`;
  if (high === undefined) return `${title} ≥ ${withUnit(axis, low)}`;
  return `${title} ${withUnit(axis, low)} – ${withUnit(axis, high)}`;
}
