/** The runs on the page: which is which, how far it is, and what can be done with it. */
import { h, replaceKeepingFocus, svg } from '../dom.ts';
import { l10n } from '../l10n.ts';
import type { Page } from '../page-model.ts';
import { showDuration } from '../../../engine/report/numbers.ts';
import { runName, type PageRun } from '../runs/page-run.ts';
import type { View } from '../view.ts';
import { button, checkbox } from '../widgets.ts';
import { swatch } from './swatch.ts';

export interface Legend {
  readonly element: HTMLElement;
  render(view: View): void;
}

interface Item {
  readonly element: HTMLElement;
  update(view: View): void;
}

export function createLegend(page: Page): Legend {
  const list = h('ul', { class: 'runs' });
  const add = button(l10n.t('Add runs…'), () => page.model.host.send('addRuns', null));
  const element = h('header', { class: 'legend', 'aria-label': l10n.t('Runs') }, list, add);
  const items = new Map<PageRun, Item>();
  return {
    element,
    render: (view) => {
      for (const run of items.keys()) if (!view.all.includes(run)) items.delete(run);
      for (const run of view.all) if (!items.has(run)) items.set(run, runItem(run, page));
      const elements = view.all.map((run) => items.get(run)?.element as HTMLElement);
      if (elements.length !== list.children.length || elements.some((each, i) => each !== list.children[i]))
        list.replaceChildren(...elements);
      for (const run of view.all) items.get(run)?.update(view);
    },
  };
}

function runItem(run: PageRun, page: Page): Item {
  const box = checkbox('', true, (checked) => {
    const { hidden } = page.model.state;
    page.look({ hidden: checked ? hidden.filter((key) => key !== run.key) : [...hidden, run.key] });
  });
  const state = h('span', { class: 'state' });
  const bar = h('progress', { max: 1, value: 0, 'aria-label': l10n.t('Progress') });
  const actions = h('span', { class: 'run-actions' });
  const element = h('li', {}, box.element, state, bar, actions);
  let shown = '';
  return {
    element,
    update: (view) => {
      const name = runName(run, view.all);
      box.update(!view.state.hidden.includes(run.key), name);
      const now = stateOf(run);
      const key = JSON.stringify([name, now, run.summary.state, view.palette, view.all.length, shareOf(run)]);
      if (key === shown) return;
      shown = key;
      box.element.replaceChildren(swatch(run, view.palette), ` ${name}`);
      element.title = `${run.setup.experiment} · ${run.setup.space} · ${run.summary.strategy} · ${run.summary.created}`;
      state.textContent = now;
      const share = shareOf(run);
      bar.hidden = share === undefined;
      bar.value = share ?? 0;
      replaceKeepingFocus(actions, buttons(run, name, page, view));
    },
  };
}

function buttons(run: PageRun, name: string, page: Page, view: View): Node[] {
  const { state } = run.summary;
  return [
    ...(state === 'running'
      ? [
          button(sign('M4 4h8v8H4z'), () => page.toRun('stop', run), {
            kind: 'icon',
            label: l10n.t('Stop {0}', name),
            key: 'go',
          }),
        ]
      : []),
    ...(state === 'interrupted'
      ? [
          button(sign('M5 3l8 5-8 5z'), () => page.toRun('resume', run), {
            kind: 'icon',
            label: l10n.t('Resume {0}', name),
            key: 'go',
          }),
        ]
      : []),
    ...(view.all.length > 1
      ? [
          button(sign('M4 4l8 8M12 4l-8 8', true), () => page.toRun('removeRun', run), {
            kind: 'icon',
            label: l10n.t('Take {0} off the page', name),
            key: 'remove',
          }),
        ]
      : []),
  ];
}

function sign(d: string, line = false): SVGSVGElement {
  const element = svg('svg', { width: 16, height: 16, viewBox: '0 0 16 16', 'aria-hidden': 'true' });
  element.append(svg('path', line ? { d, stroke: 'currentColor', 'stroke-width': 1.4 } : { d, fill: 'currentColor' }));
  return element;
}

function shareOf({ summary, progress }: PageRun): number | undefined {
  if (summary.state !== 'running') return undefined;
  const budget = progress?.budget ?? summary.budget.evaluations;
  const done = progress?.done ?? summary.evaluations;
  return budget === undefined || budget === 0 ? undefined : Math.min(1, (done + (progress?.share ?? 0)) / budget);
}

function stateOf({ summary, progress, points, front }: PageRun): string {
  const done = Math.max(summary.evaluations, points.count, progress?.done ?? 0);
  const budget = progress?.budget ?? summary.budget.evaluations;
  const parts = [
    summary.state === 'running' && budget !== undefined
      ? `${done}/${budget}`
      : done === 1
        ? l10n.t('1 evaluation')
        : l10n.t('{0} evaluations', done.toLocaleString('en').replaceAll(',', '\u202f')),
    l10n.t('front {0}', front.members.length),
  ];
  if (summary.hypervolume !== undefined) parts.push(`HV ${summary.hypervolume.toFixed(3)}`);
  if (summary.failures > 0) parts.push(l10n.t('{0} failed', summary.failures));
  if (summary.state === 'running') {
    if (progress !== undefined && progress.doing !== '') parts.push(progress.doing);
    if (progress?.secondsLeft !== undefined) parts.push(l10n.t('{0} left', showDuration(progress.secondsLeft)));
  } else parts.push(stateName(summary.state));
  return parts.join(' · ');
}

function stateName(state: 'done' | 'interrupted' | 'failed'): string {
  if (state === 'done') return l10n.t('done');
  return state === 'failed' ? l10n.t('failed') : l10n.t('interrupted');
}
