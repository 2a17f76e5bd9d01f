/** The runs' part of the extension: the view, the commands, what goes on in the background, and the pages that show runs. */
import { commands, workspace, type Disposable } from 'vscode';
import { showFailure } from '../engine/failure.ts';
import { paretoPages } from '../pareto/activate.ts';
import type { Parts } from '../parts.ts';
import { evaluateArchitecture, insertArchitecture } from './commands/architectures.ts';
import { compareRuns, openFront } from './commands/front.ts';
import { copyRunId, deleteRuns, openSpec, refreshRuns, revealStore, stopRun } from './commands/manage.ts';
import { resumeExperiment } from './commands/resume.ts';
import { runExperiment } from './commands/search.ts';
import { showOnFront } from './commands/show.ts';
import { trainPredictor } from './commands/train.ts';
import type { RunsContext } from './context.ts';
import { followRuns } from './follow.ts';
import { knownRuns } from './known-runs.ts';
import { offerLeftBehind } from './left-behind.ts';
import { notices } from './notices.ts';
import { showProgressOf } from './progress.ts';
import { runsInStatusBar } from './status-bar.ts';
import { findStores } from './stores.ts';
import { runsView } from './tree.ts';
import { leftBehind, wantedRuns } from './wanted.ts';
import { workOnRuns } from './work.ts';

export function activateRuns(parts: Parts): Disposable[] {
  const { engine, state } = parts;
  const memory = parts.context.workspaceState;
  const left = leftBehind(memory);
  const known = knownRuns();
  const wanted = wantedRuns(memory);
  const stores = findStores();
  const follower = followRuns(engine, stores, known);
  const work = workOnRuns(engine, known, wanted, follower, notices(known, engine));
  const context: RunsContext = { parts, known, follower, stores, wanted, work };
  const pages = paretoPages(context);

  const stop = async (run: Parameters<typeof work.stop>[0]): Promise<void> => {
    const answer = await work.stop(run);
    if ('error' in answer) await showFailure(answer, state);
  };
  const serverUp = engine.onServerUp(() => {
    serverUp.dispose();
    if (workspace.isTrusted !== false) void offerLeftBehind(context, left);
  });

  const { registerCommand } = commands;
  const about =
    (command: (context: RunsContext, a?: unknown, b?: unknown) => Promise<void>) =>
    (a: unknown, b: unknown): Promise<void> =>
      command(context, a, b);
  return [
    stores,
    follower,
    work,
    pages,
    serverUp,
    // What menus and welcome texts are chosen by.
    state.onChange(({ state: now }) => commands.executeCommand('setContext', 'hypernas.engine', now)),
    runsView(known, follower),
    showProgressOf(wanted, known, state, stop),
    runsInStatusBar(wanted, known),
    registerCommand('hypernas.runExperiment', about(runExperiment)),
    registerCommand('hypernas.resumeExperiment', about(resumeExperiment)),
    registerCommand('hypernas.stopRun', about(stopRun)),
    registerCommand('hypernas.deleteRun', about(deleteRuns)),
    registerCommand('hypernas.openFront', (a, b) => openFront(context, pages.open, a, b)),
    registerCommand('hypernas.showOnFront', (a, b) => showOnFront(context, pages.open, a, b)),
    registerCommand('hypernas.compareRuns', (a, b) => compareRuns(context, pages.open, a, b)),
    registerCommand('hypernas.trainPredictor', about(trainPredictor)),
    registerCommand('hypernas.evaluateArchitecture', about(evaluateArchitecture)),
    registerCommand('hypernas.insertArchitecture', about(insertArchitecture)),
    registerCommand('hypernas.openSpec', about(openSpec)),
    registerCommand('hypernas.copyRunId', about(copyRunId)),
    registerCommand('hypernas.refreshRuns', about(refreshRuns)),
    registerCommand('hypernas.revealStore', revealStore),
  ];
}
