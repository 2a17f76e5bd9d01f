/** The whole page: runs above, the scatter with the selected point beside it, and below it what else there is to see of the runs. */
import { h } from './dom.ts';
import { l10n } from './l10n.ts';
import type { Extent, Page } from './page-model.ts';
import { pointsCsv } from './csv.ts';
import { titleOf } from './runs/metrics.ts';
import { tabIds, type TabId } from './state.ts';
import type { Palette } from './theme.ts';
import { viewOf, type View } from './view.ts';
import { createDetails } from './views/details.ts';
import { exportMenu, type Exported } from './views/export-menu.ts';
import { createFilters } from './views/filters.ts';
import { createHistory } from './views/history.ts';
import { createImportance } from './views/importance.ts';
import { createLegend } from './views/legend.ts';
import { createLiveRegion } from './views/live.ts';
import { createParallel } from './views/parallel/parallel.ts';
import { createPredictions } from './views/predictions.ts';
import { createScatter } from './views/scatter/scatter.ts';
import { createFrontTable } from './views/table.ts';
import { createToolbar } from './views/toolbar.ts';
import { createTroubleBar } from './views/trouble.ts';
import { button, progressRing, tabs } from './widgets.ts';

interface TabView {
  readonly element: HTMLElement;
  render(view: View): void;
  exported(): Exported | undefined;
}

export interface Workbench {
  readonly element: HTMLElement;
  render(palette: Palette, extent: Extent): void;
}

export function createWorkbench(page: Page, redraw: () => void): Workbench {
  let view: View | undefined;
  const scatter = createScatter(page, redraw);
  const scatterExport = exportMenu(
    l10n.t('Export the scatter'),
    page,
    () => view,
    () => view && scatterExported(view, scatter.chart.scene()),
  );
  const toolbar = createToolbar(page, scatterExport);
  const legend = createLegend(page);
  const details = createDetails(page);
  const filters = createFilters(page);
  const trouble = createTroubleBar(page);
  const live = createLiveRegion(page);
  const views: Readonly<Record<TabId, TabView>> = {
    table: createFrontTable(page),
    decisions: createParallel(page, redraw),
    history: createHistory(page, redraw),
    predictions: createPredictions(page, redraw),
    importance: createImportance(page, redraw),
  };
  const titles: Readonly<Record<TabId, string>> = {
    table: l10n.t('Front'),
    decisions: l10n.t('Decisions'),
    history: l10n.t('Progress'),
    predictions: l10n.t('Predictions'),
    importance: l10n.t('Importance'),
  };
  const belowExport = exportMenu(
    l10n.t('Export this view'),
    page,
    () => view,
    () => views[page.model.state.tab].exported(),
  );
  const below = tabs(
    l10n.t('More about the runs'),
    tabIds.map((id) => ({ id, title: titles[id], content: views[id].element })),
    page.model.state.tab,
    belowExport,
    (id) => page.look({ tab: tabIds.find((each) => each === id) ?? 'table' }),
  );
  const shown = h(
    'div',
    { class: 'workbench' },
    legend.element,
    h('section', { class: 'above', 'aria-label': l10n.t('Scatter') }, toolbar.element, scatter.element),
    details.element,
    h(
      'section',
      { class: 'below', 'aria-label': l10n.t('More about the runs') },
      filters.element,
      h('div', { class: 'tabs' }, below),
    ),
  );
  const loading = h('p', { class: 'loading', role: 'status' }, progressRing(), l10n.t('Loading the runs…'));
  const empty = emptyPage(page);
  const element = h(
    'div',
    { class: 'page' },
    h('h1', { class: 'unseen' }, l10n.t('Pareto page')),
    trouble.element,
    live.element,
    loading,
    empty,
    shown,
  );

  return {
    element,
    render: (palette, extent) => {
      const { model } = page;
      if (extent === 'scatter' && view !== undefined && model.runs.length > 0) {
        view = viewOf(model, palette);
        scatter.render(view);
        return;
      }
      trouble.render();
      live.render();
      // With nothing but an error there is nothing to wait for.
      loading.hidden = model.loaded || model.trouble?.severity === 'error';
      empty.hidden = !model.loaded || model.runs.length > 0;
      shown.hidden = model.runs.length === 0;
      if (model.runs.length === 0) return;
      view = viewOf(model, palette);
      legend.render(view);
      toolbar.render(view);
      scatter.render(view);
      details.render(view);
      filters.render(view);
      views[model.state.tab].render(view);
    },
  };
}

function emptyPage(page: Page): HTMLElement {
  const { host } = page.model;
  return h(
    'div',
    { class: 'nothing', hidden: true },
    h('h2', {}, l10n.t('No runs to show')),
    h('p', { class: 'soft' }, l10n.t('A search fills this page with its architectures while it runs.')),
    h(
      'p',
      { class: 'actions' },
      button(l10n.t('Run a search'), () => host.send('act', { id: 'runSearch' }), { kind: 'primary' }),
      button(l10n.t('Add runs…'), () => host.send('addRuns', null)),
    ),
  );
}

function scatterExported(view: View, scene: Exported['scene']): Exported {
  return {
    name: view.shown.length === 1 ? `${view.shown[0]?.run.setup.experiment ?? 'run'}-front` : 'fronts',
    title: l10n.t('{0} against {1}', titleOf(view.y.key), titleOf(view.x.key)),
    scene,
    ...pointsCsv(view),
  };
}
