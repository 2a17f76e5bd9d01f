/** Curves of searches as one SVG picture in the style of the reports: the median as a line, the quartiles as a band, light and dark by the viewer's preference. */
import { axisOf, type Axis } from '../../engine/report/axis.ts';
import { escapeMarkup } from '../../engine/report/markup.ts';
import { svgFrame } from '../../engine/report/svg-frame.ts';
import { quartilesOf, type CurvesFile, type Quartiles } from './regret.ts';

const size = { width: 760, height: 460 };
const margin = { left: 62, right: 150, top: 62, bottom: 50 };
const [bottom, right] = [size.height - margin.bottom, size.width - margin.right];

/** Percent points below which a search counts as arrived: the bottom of the picture, since a logarithm has no zero. */
const FLOOR = 0.01;

/** Pixels of a letter of a name, about. */
const CHARACTER = 6.8;

/** Line and band of each curve; who cannot tell the colours sees the dashes, and the names stand at the ends. */
const looks = [
  { colour: '--front', dash: '' },
  { colour: '--knee', dash: '7 4' },
  { colour: '--bad', dash: '2 3' },
  { colour: '--soft', dash: '9 3 2 3' },
  { colour: '--text', dash: '4 2' },
  { colour: '--pale', dash: '12 4' },
] as const;

export function curvesSvg({ title, subtitle, curves }: CurvesFile): string {
  const drawn = curves.map(({ name, runs }, i) => ({ name, points: quartilesOf(runs), look: looks[i % looks.length] ?? looks[0] })); // prettier-ignore
  const evaluations = Math.max(1, ...drawn.map(({ points }) => points.length));
  const values = drawn.flatMap(({ points }) => points.flatMap(({ low, high }) => [low, high]));
  const x = axisOf([1, evaluations], { allowLog: false });
  const y = axisOf([FLOOR, ...values.map((value) => Math.max(FLOOR, value))], { allowLog: true });
  const px = (value: number): number => round(margin.left + x.place(value) * (right - margin.left));
  const py = (value: number): number => round(bottom - y.place(Math.max(FLOOR, value)) * (bottom - margin.top));
  const paint = drawn.map(({ name, points, look }) => curve(name, points, look, px, py));
  // The names stand to the right of the curves.
  const width = Math.max(
    size.width,
    right + 16 + Math.ceil(CHARACTER * Math.max(...curves.map(({ name }) => name.length))),
  );
  const names = namesAt(drawn.map(({ name, points }) => ({ name, at: py(points.at(-1)?.median ?? FLOOR) })));
  const rules = ['.median{fill:none;stroke-width:2}', '.band{opacity:.16}'];
  return svgFrame({ width, height: size.height, title, subtitle, rules }, [
    grid(x, y, px, py),
    ...paint.map(({ band }) => band),
    ...paint.map(({ line }) => line),
    ...names.map(
      ({ name, at }, i) =>
        `<text x="${right + 8}" y="${at + 4}" style="fill:var(${drawn[i]?.look.colour ?? '--text'})">${escapeMarkup(name)}</text>`,
    ),
  ]);
}

function curve(
  name: string,
  points: readonly Quartiles[],
  { colour, dash }: (typeof looks)[number],
  px: (value: number) => number,
  py: (value: number) => number,
): { readonly band: string; readonly line: string } {
  const path = (read: (point: Quartiles) => number): string[] => points.map((point, i) => `${px(i + 1)} ${py(read(point))}`); // prettier-ignore
  const around = [...path(({ high }) => high), ...path(({ low }) => low).reverse()];
  const dashes = dash === '' ? '' : `;stroke-dasharray:${dash}`;
  return {
    band: `<path class="band" style="fill:var(${colour})" d="M${around.join('L')}Z"/>`,
    line: `<path class="median" style="stroke:var(${colour})${dashes}" d="M${path(({ median }) => median).join('L')}"><title>${escapeMarkup(name)}</title></path>`,
  };
}

function grid(x: Axis, y: Axis, px: (value: number) => number, py: (value: number) => number): string {
  const ticks = y.ticks.filter((tick) => tick > FLOOR * 1.5);
  return [
    ...ticks.map(
      (tick) =>
        `<path class="grid" d="M${margin.left} ${py(tick)}H${right}"/><text class="tick" x="${margin.left - 8}" y="${py(tick) + 4}" text-anchor="end">${tick}</text>`,
    ),
    `<text class="tick" x="${margin.left - 8}" y="${py(FLOOR) + 4}" text-anchor="end">best</text>`,
    ...x.ticks.map(
      (tick) =>
        `<path class="grid" d="M${px(tick)} ${margin.top}V${bottom}"/><text class="tick" x="${px(tick)}" y="${bottom + 18}" text-anchor="middle">${tick}</text>`,
    ),
    `<path class="axis" d="M${margin.left} ${margin.top}V${bottom}H${right}"/>`,
    `<text class="label" x="${(margin.left + right) / 2}" y="${size.height - 10}" text-anchor="middle">evaluations</text>`,
    `<text class="label" transform="translate(16 ${(margin.top + bottom) / 2}) rotate(-90)" text-anchor="middle">below the best, % points (log)</text>`,
  ].join('\n');
}

/** Names beside the ends of their curves, moved apart where they would cover each other. */
function namesAt(
  names: readonly { readonly name: string; readonly at: number }[],
): readonly { readonly name: string; readonly at: number }[] {
  const apart = 15;
  const order = [...names.keys()].sort((a, b) => (names[b]?.at ?? 0) - (names[a]?.at ?? 0) || a - b);
  const places = new Map<number, number>();
  let last = Infinity;
  for (const i of order) {
    last = Math.min(names[i]?.at ?? 0, last - apart);
    places.set(i, last);
  }
  return names.map(({ name }, i) => ({ name, at: places.get(i) ?? 0 }));
}

const round = (value: number): number => Math.round(value * 100) / 100;
