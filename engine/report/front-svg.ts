/** The front of a run as one SVG picture: a panel for each cost, side by side, light and dark by the viewer's preference. */
import { legend } from './legend.ts';
import { ellipsis } from './markup.ts';
import { panel, panelHeight, panelWidth } from './panel.ts';
import type { RunView } from './run-view.ts';
import { svgFrame } from './svg-frame.ts';
import { reportSubtitle, reportTitle } from './summary.ts';

const head = 58;
const foot = 30;
const perRow = 2;

export function frontSvg(view: RunView): string {
  const columns = Math.min(perRow, view.horizontals.length);
  const rows = Math.ceil(view.horizontals.length / perRow);
  const width = Math.max(columns * panelWidth, 620);
  const height = head + rows * panelHeight + foot;
  const title = reportTitle(view);
  const subtitle = ellipsis(reportSubtitle(view), Math.floor(width / 7.2));
  const panels = view.horizontals.map((horizontal, i) => {
    const at = `${(i % perRow) * panelWidth} ${head + Math.floor(i / perRow) * panelHeight}`;
    return `<g transform="translate(${at})">${panel(view, horizontal, { interactive: false })}</g>`;
  });
  let x = 64;
  const key = legend(view).map(({ mark, text }) => {
    const entry = `<g transform="translate(${x} ${height - 16})">${mark}<text class="key" x="11" y="4">${text}</text></g>`;
    x += 34 + text.length * 6.6;
    return entry;
  });
  const heading = ellipsis(title, Math.floor(width / 8.6));
  return svgFrame({ width, height, title, subtitle, heading }, [...panels, ...key]);
}
