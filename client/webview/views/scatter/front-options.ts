/** The points of the front for the keyboard and for screen readers: one of them is in the tab order, arrows go from one to the next. */
import { shapePath } from '../../chart/shapes.ts';
import { setAttribute, svg } from '../../dom.ts';
import { l10n } from '../../l10n.ts';
import type { Page, PointRef } from '../../page-model.ts';
import type { View } from '../../view.ts';
import { sentenceOf } from '../point-text.ts';
import { placeOf } from './projection.ts';
import type { ScatterScene } from './scatter-scene.ts';

/** More than this are reached by the table. */
const MOST = 400;

interface Option extends PointRef {
  readonly element: SVGPathElement;
}

export interface FrontOptions {
  update(view: View, drawn: ScatterScene): void;
}

/** `onFocus` hears which point has the focus, undefined when none has any more. */
export function frontOptions(
  layer: SVGSVGElement,
  page: Page,
  onFocus: (point: PointRef | undefined) => void,
): FrontOptions {
  let options = new Map<string, Option>();
  let order: readonly Option[] = [];
  let current = '';
  let said = '';

  const go = (index: number): void =>
    order[Math.min(order.length - 1, Math.max(0, index))]?.element.focus({ preventScroll: true });

  layer.addEventListener('keydown', (event) => {
    const index = order.findIndex((option) => option.element === event.target);
    const option = order[index];
    if (option === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter') page.open(option);
    else if (event.key === ' ') page.select(option);
    else if (event.shiftKey) return;
    else if (event.key === 'ArrowRight' || event.key === 'ArrowDown') go(index + 1);
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowUp') go(index - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(order.length - 1);
    else return;
    event.preventDefault();
  });
  layer.addEventListener('focusin', (event) => {
    const option = order.find((each) => each.element === event.target);
    if (option === undefined) return;
    current = keyOf(option);
    for (const each of order) setAttribute(each.element, 'tabindex', each === option ? 0 : -1);
    onFocus({ run: option.run, row: option.row });
  });
  layer.addEventListener('focusout', () => onFocus(undefined));

  return {
    update: (view, { groups, placing }) => {
      const wanted = groups.flatMap(({ run, front }) =>
        front.flatMap((row) => {
          const at = placeOf(run, row, placing);
          return at === undefined ? [] : [{ run, row, at }];
        }),
      );
      wanted.sort((a, b) => a.at[0] - b.at[0] || a.at[1] - b.at[1]);
      // While the view is only moved, the sentences stay.
      const words = JSON.stringify([view.shown.map(({ run, name, knee }) => [run.version, name, knee]), view.goals]);
      const isSame = words === said;
      said = words;
      const next = new Map<string, Option>();
      const selected = page.selected();
      for (const { run, row, at } of wanted.slice(0, MOST)) {
        const key = keyOf({ run, row });
        const element =
          options.get(key)?.element ?? svg('path', { d: shapePath('circle', 0, 0, 9), role: 'option', tabindex: -1 });
        setAttribute(element, 'transform', `translate(${at[0].toFixed(1)} ${at[1].toFixed(1)})`);
        if (!isSame || !options.has(key)) setAttribute(element, 'aria-label', sentenceOf({ run, row }, view));
        setAttribute(element, 'aria-selected', String(selected?.run === run && selected.row === row));
        next.set(key, { run, row, element });
      }
      const before = order;
      order = [...next.values()];
      for (const [key, option] of options) if (!next.has(key)) option.element.remove();
      options = next;
      // Only where they are others: moving a focused element would take its focus away.
      if (before.length !== order.length || before.some((option, i) => option.element !== order[i]?.element))
        for (const { element } of order) if (element !== document.activeElement) layer.append(element);
      const reachable = options.get(current)?.element ?? order[0]?.element;
      for (const { element } of order) setAttribute(element, 'tabindex', element === reachable ? 0 : -1);
      setAttribute(layer, 'role', order.length > 0 ? 'listbox' : undefined);
      setAttribute(layer, 'aria-hidden', order.length > 0 ? undefined : 'true');
      setAttribute(
        layer,
        'aria-label',
        order.length > 0
          ? l10n.t('Front, {0} points. Arrow keys move, Enter opens the architecture.', order.length)
          : undefined,
      );
    },
  };
}

const keyOf = ({ run, row }: PointRef): string => `${run.key} ${row}`;
