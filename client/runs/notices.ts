/** What people are told when a run under way ends, and when it goes on after the engine died. */
import { l10n, window } from 'vscode';
import type { Engine } from '../engine/engine.ts';
import { command, offer } from '../engine/failure.ts';
import type { KnownRuns } from './known-runs.ts';
import type { WantedRun } from './wanted.ts';
import { metricsText } from './words.ts';
import type { Notices } from './work.ts';

export function notices(known: KnownRuns, engine: Engine): Notices {
  return {
    done: (run) => void tellDone(run, known, engine),
    failed: (run, reason, isLost) => {
      const text = isLost
        ? l10n.t('{0} ({1}) is interrupted: {2}', run.title, run.run, reason)
        : l10n.t('{0} ({1}) has failed: {2}', run.title, run.run, reason);
      void offer('error', text, [
        ...(isLost ? [command(l10n.t('Resume'), 'hypernas.resumeExperiment', run)] : []),
        command(l10n.t('Show Logs'), 'hypernas.showOutput'),
      ]);
    },
    wentOn: (runs) => {
      const [only] = runs;
      void window.showInformationMessage(
        only !== undefined && runs.length === 1
          ? l10n.t('The engine was started again, and {0} ({1}) goes on where it was.', only.title, only.run)
          : l10n.t('The engine was started again, and {0} runs go on where they were.', runs.length),
      );
    },
  };
}

async function tellDone(run: WantedRun, known: KnownRuns, engine: Engine): Promise<void> {
  const openFront = command(l10n.t('Open Pareto Front'), 'hypernas.openFront', run);
  if (run.purpose !== 'given') return offer('information', doneText(run, known), [openFront]);
  const { store, run: id } = run;
  const answer = await engine.request('describePoints', { store, run: id, positions: [0] });
  const point = 'value' in answer ? answer.value[0] : undefined;
  if (point?.why !== undefined)
    return offer('warning', l10n.t('{0} cannot be measured: {1}', run.title, point.why), []);
  const metrics = point === undefined ? '' : `: ${metricsText(point.metrics)}`;
  await offer('information', l10n.t('{0} is measured{1}', run.title, metrics), [openFront]);
}

function doneText(run: WantedRun, known: KnownRuns): string {
  const summary = known.find(run);
  const evaluations = summary?.evaluations ?? 0;
  if (run.purpose === 'labels')
    return l10n.t('{0} architectures are measured; predictions for {1} learn from them.', evaluations, run.title);
  return summary === undefined
    ? l10n.t('{0} ({1}) is done.', run.title, run.run)
    : l10n.t(
        '{0} ({1}) is done: {2} evaluations, {3} architectures on the front.',
        run.title,
        run.run,
        evaluations,
        summary.front,
      );
}
