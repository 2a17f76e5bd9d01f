/** Run Search: starts a run of an experiment. Resume: goes on with one that was interrupted, or with one that is done on a larger budget. */
import { l10n, Uri, window } from 'vscode';
import type { ModelSource } from '../../../engine/protocol/messages.ts';
import type { RunSummary } from '../../../engine/protocol/runs.ts';
import { command, offer, showFailure } from '../../engine/failure.ts';
import type { RunsContext } from '../context.ts';
import { runsOf } from '../follow.ts';
import { during, pickRun, runGiven } from '../pick.ts';
import { chooseExperiment, sourceOf, type Chosen } from '../source.ts';

export async function runExperiment(context: RunsContext, uri?: unknown, name?: unknown): Promise<void> {
  const chosen = await chooseExperiment(context.parts, uri, name);
  if (chosen === undefined || !(await mayStart(context, chosen))) return;
  const { source, experiment } = chosen;
  const params = {
    source,
    purpose: 'search',
    evaluations: undefined,
    architectures: [],
    warmStart: undefined,
  } as const;
  await start(context, params, experiment.name);
}

/** Starts, and says so where that fails. */
export async function start(
  context: RunsContext,
  params: Parameters<RunsContext['work']['start']>[0],
  title: string,
): Promise<void> {
  const answer = await during(l10n.t('starting {0}', title), context.work.start(params, title));
  if ('error' in answer) return showFailure(answer, context.parts.state);
  context.stores.add(answer.value.store);
  void context.follower.refresh(answer.value.store);
}

/** Two runs of the same text at once are hardly meant. */
async function mayStart(context: RunsContext, { uri, experiment }: Chosen): Promise<boolean> {
  const running = runsOf(context.known, uri.fsPath, experiment.name).find(({ state }) => state === 'running');
  if (running === undefined) return true;
  const another = l10n.t('Start Another');
  const show = l10n.t('Open Pareto Front');
  const text = l10n.t('{0} is under way already ({1}).', experiment.name, running.run);
  const answer = await window.showWarningMessage(text, another, show);
  if (answer === show) await command(show, 'hypernas.openFront', running).run();
  return answer === another;
}

/** From a lens (file and experiment), from the view (a run), or from the palette. */
export async function resumeExperiment(context: RunsContext, given?: unknown, name?: unknown): Promise<void> {
  const run = typeof given === 'string' ? await ofExperiment(context, given, name) : await ofView(context, given);
  if (run === undefined) return;
  if (run.state === 'running') {
    await offer('information', l10n.t('{0} is under way.', run.run), [
      command(l10n.t('Open Pareto Front'), 'hypernas.openFront', run),
    ]);
    return;
  }
  const evaluations = run.state === 'done' ? await askBudget(run) : undefined;
  if (run.state === 'done' && evaluations === undefined) return;
  await resume(context, run, evaluations);
}

async function ofExperiment(context: RunsContext, given: unknown, name: unknown): Promise<RunSummary | undefined> {
  const chosen = await chooseExperiment(context.parts, given, name);
  if (chosen === undefined) return undefined;
  const failure = await context.follower.refresh();
  if (failure !== undefined) {
    await showFailure(failure, context.parts.state);
    return undefined;
  }
  const runs = runsOf(context.known, chosen.uri.fsPath, chosen.experiment.name);
  const run = runs.find(({ state }) => state === 'interrupted') ?? runs.find(({ state }) => state !== 'failed');
  if (run !== undefined) return run;
  await offer('information', l10n.t('{0} has no run to go on with.', chosen.experiment.name), [
    command(l10n.t('Run Search'), 'hypernas.runExperiment', chosen.uri.toString(), chosen.experiment.name),
  ]);
  return undefined;
}

const ofView = async (context: RunsContext, given: unknown): Promise<RunSummary | undefined> =>
  (await runGiven(context, given)) ??
  pickRun(context, {
    placeHolder: l10n.t('Run to go on with'),
    none: l10n.t('No run is interrupted or done.'),
    wanted: ({ state }) => state === 'interrupted' || state === 'done',
  });

/** A run that is done goes on when there is more to spend. */
async function askBudget(run: RunSummary): Promise<number | undefined> {
  const answer = await window.showInputBox({
    title: l10n.t('{0} is done', run.run),
    prompt: l10n.t('Evaluations of the whole run; {0} are there', run.evaluations),
    value: String(run.evaluations + Math.max(8, Math.ceil(run.evaluations / 2))),
    validateInput: (text) =>
      /^\d{1,9}$/.test(text.trim()) && Number(text) > run.evaluations
        ? undefined
        : l10n.t('A whole number above {0}', run.evaluations),
  });
  return answer === undefined ? undefined : Number(answer);
}

async function resume(context: RunsContext, run: RunSummary, evaluations: number | undefined): Promise<void> {
  const source = await currentSource(context, run);
  const answer = await resumeWith(context, run, source, evaluations);
  if (!('error' in answer)) return;
  const { file, experiment } = run;
  const uri = Uri.file(file).toString();
  // What the text means now may have changed: the run keeps the text that it was started with.
  const asStarted = {
    title: l10n.t('Go On as Started'),
    run: async () => {
      const again = await resumeWith(context, run, undefined, evaluations);
      if ('error' in again) await showFailure(again, context.parts.state);
    },
  };
  const anew = command(l10n.t('Start a New Run'), 'hypernas.runExperiment', uri, experiment);
  const isRefused = answer.kind === 'refused' && context.parts.state.status?.state === 'running';
  await showFailure(answer, context.parts.state, isRefused && source !== undefined ? [asStarted, anew] : []);
}

async function resumeWith(
  context: RunsContext,
  run: RunSummary,
  source: ModelSource | undefined,
  evaluations: number | undefined,
): Promise<Awaited<ReturnType<RunsContext['work']['resume']>>> {
  const { store, run: id, experiment: title } = run;
  const resumed = context.work.resume(
    { store, run: id, source, evaluations },
    { store, run: id, title, purpose: purposeOf(run) },
  );
  return during(l10n.t('resuming {0}', id), resumed);
}

export const purposeOf = ({ strategy }: RunSummary): 'search' | 'labels' | 'given' =>
  strategy === 'labels' || strategy === 'given' ? strategy : 'search';

/** The text of the spec as it is now; undefined where there is none any more, or the experiment is gone from it. */
async function currentSource(
  { parts }: RunsContext,
  { file, experiment }: RunSummary,
): Promise<ModelSource | undefined> {
  const answer = await parts.programs.ask('hypernas/program', { uri: Uri.file(file).toString(), position: undefined });
  if ('error' in answer || !answer.value.experiments.some(({ name }) => name === experiment)) return undefined;
  return sourceOf(answer.value, experiment);
}
