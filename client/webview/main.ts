/** The Pareto page: puts its parts together and draws them, once a frame at most, after whatever changed. */
import { setAttribute, h } from './dom.ts';
import { connectHost } from './host.ts';
import { createJobs } from './jobs.ts';
import { l10n, loadTranslations } from './l10n.ts';
import { createPage, type Extent } from './page-model.ts';
import { onThemeChange, readPalette } from './theme.ts';
import { createWorkbench } from './workbench.ts';
import { registerWidgets } from './widgets.ts';

loadTranslations(document.getElementById('translations')?.textContent);
registerWidgets();

const report = (problem: string): void => console.warn(`HyperNAS: ${problem}`);
const host = connectHost(report);
const channel = new MessageChannel();
const queue: (() => void)[] = [];
channel.port1.onmessage = () => queue.shift()?.();
const jobs = createJobs(
  (go) => {
    queue.push(go);
    channel.port2.postMessage(null);
  },
  () => performance.now(),
);

let palette = readPalette();
let frame: number | undefined;
let wanted: Extent = 'scatter';
const draw = (extent: Extent = 'all'): void => {
  if (extent === 'all') wanted = 'all';
  frame ??= requestAnimationFrame(() => {
    frame = undefined;
    const now = wanted;
    wanted = 'scatter';
    workbench.render(palette, now);
  });
};
const page = createPage(host, jobs, report, draw);
const workbench = createWorkbench(page, () => draw());
const root = document.getElementById('page') ?? document.body.appendChild(h('main', { id: 'page' }));
setAttribute(root, 'aria-label', l10n.t('Pareto page'));
root.replaceChildren(workbench.element);
onThemeChange(() => {
  palette = readPalette();
  draw();
});
draw();
host.send('ready', null);
