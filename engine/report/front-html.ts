/**
 * The front of a run as one HTML page that needs nothing else: no network, no fonts, no libraries. A strict content policy
 * allows exactly this page's own style and script, by their hashes.
 */
import { createHash } from 'node:crypto';
import { metricKey, type MetricRef } from '../search/metric.ts';
import { legend } from './legend.ts';
import { escapeMarkup } from './markup.ts';
import { deviceNotes, devicesOfRun, showValue } from './estimate.ts';
import { emptyFront } from './front-table.ts';
import { metricTitle, showDuration } from './numbers.ts';
import { pageScript } from './page-script.ts';
import { pageStyle } from './page-style.ts';
import { panel, panelHeight, panelWidth } from './panel.ts';
import type { RunPoint, RunView } from './run-view.ts';
import { reportSubtitle, reportTitle } from './summary.ts';

export function frontHtml(view: RunView): string {
  const policy = `default-src 'none'; style-src '${hashOf(pageStyle)}'; script-src '${hashOf(pageScript)}'`;
  const title = reportTitle(view);
  const panels = view.horizontals.map(
    (horizontal) =>
      `<svg viewBox="0 0 ${panelWidth} ${panelHeight}" role="group" aria-label="${escapeMarkup(`${metricTitle(view.vertical)} against ${metricTitle(horizontal)}; the table below holds the same values`)}">${panel(view, horizontal, { interactive: true })}</svg>`,
  );
  const key = legend(view).map(
    ({ mark, text }) =>
      `<li><svg width="16" height="16" viewBox="-8 -8 16 16" aria-hidden="true">${mark}</svg>${text}</li>`,
  );
  const rest = view.points.length - view.front.length;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeMarkup(`${view.run.id}: ${title}`)}</title>
<style>${pageStyle}</style>
</head>
<body>
<h1>${escapeMarkup(title)}</h1>
<p>${escapeMarkup(reportSubtitle(view))}</p>
<div class="panels">
${panels.join('\n')}
</div>
<ul class="legend">${key.join('')}</ul>
${deviceNotes(
  devicesOfRun(view.run),
  view.points.map(({ record }) => record),
)
  .map((note) => `<p>${escapeMarkup(note)}</p>\n`)
  .join('')}<h2>The front</h2>
${view.front.length === 0 ? `<p>${emptyFront(view)}</p>` : table(view, view.front, `${view.front.length} architectures that no other beats in every objective`)}
${rest === 0 ? '' : `<details><summary>All ${view.points.length} evaluations</summary>${table(view, view.points, 'All evaluations in order')}</details>`}
<div id="tip" role="tooltip" hidden></div>
<script>${pageScript}</script>
</body>
</html>
`;
}

function table(view: RunView, points: readonly RunPoint[], caption: string): string {
  const metrics: MetricRef[] = [view.vertical, ...view.horizontals];
  const key = metricKey(view.vertical);
  const devices = devicesOfRun(view.run);
  const header = [
    '<th scope="col">#</th>',
    ...metrics.map((metric) => `<th scope="col">${escapeMarkup(metricTitle(metric))}</th>`),
    '<th scope="col">predicted</th><th scope="col">time</th><th scope="col" class="text">state</th><th scope="col" class="text">architecture</th>',
  ];
  const rows = points.map(({ record, class: kind, knee }) => {
    const predicted = record.predicted?.[key];
    return `<tr data-point="${record.position}"><td>${record.position + 1}</td>${metrics
      .map((metric) => `<td>${showValue(metric, record, devices)}</td>`)
      .join(
        '',
      )}<td>${predicted === undefined ? '-' : `${predicted.mean.toFixed(1)} ±${predicted.std.toFixed(1)}`}</td><td>${showDuration(record.seconds)}</td><td class="text">${knee ? 'knee' : kind}</td><td class="arch">${escapeMarkup(record.architecture)}</td></tr>`;
  });
  return `<div class="scroll"><table aria-label="${escapeMarkup(caption)}"><thead><tr>${header.join('')}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table></div>`;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
