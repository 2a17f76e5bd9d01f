/** What is known of the point under the pointer, beside it: its numbers and its architecture as a graph. */
import { h } from '../../dom.ts';
import { l10n } from '../../l10n.ts';
import type { PointRef } from '../../page-model.ts';
import type { View } from '../../view.ts';
import { graphView } from '../graph/graph-view.ts';
import { evaluationOf, factsOf, kindOf } from '../point-text.ts';

export interface PointCard {
  readonly element: HTMLElement;
  update(
    point: PointRef | undefined,
    at: readonly [number, number] | undefined,
    view: View,
    size: { readonly width: number; readonly height: number },
  ): void;
}

const WIDTH = 230;

export function pointCard(): PointCard {
  // The same is in the details and in the label of the point, so it is not read a second time.
  const element = h('div', { class: 'card', hidden: true, 'aria-hidden': 'true' });
  let shown = '';
  return {
    element,
    update: (point, at, view, size) => {
      element.hidden = point === undefined || at === undefined;
      if (point === undefined || at === undefined) return void (shown = '');
      const position = point.run.points.position[point.row] as number;
      const drawing = point.run.drawings.get(position);
      const key = `${point.run.key} ${point.run.version} ${position} ${drawing !== undefined} ${view.palette.ground}`;
      if (key !== shown) {
        shown = key;
        element.replaceChildren(...contents(point, view));
      }
      const right = at[0] + 16 + element.offsetWidth <= size.width;
      const left = right ? at[0] + 16 : Math.max(4, at[0] - 16 - element.offsetWidth);
      element.style.left = `${left}px`;
      element.style.top = `${Math.max(4, Math.min(at[1] - 20, size.height - element.offsetHeight - 4))}px`;
    },
  };
}

function contents(point: PointRef, view: View): Node[] {
  const { run, row } = point;
  const shown = view.shown.find((each) => each.run === run);
  const head = [...(view.shown.length > 1 ? [shown?.name ?? ''] : []), evaluationOf(point), kindOf(point, view)];
  const keys = [view.y.key, view.x.key].filter((key) => !key.startsWith('#'));
  const drawing = run.drawings.get(run.points.position[row] as number);
  return [
    h('p', { class: 'card-head' }, head.join(' · ')),
    h(
      'dl',
      { class: 'facts' },
      ...factsOf(point, view, keys).flatMap(({ name, value }) => [h('dt', {}, name), h('dd', {}, value)]),
    ),
    ...(drawing !== undefined && 'graphs' in drawing
      ? [graphView(drawing, view.palette, { count: 1, width: WIDTH - 16, height: 200 })]
      : []),
    h('p', { class: 'hint' }, l10n.t('Click to open its arch')),
  ];
}
