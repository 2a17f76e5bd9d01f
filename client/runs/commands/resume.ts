/**
 * Resume: goes on with a run that was interrupted, or with one that is done on a larger budget. Where the text means something else by now, it says what
 * changed, and offers to go on as started or to begin anew with what was measured.
 */
import { l10n, Uri, window } from 'vscode';
import type { ModelSource, ResultOf } from '../../../engine/protocol/messages.ts';
import type { RunSummary } from '../../../engine/protocol/runs.ts';
import type { Answer } from '../../engine/engine.ts';
import { command, offer, showFailure, type Action } from '../../engine/failure.ts';
import { grouped } from '../../numbers.ts';
import type { RunsContext } from '../context.ts';
import { runsOf } from '../follow.ts';
import { during, pickRun, runGiven } from '../pick.ts';
import { chooseExperiment, sourceOf } from '../source.ts';
import { start } from './search.ts';

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
  const compared = source && (await compare(context, run, source));
  const known = compared !== undefined && 'value' in compared ? compared.value : undefined;
  if (source !== undefined && known !== undefined && known.changes.length > 0) {
    const text = changedText(run, known);
    return offer('warning', text, insteadOf(context, run, source, evaluations, known.known));
  }
  const answer = await resumeWith(context, run, source, evaluations);
  if (!('error' in answer)) {
    if (known === undefined || known.aside.length === 0) return;
    return offer('information', l10n.t('{0} goes on. Changed since it was started: {1}.', run.run, known.aside.join(', ')), []); // prettier-ignore
  }
  const isRefused = answer.kind === 'refused' && context.parts.state.status?.state === 'running';
  const others =
    isRefused && source !== undefined ? insteadOf(context, run, source, evaluations, known?.known ?? 0) : [];
  await showFailure(answer, context.parts.state, others);
}

type Compared = ResultOf<'compareRun'>;

const compare = (context: RunsContext, { store, run }: RunSummary, source: ModelSource): Promise<Answer<Compared>> =>
  during(
    l10n.t('comparing {0} with the text', run),
    context.parts.engine.request('compareRun', { store, run, source }),
  );

/** What changed, and what a new run could take over. */
function changedText({ run }: RunSummary, { changes, known, left, why }: Compared): string {
  const changed = l10n.t('{0} cannot go on with the text as it is now. Changed since it was started: {1}.', run, changes.join(', ')); // prettier-ignore
  // The sentence says of which run, and begins small.
  if (why !== undefined) return `${changed} ${why.charAt(0).toUpperCase()}${why.slice(1)}.`;
  const taken = l10n.t('A new run can take over {0} of its results.', grouped(known));
  return [changed, taken, ...(left.length === 0 ? [] : [l10n.t('Of the others {0}.', left.join(', '))])].join(' ');
}

/** What can be done where a run cannot go on with the text as it is now. */
function insteadOf(
  context: RunsContext,
  run: RunSummary,
  source: ModelSource,
  evaluations: number | undefined,
  known: number,
): Action[] {
  const { file, experiment } = run;
  const asStarted = {
    title: l10n.t('Go On as Started'),
    run: async () => {
      const again = await resumeWith(context, run, undefined, evaluations);
      if ('error' in again) await showFailure(again, context.parts.state);
    },
  };
  const warm = {
    title: l10n.t('Start New with What Was Measured'),
    run: () => {
      const params = {
        source,
        purpose: 'search',
        evaluations: undefined,
        architectures: [],
        warmStart: run.run,
      } as const;
      return start(context, params, experiment);
    },
  };
  const anew = command(l10n.t('Start a New Run'), 'hypernas.runExperiment', Uri.file(file).toString(), experiment);
  return [asStarted, ...(known > 0 ? [warm] : []), anew];
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
