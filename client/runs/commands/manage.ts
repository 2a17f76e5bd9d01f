/** Stop, delete, and what else there is to do with a run that is there. */
import { env, l10n, Uri, window } from 'vscode';
import { command, offer, showFailure } from '../../engine/failure.ts';
import type { RunsContext } from '../context.ts';
import { during, pickRun, pickRuns, runGiven, runsGiven } from '../pick.ts';
import { specIsThere } from '../source.ts';
import type { RunsNode } from '../tree-model.ts';
import { evaluationsText } from '../words.ts';

export async function stopRun(context: RunsContext, given?: unknown): Promise<void> {
  const run =
    (await runGiven(context, given)) ??
    (await pickRun(context, {
      placeHolder: l10n.t('Run to stop; it can be resumed'),
      none: l10n.t('No run is under way.'),
      wanted: ({ state }) => state === 'running',
    }));
  if (run === undefined) return;
  const answer = await during(l10n.t('stopping {0}', run.run), context.work.stop(run));
  if ('error' in answer) return showFailure(answer, context.parts.state);
  await offer(
    'information',
    answer.value.evaluations === 1
      ? l10n.t('{0} is stopped; its evaluation is kept.', run.run)
      : l10n.t('{0} is stopped; its {1} evaluations are kept.', run.run, answer.value.evaluations),
    [command(l10n.t('Resume'), 'hypernas.resumeExperiment', answer.value)],
  );
}

/** Asks first: what is deleted is gone. */
export async function deleteRuns(context: RunsContext, clicked?: unknown, selected?: unknown): Promise<void> {
  const given = await runsGiven(context, clicked, selected);
  const runs =
    given.length > 0
      ? given
      : await pickRuns(context, {
          placeHolder: l10n.t('Runs to delete'),
          none: l10n.t('There is no run that could be deleted.'),
          wanted: ({ state }) => state !== 'running',
        });
  const [first] = runs;
  if (first === undefined) return;
  const running = runs.find(({ state }) => state === 'running');
  if (running !== undefined) {
    await offer('warning', l10n.t('{0} is under way: stop it first.', running.run), [
      command(l10n.t('Stop'), 'hypernas.stopRun', running),
    ]);
    return;
  }
  const evaluations = evaluationsText(runs.reduce((sum, run) => sum + run.evaluations, 0));
  const remove = l10n.t('Delete');
  const answer = await window.showWarningMessage(
    runs.length === 1
      ? l10n.t('Delete {0} with its {1}?', first.run, evaluations)
      : l10n.t('Delete {0} runs with their {1}?', runs.length, evaluations),
    { modal: true, detail: l10n.t('Predictions that learnt from them lose these labels. This cannot be undone.') },
    remove,
  );
  if (answer !== remove) return;
  for (const run of runs) {
    const done = await context.work.remove(run);
    if ('error' in done) return showFailure(done, context.parts.state);
  }
}

export async function openSpec(context: RunsContext, given?: unknown): Promise<void> {
  const node = given as Partial<RunsNode> | undefined;
  const file = node?.kind === 'spec' ? node.file : (await runGiven(context, given))?.file;
  if (file === undefined) return;
  if (await specIsThere(file)) await command('', 'vscode.open', Uri.file(file)).run();
}

export async function copyRunId(context: RunsContext, given?: unknown): Promise<void> {
  const run = await runGiven(context, given);
  if (run !== undefined) await env.clipboard.writeText(run.run);
}

/** A store that cannot be read, in the file manager. */
export async function revealStore(given: unknown): Promise<void> {
  const node = given as Partial<RunsNode> | undefined;
  if (node?.kind === 'fault' && node.store !== undefined)
    await command('', 'revealFileInOS', Uri.file(node.store)).run();
}

export async function refreshRuns(context: RunsContext): Promise<void> {
  context.stores.searchAgain();
  const failure = await context.follower.refresh();
  if (failure !== undefined) await showFailure(failure, context.parts.state);
}
