/** How far the runs under way are, in the notification area: evaluations, what is being done, time left; cancel stops the run. */
import { l10n, ProgressLocation, window, workspace, type Disposable } from 'vscode';
import type { EngineState } from '../engine/state.ts';
import type { KnownRuns } from './known-runs.ts';
import { isSameRun, keyText } from './run-key.ts';
import { progressText, shareDone } from './words.ts';
import type { WantedRun, WantedRuns } from './wanted.ts';

export function showProgressOf(
  wanted: WantedRuns,
  known: KnownRuns,
  state: EngineState,
  stop: (run: WantedRun) => unknown,
): Disposable {
  const shown = new Set<string>();

  const show = (run: WantedRun): void => {
    shown.add(keyText(run));
    const title = titleOf(run);
    void window.withProgress(
      { location: ProgressLocation.Notification, title, cancellable: true },
      (progress, token) => {
        token.onCancellationRequested(() => stop(run));
        let reported = 0;
        const report = (): void => {
          const now = known.progressOf(run);
          const status = state.status?.state;
          if (status !== undefined && status !== 'running') return progress.report({ message: waiting() });
          if (now === undefined) return progress.report({ message: l10n.t('beginning') });
          const percent = 100 * (shareDone(now) ?? 0);
          progress.report({ message: progressText(now), increment: Math.max(0, percent - reported) });
          reported = Math.max(reported, percent);
        };
        report();
        return new Promise<void>((resolve) => {
          const subscriptions = [
            known.onChange((changed) => {
              if (changed !== undefined && isSameRun(changed, run)) report();
            }),
            state.onChange(report),
            wanted.onChange(() => {
              if (wanted.find(run) !== undefined) return;
              for (const subscription of subscriptions) subscription.dispose();
              shown.delete(keyText(run));
              resolve();
            }),
          ];
        });
      },
    );
  };

  return wanted.onChange(() => {
    if (workspace.getConfiguration('hypernas').get('runs.progress') === 'statusBar') return;
    for (const run of wanted.all()) if (!shown.has(keyText(run))) show(run);
  });
}

function titleOf({ title, run, purpose }: WantedRun): string {
  if (purpose === 'given') return l10n.t('Evaluating {0}', title);
  return purpose === 'labels'
    ? l10n.t('Measuring for {0} ({1})', title, run)
    : l10n.t('Searching {0} ({1})', title, run);
}

const waiting = (): string => l10n.t('waits for the engine, which is being started again');
