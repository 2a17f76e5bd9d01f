/** The anytime curve of the selected point, with those kept for comparison: accuracy over multiply-accumulates, and the exits as a table. */
import { axes } from '../chart/axes.ts';
import type { Colour } from '../chart/colour.ts';
import { place, type Scale } from '../chart/scale.ts';
import { marksSvg, type Box, type Mark } from '../chart/scene.ts';
import { shapePath, tidy } from '../chart/shapes.ts';
import { h, svg } from '../dom.ts';
import { l10n } from '../l10n.ts';
import type { Page, PointRef } from '../page-model.ts';
import { exitCurveOf, lastBudget, type ExitCurve } from '../runs/exits.ts';
import { showValue, tickLabel } from '../runs/metrics.ts';
import { rowOf } from '../runs/points.ts';
import type { Palette } from '../theme.ts';
import type { View } from '../view.ts';
import { button } from '../widgets.ts';
import { evaluationOf } from './point-text.ts';

const HEIGHT = 210;
/** More curves than this cannot be told apart. */
const MOST_KEPT = 5;
const dashes = ['7 3', '2 3', '9 3 2 3', '4 2', '1 2'];

interface Curve extends ExitCurve {
  readonly point: PointRef;
  readonly name: string;
  readonly colour: Colour;
  readonly dash: string | undefined;
}

/** Nothing for a point whose exits were not measured. */
export function anytimeSection(selected: PointRef, view: View, page: Page, width: number): Node[] {
  const own = exitCurveOf(selected);
  if (own === undefined) return [];
  const kept = keptPoints(page);
  const isKept = kept.some((each) => isSame(each, selected));
  const name = (point: PointRef): string => {
    const run = view.shown.length > 1 ? view.shown.find((each) => each.run === point.run)?.name : undefined;
    return run === undefined ? evaluationOf(point) : `${run}, ${evaluationOf(point)}`;
  };
  const others = kept.flatMap((point, i): Curve[] => {
    const curve = isSame(point, selected) ? undefined : exitCurveOf(point);
    if (curve === undefined) return [];
    const colour = view.palette.runs[(i + 1) % view.palette.runs.length] ?? view.palette.text;
    return [{ ...curve, point, name: name(point), colour, dash: dashes[i % dashes.length] }];
  });
  const first: Curve = { ...own, point: selected, name: name(selected), colour: view.palette.text, dash: undefined };
  const curves = [first, ...others];
  return [
    h('h2', {}, l10n.t('Anytime curve')),
    chartOf(curves, view.palette, width),
    ...(others.length === 0 ? [] : [legendOf(curves, page, view.palette)]),
    tableOf(curves),
    h(
      'div',
      { class: 'actions' },
      isKept
        ? button(l10n.t('Do not keep'), () => forget(page, selected), { key: 'keep' })
        : button(l10n.t('Keep for comparison'), () => keep(page, selected), { key: 'keep' }),
    ),
  ];
}

/** What the section shows, for deciding whether to draw it anew. */
export const keptKey = (page: Page): string => JSON.stringify(page.model.state.compared ?? []);

type Kept = NonNullable<Page['model']['state']['compared']>[number];

const refOf = ({ run, row }: PointRef): Kept => ({ run: run.key, position: run.points.position[row] as number });

const isSame = (a: PointRef, b: PointRef): boolean => a.run === b.run && a.row === b.row;

/** Those of runs that are on the page. */
function keptPoints({ model }: Page): PointRef[] {
  return (model.state.compared ?? []).flatMap(({ run: key, position }) => {
    const run = model.runs.find((each) => each.key === key);
    const row = run === undefined ? -1 : rowOf(run.points, position);
    return run === undefined || row < 0 ? [] : [{ run, row }];
  });
}

/** The oldest goes where there are too many. */
function keep(page: Page, point: PointRef): void {
  page.look({ compared: [...(page.model.state.compared ?? []), refOf(point)].slice(-MOST_KEPT) });
}

function forget(page: Page, point: PointRef): void {
  const { run, position } = refOf(point);
  const compared = (page.model.state.compared ?? []).filter((each) => each.run !== run || each.position !== position);
  page.look({ compared });
}

