/** Workers of a run's queue in words: the line of the view and its tooltip. */
import { l10n } from 'vscode';
import type { RemoteWorker } from '../../engine/protocol/runs.ts';

/** `Edge 12, epoch 3 of 10 · 4 done`; of a dead one since when, and what it worked on. */
export function workerDescription(worker: RemoteWorker): string {
  return [stateWords(worker), l10n.t('{0} done', worker.done)].join(' · ');
}

function stateWords({ state, deadSince, jobs }: RemoteWorker): string {
  const work = jobs.map(jobWords).join(', ');
  switch (state) {
    case 'idle':
      return l10n.t('idle');
    case 'busy':
      return work;
    case 'refusing':
      return l10n.t('takes no jobs');
    case 'dead': {
      const since = deadSince === undefined ? '' : new Date(deadSince).toLocaleTimeString();
      return work === '' ? l10n.t('dead since {0}', since) : l10n.t('dead since {0}, at {1}', since, work);
    }
  }
}

const jobWords = ({ experiment, position, doing }: RemoteWorker['jobs'][number]): string =>
  `${experiment} ${position + 1}${doing === '' ? '' : `, ${doing}`}`;

export function workerFacts(worker: RemoteWorker): readonly (readonly [string, string])[] {
  return [
    [l10n.t('State'), stateWords(worker)],
    ...(worker.why === undefined ? [] : [[l10n.t('Reason'), worker.why] as const]),
    [l10n.t('Evaluations'), String(worker.done)],
    [l10n.t('Machine'), worker.host],
    [l10n.t('Version'), worker.version],
  ];
}
