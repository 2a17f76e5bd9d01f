/** What the editor tells the page, and what follows from it for what the page knows. */
import { l10n } from './l10n.ts';
import type { PageParts } from './page-model.ts';
import { emptyFront } from './runs/front-builder.ts';
import { freeSlot, pageRun, runKeyOf, runName, type PageRun } from './runs/page-run.ts';
import { takeIn } from './runs/points.ts';

export function listen({ model, asks, look, changed, warn, report, refreshGoals, findFront }: PageParts): void {
  const { host, jobs } = model;
  const find = (key: { readonly store: string; readonly run: string }): PageRun | undefined =>
    model.runs.find((run) => run.key === runKeyOf(key));

  host.on('runs', ({ runs }) => {
    const kept: PageRun[] = [];
    for (const { setup, summary } of runs) {
      const known = find(setup);
      if (known === undefined) kept.push(pageRun(setup, summary, freeSlot([...model.runs, ...kept])));
      else kept.push(Object.assign(known, { setup, summary }));
    }
    for (const gone of model.runs) if (!kept.includes(gone)) jobs.cancel(`front ${gone.key}`);
    model.runs = kept;
    model.loaded = true;
    if (model.hovered !== undefined && !kept.includes(model.hovered.run)) model.hovered = undefined;
    refreshGoals();
    changed();
  });
  host.on('points', (content) => {
    const run = find(content);
    if (run === undefined) return;
    const taken = takeIn(run.points, content.columns);
    if (typeof taken === 'object') return report(taken.error);
    if (taken === 'replaced') {
      run.front = emptyFront(model.goals);
      asks.forget(run);
      if (model.hovered?.run === run) model.hovered = undefined;
    }
    asks.wentOn(run);
    run.version++;
    refreshGoals();
    findFront(run);
    changed();
  });
  host.on('summary', ({ summary }) => {
    const run = find(summary);
    if (run === undefined) return;
    if (run.summary.state === 'running' && summary.state !== 'running')
      model.news = l10n.t('{0}: {1}', runName(run, model.runs), summary.reason ?? summary.state);
    run.summary = summary;
    asks.wentOn(run);
    if (summary.state !== 'running') run.progress = undefined;
    changed();
  });
  host.on('progress', ({ store, run: id, ...progress }) => {
    const run = find({ store, run: id });
    if (run === undefined) return;
    run.progress = progress;
    const { points, front } = run;
    const name = runName(run, model.runs);
    model.news = l10n.t('{0}: {1} evaluations, {2} on the front', name, points.count, front.members.length);
    changed();
  });
  host.on('described', (content) => {
    const run = find(content);
    if (run !== undefined) asks.answered(run);
    for (const point of content.points) {
      run?.descriptions.set(point.position, point);
      run?.architectures.set(point.position, point.architecture);
    }
    if (content.error !== undefined) warn(content.error);
    changed();
  });
  host.on('drawn', ({ position, drawing, error, ...content }) => {
    find(content)?.drawings.set(position, drawing ?? { error: error ?? l10n.t('There is no drawing.') });
    changed();
  });
  host.on('front', (content) => {
    const run = find(content);
    for (const row of content.rows) run?.architectures.set(row.position, row.architecture);
    changed();
  });
  host.on('importance', ({ metric, decisions, basis, why, ...content }) => {
    const run = find(content);
    run?.importance.set(metric, { decisions, basis, why, evaluations: run.points.count });
    changed();
  });
  host.on('reveal', (content) => {
    const run = find(content);
    if (run === undefined) return;
    const hidden = model.state.hidden.filter((each) => each !== run.key);
    // Wherever it is, it is seen.
    look({ selected: { run: run.key, position: content.position }, zoom: undefined, hidden });
  });
  host.on('trouble', (trouble) => {
    const isMended = model.trouble !== undefined && trouble.severity === 'none';
    model.trouble = trouble.severity === 'none' ? undefined : trouble;
    if (isMended) asks.retry(model.runs);
    changed();
  });
}