function chartOf(curves: readonly Curve[], palette: Palette, width: number): SVGSVGElement {
  const box: Box = { left: 40, top: 22, right: width - 10, bottom: HEIGHT - 38 };
  const points = curves.map(({ point }) => point);
  const end = lastBudget(points, curves) * 1.02;
  // From nothing to everything, so that the area under a curve is seen for what it is; with a little air for dots at the top.
  const [low, high] = [0, 103];
  const x: Scale = { log: false, low: 0, high: end, start: box.left, end: box.right };
  const y: Scale = { log: false, low, high, start: box.bottom, end: box.top };
  const texts = [
    { title: l10n.t('multiply-accumulates'), label: tickLabel('macs') },
    { title: l10n.t('accuracy of the best exit reached %'), label: tickLabel('accuracy') },
  ] as const;
  const lines = curves.toReversed().flatMap((curve): Mark[] => {
    const { colour, dash } = curve;
    const dots = curve.exits.map(({ macs, accuracy }) => shapePath('circle', place(x, macs), place(y, accuracy), 3));
    return [
      { kind: 'path', d: stepPath(curve, end, x, y), stroke: colour, width: 1.75, ...(dash ? { dash } : {}) },
      { kind: 'path', d: dots.join(''), fill: colour },
    ];
  });
  const image = svg('svg', {
    width,
    height: HEIGHT,
    viewBox: `0 0 ${width} ${HEIGHT}`,
    role: 'img',
    'aria-label': l10n.t('Accuracy over multiply-accumulates: {0}', curves.map(inWords).join('; ')),
    'font-family': palette.font,
    'font-size': 11,
    class: 'anytime',
  });
  image.innerHTML = marksSvg([...axes(x, y, box, ...texts, palette), ...lines]);
  return image;
}

function stepPath({ steps }: ExitCurve, end: number, x: Scale, y: Scale): string {
  const parts = steps.map(({ macs, accuracy }, i) => {
    const [px, py] = [tidy(place(x, macs)), tidy(place(y, accuracy))];
    return i === 0 ? `M${px} ${py}` : `H${px}V${py}`;
  });
  return `${parts.join('')}H${tidy(place(x, end))}`;
}

function inWords({ name, exits }: Curve): string {
  const each = exits.map(
    ({ macs, accuracy }) => `${showValue('accuracy', accuracy)} % ${l10n.t('at {0}', showValue('macs', macs))}`,
  );
  return `${name}: ${each.join(', ')}`;
}

function legendOf(curves: readonly Curve[], page: Page, palette: Palette): HTMLElement {
  return h(
    'ul',
    { class: 'curves' },
    ...curves.map(({ name, colour, dash, point }, i) => {
      const line = svg('svg', { width: 26, height: 10, viewBox: '0 0 26 10', 'aria-hidden': 'true' });
      line.innerHTML = marksSvg([
        { kind: 'path', d: 'M0 5H26', stroke: colour, width: 1.75, ...(dash ? { dash } : {}) },
        { kind: 'path', d: shapePath('circle', 13, 5, 3), fill: colour, stroke: palette.ground },
      ]);
      const remove = button('×', () => forget(page, point), {
        kind: 'icon',
        label: l10n.t('Do not compare with {0}', name),
        key: `forget ${name}`,
      });
      const label = l10n.t('Select {0}', name);
      const show = button(name, () => page.select(point), { kind: 'icon', label, key: `show ${name}` });
      return h('li', {}, line, i === 0 ? h('span', {}, name) : show, i === 0 ? undefined : remove);
    }),
  );
}

function tableOf(curves: readonly Curve[]): HTMLElement {
  return h(
    'table',
    { class: 'exits' },
    h('caption', { class: 'unseen' }, l10n.t('Exits')),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', { scope: 'col' }, l10n.t('exit')),
        h('th', { scope: 'col' }, l10n.t('MACs until there')),
        h('th', { scope: 'col' }, l10n.t('accuracy %')),
      ),
    ),
    ...curves.map(({ name, exits }) =>
      h(
        'tbody',
        {},
        ...(curves.length === 1 ? [] : [h('tr', {}, h('th', { scope: 'rowgroup', colspan: 3 }, name))]),
        ...exits.map(({ number, macs, accuracy }, i) =>
          h(
            'tr',
            {},
            h('th', { scope: 'row' }, i === exits.length - 1 ? l10n.t('{0}, the end', number) : String(number)),
            h('td', {}, showValue('macs', macs)),
            h('td', {}, showValue('accuracy', accuracy)),
          ),
        ),
      ),
    ),
  );
}
