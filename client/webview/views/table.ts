/** The front as a table: sortable, followed by the brushes, and the text of what the scatter shows. */
import { LACKING } from '../../pareto/contract.ts';
import { csv } from '../csv.ts';
import { h, replaceKeepingFocus, setAttribute } from '../dom.ts';
import { l10n } from '../l10n.ts';
import type { Page, PointRef } from '../page-model.ts';
import { columnOf, EVALUATION, showValue, titleOf } from '../runs/metrics.ts';
import type { View } from '../view.ts';
import { button } from '../widgets.ts';
import type { Exported } from './export-menu.ts';
import { swatch } from './swatch.ts';
import { captionOf, columnsOf, sorted, type Row } from './table-rows.ts';

/** Rows at first, and more at each wish: a table of thousands is read by nobody. */
const PART = 200;

export interface FrontTable {
  readonly element: HTMLElement;
  render(view: View): void;
  exported(): Exported | undefined;
}

export function createFrontTable(page: Page): FrontTable {
  const body = h('tbody', {});
  const head = h('thead', {});
  const caption = h('caption', {});
  const table = h('table', {}, caption, head, body);
  const more = h('p', {});
  const element = h(
    'div',
    { class: 'table-view' },
    h('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': l10n.t('Front') }, table),
    more,
  );
  let parts = 1;
  let view: View | undefined;
  let rows: readonly Row[] = [];

  body.addEventListener('keydown', (event) => {
    const at = [...body.rows].indexOf(event.target as HTMLTableRowElement);
    const row = rows[at];
    if (row === undefined) return;
    const go = (index: number): void => focusRow(body, Math.min(body.rows.length - 1, Math.max(0, index)));
    if (event.key === 'Enter') page.open(row);
    else if (event.key === ' ') page.select(row);
    else if (event.key === 'ArrowDown') go(at + 1);
    else if (event.key === 'ArrowUp') go(at - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(body.rows.length - 1);
    else return;
    event.preventDefault();
  });
  const rowAt = (target: EventTarget | null): Row | undefined => {
    const tr = target instanceof Element ? target.closest('tbody tr') : null;
    return tr === null ? undefined : rows[[...body.rows].indexOf(tr as HTMLTableRowElement)];
  };
  body.addEventListener('click', (event) => page.select(rowAt(event.target)));
  body.addEventListener('dblclick', (event) => {
    const row = rowAt(event.target);
    if (row !== undefined) page.open(row);
  });

  let shown = '';
  return {
    element,
    exported: () => (view === undefined ? undefined : exported(view, sorted(view))),
    render: (next) => {
      view = next;
      const all = sorted(view);
      rows = all.slice(0, parts * PART);
      for (const { run } of view.shown) {
        const wanted = rows.filter((row) => row.run === run && !run.architectures.has(row.position));
        page.asks.words(
          run,
          wanted.map(({ row }) => row),
        );
      }
      const key = keyOf(view, rows);
      if (key !== shown) {
        shown = key;
        caption.textContent = captionOf(view, all.length);
        replaceKeepingFocus(head, [headOf(view, page)]);
        replaceKeepingFocus(
          body,
          rows.map((row) => rowOf(row, view as View)),
        );
        more.replaceChildren(
          ...(all.length > rows.length
            ? [
                button(l10n.t('Show {0} more', Math.min(PART, all.length - rows.length)), () => {
                  parts++;
                  page.look({});
                }),
              ]
            : []),
        );
      }
      mark(body, rows, page.selected());
    },
  };
}

function keyOf(view: View, rows: readonly Row[]): string {
  return JSON.stringify([
    rows.map(({ run, position }) => [run.slot, run.version, position, run.architectures.has(position)]),
    view.state.sort,
    columnsOf(view),
    view.shown.map(({ name, knee, mask }) => [name, knee, mask === undefined]),
    view.palette,
  ]);
}

function headOf(view: View, page: Page): HTMLTableRowElement {
  const { sort } = view.state;
  const first = view.goals[0];
  const column = (id: string, title: string, kind: 'text' | 'number' | 'arch'): HTMLTableCellElement => {
    const active = (sort?.column ?? first?.key) === id;
    const descending = sort?.descending ?? first?.direction === 'maximize';
    const direction = !active ? undefined : descending ? 'descending' : 'ascending';
    const toggle = (): void => page.look({ sort: { column: id, descending: active ? !descending : false } });
    const sign = active ? (descending ? ' ▼' : ' ▲') : '';
    return h(
      'th',
      { scope: 'col', class: kind, 'aria-sort': direction },
      h(
        'button',
        { type: 'button', 'data-key': id, onclick: toggle },
        title,
        h('span', { 'aria-hidden': 'true' }, sign),
      ),
    );
  };
  return h(
    'tr',
    {},
    ...(view.shown.length > 1 ? [column('run', l10n.t('run'), 'text')] : []),
    column(EVALUATION, '#', 'number'),
    ...columnsOf(view).map((key) => column(key, titleOf(key), 'number')),
    column('architecture', l10n.t('architecture'), 'arch'),
  );
}

function rowOf({ run, row, shown, position }: Row, view: View): HTMLTableRowElement {
  const architecture = run.architectures.get(position);
  return h(
    'tr',
    { tabindex: -1, 'data-key': `${run.slot} ${position}` },
    ...(view.shown.length > 1
      ? [h('td', { class: 'text', title: shown.name }, swatch(run, view.palette), ` ${shown.name}`)]
      : []),
    h('td', { class: 'number' }, String(position + 1)),
    ...columnsOf(view).map((key) => h('td', { class: 'number' }, showValue(key, columnOf(run.points, key)?.[row]))),
    h(
      'td',
      { class: 'arch', title: architecture },
      ...(shown.knee === row ? [h('span', { class: 'badge' }, l10n.t('knee')), ' '] : []),
      architecture ?? '…',
    ),
  );
}

function mark(body: HTMLTableSectionElement, rows: readonly Row[], selected: PointRef | undefined): void {
  const at = rows.findIndex((row) => row.run === selected?.run && row.row === selected.row);
  const focused = [...body.rows].findIndex((row) => row === document.activeElement);
  [...body.rows].forEach((tr, i) => {
    setAttribute(tr, 'aria-current', i === at ? 'true' : undefined);
    setAttribute(tr, 'tabindex', i === (focused >= 0 ? focused : Math.max(0, at)) ? 0 : -1);
  });
}

function focusRow(body: HTMLTableSectionElement, index: number): void {
  [...body.rows].forEach((tr, i) => setAttribute(tr, 'tabindex', i === index ? 0 : -1));
  body.rows[index]?.focus();
}

function exported(view: View, rows: readonly Row[]): Exported {
  const columns = columnsOf(view);
  const unknown = rows.filter(({ run, position }) => !run.architectures.has(position));
  return {
    name: 'front',
    title: captionOf(view, rows.length),
    scene: undefined,
    csv: csv([
      ['run', 'evaluation', ...columns.map(titleOf), 'knee', 'architecture'],
      ...rows.map(({ run, row, shown, position }) => [
        run.run,
        position + 1,
        ...columns.map((key) => columnOf(run.points, key)?.[row]),
        shown.knee === row ? 'knee' : '',
        run.architectures.get(position) ?? LACKING,
      ]),
    ]),
    lacking: unknown.map(({ run: { store, run }, position }) => ({ store, run, positions: [position] })),
  };
}
