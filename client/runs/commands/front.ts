/** Open Pareto Front and Compare Runs: which runs the page shows. */
import { l10n, Uri } from 'vscode';
import type { RunSummary } from '../../../engine/protocol/runs.ts';
import { command, offer, showFailure } from '../../engine/failure.ts';
import type { RunsContext } from '../context.ts';
import { runsOf } from '../follow.ts';
import { anyRun, pickRun, pickRuns, runsGiven } from '../pick.ts';
import type { RunKey } from '../run-key.ts';
import { activeSpec, fileOf } from '../source.ts';

export type OpenPage = (runs: readonly RunKey[]) => void;

/** From a lens (file and experiment: its youngest run), from an editor (its file), from the view (runs), or from the palette. */
export async function openFront(context: RunsContext, open: OpenPage, given?: unknown, other?: unknown): Promise<void> {
  if (typeof given === 'string' && typeof other === 'string') {
    const run = await youngest(context, given, other);
    if (run !== undefined) open([run]);
    return;
  }
  const runs = await runsGiven(context, given, other);
  if (runs.length > 0) return open(runs);
  const run = await pickFront(context, fileOf(given) ?? activeSpec()?.document.uri);
  if (run !== undefined) open([run]);
}

/** Of the file's runs, where it has some. */
async function pickFront(context: RunsContext, file: Uri | undefined): Promise<RunSummary | undefined> {
  const failure = await context.follower.need();
  if (failure !== undefined) {
    await showFailure(failure, context.parts.state);
    return undefined;
  }
  const ofFile = context.known.all().filter((run) => run.file === file?.fsPath);
  return pickRun(context, {
    placeHolder: l10n.t('Run whose front is shown'),
    none: anyRun.none(),
    wanted: (run) => ofFile.length === 0 || run.file === file?.fsPath,
  });
}

export async function compareRuns(
  context: RunsContext,
  open: OpenPage,
  clicked?: unknown,
  selected?: unknown,
): Promise<void> {
  const given = await runsGiven(context, clicked, selected);
  if (given.length > 1) return open(given);
  const runs = await pickRuns(context, {
    placeHolder: l10n.t('Runs to compare'),
    none: anyRun.none(),
    wanted: ({ run, store }) => !given.some((each) => each.run === run && each.store === store),
  });
  if (runs.length > 0) open([...given, ...runs]);
}

async function youngest(context: RunsContext, uri: string, experiment: string): Promise<RunSummary | undefined> {
  const failure = await context.follower.refresh();
  if (failure !== undefined) {
    await showFailure(failure, context.parts.state);
    return undefined;
  }
  const runs = runsOf(context.known, Uri.parse(uri).fsPath, experiment);
  // One that measures what it was given has no front to speak of.
  const run = runs.find(({ strategy }) => strategy !== 'given') ?? runs[0];
  if (run !== undefined) return run;
  await offer('information', l10n.t('{0} has no run yet.', experiment), [
    command(l10n.t('Run Search'), 'hypernas.runExperiment', uri, experiment),
  ]);
  return undefined;
}
