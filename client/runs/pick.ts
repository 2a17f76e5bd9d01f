/** Which run a command is about: the one it was called on, or one that is picked. */
import { l10n, window, type QuickPickItem } from 'vscode';
import type { RunSummary } from '../../engine/protocol/runs.ts';
import { offer, showFailure } from '../engine/failure.ts';
import type { RunsContext } from './context.ts';
import { runKeyOf } from './run-key.ts';
import { baseName, description, stateWord } from './words.ts';

/** `none`: what is said where no run is as wanted. */
export interface RunQuestion {
  readonly placeHolder: string;
  readonly none: string;
  readonly wanted: (run: RunSummary) => boolean;
}

/** The run that a view, a page or a notification hands over. */
export async function runGiven(context: RunsContext, value: unknown): Promise<RunSummary | undefined> {
  const key = runKeyOf(value);
  if (key === undefined) return undefined;
  const known = context.known.find(key);
  if (known !== undefined) return known;
  await context.follower.refresh(key.store);
  return context.known.find(key);
}

/** The runs that a view hands over: the one that was clicked, and all that are selected. */
export async function runsGiven(
  context: RunsContext,
  clicked: unknown,
  selected: unknown,
): Promise<readonly RunSummary[]> {
  const all: readonly unknown[] = Array.isArray(selected) && selected.length > 0 ? selected : [clicked];
  const runs = await Promise.all(all.map((each) => runGiven(context, each)));
  return runs.filter((each) => each !== undefined);
}

/** The only one that there is is not asked for. */
export async function pickRun(context: RunsContext, question: RunQuestion): Promise<RunSummary | undefined> {
  const items = await itemsFor(context, question);
  if (items === undefined || items.length === 1) return items?.[0]?.run;
  const { placeHolder } = question;
  return (await window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.run;
}

export async function pickRuns(context: RunsContext, question: RunQuestion): Promise<readonly RunSummary[]> {
  const items = await itemsFor(context, question);
  if (items === undefined) return [];
  const picked = await window.showQuickPick(items, {
    placeHolder: question.placeHolder,
    matchOnDescription: true,
    canPickMany: true,
  });
  return (picked ?? []).map(({ run }) => run);
}

async function itemsFor(
  context: RunsContext,
  { none, wanted }: RunQuestion,
): Promise<readonly (QuickPickItem & { readonly run: RunSummary })[] | undefined> {
  const failure = await context.follower.need();
  if (failure !== undefined) {
    await showFailure(failure, context.parts.state);
    return undefined;
  }
  const runs = context.known.all().filter(wanted);
  if (runs.length > 0)
    return runs.map((run) => ({
      label: run.run,
      description: `${stateWord(run)} · ${description(run)}`,
      detail: `${run.experiment} · ${baseName(run.file)} · ${new Date(run.created).toLocaleString()}`,
      run,
    }));
  await offer('information', none, []);
  return undefined;
}

/** Says that something takes a moment, in the status bar. */
export const during = <T>(text: string, work: Promise<T>): Promise<T> => {
  const shown = window.setStatusBarMessage(`$(loading~spin) ${text}`, work);
  return work.finally(() => shown.dispose());
};

export const anyRun = {
  none: () => l10n.t('There are no runs yet: HyperNAS: Run Search makes one.'),
};
