/** Runs that a window before this one left under way, as after a reload: offered once. What is not wanted now can be resumed from the view. */
import { l10n, window } from 'vscode';
import { showFailure } from '../engine/failure.ts';
import type { RunsContext } from './context.ts';
import type { WantedRun } from './wanted.ts';

/** Times that the list is looked at, and milliseconds between two looks: processes of the window before may still be ending. */
const LOOKS = 8;
const PAUSE = 2_000;

export async function offerLeftBehind(context: RunsContext, left: readonly WantedRun[], pause = PAUSE): Promise<void> {
  if (left.length === 0) return;
  for (let look = 0; look < LOOKS; look++) {
    if ((await context.follower.refresh()) !== undefined) return;
    if (left.every((run) => context.known.find(run)?.state !== 'running')) break;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  // One that another window works on, or that ended after all, is none of this.
  const interrupted = left.filter((run) => context.known.find(run)?.state === 'interrupted');
  const [first] = interrupted;
  if (first === undefined) return context.wanted.keep();
  const resume = l10n.t('Resume');
  const answer = await window.showInformationMessage(
    interrupted.length === 1
      ? l10n.t('{0} ({1}) was interrupted when the window closed.', first.title, first.run)
      : l10n.t('{0} runs were interrupted when the window closed.', interrupted.length),
    resume,
    l10n.t('Not Now'),
  );
  context.wanted.keep();
  if (answer !== resume) return;
  for (const run of interrupted) {
    const params = { store: run.store, run: run.run, source: undefined, evaluations: undefined };
    const resumed = await context.work.resume(params, run);
    if ('error' in resumed) await showFailure(resumed, context.parts.state);
  }
}
