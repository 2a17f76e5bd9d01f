/** What the page says where it cannot show what it should: one sentence, and the action that may mend it. */
import { l10n } from 'vscode';
import type { EngineStatus } from '../../engine/protocol/status.ts';
import type { Failure } from '../engine/engine.ts';
import type { Trouble, Troubles } from './session-parts.ts';

/** `status`: of the engine now. */
export function troubles(status: () => EngineStatus | undefined): Troubles {
  return {
    failed: (failure) => ({ severity: 'error', message: failure.error, action: actionFor(failure, status()) }),
    gone: (runs) => ({
      severity: 'warning',
      message:
        runs.length === 1
          ? l10n.t('{0} is not in its store any more: what is shown was read before.', runs[0]?.run ?? '')
          : l10n.t('{0} runs are not in their stores any more: what is shown was read before.', runs.length),
      action: undefined,
    }),
    none: { severity: 'none', message: '', action: undefined },
  };
}

/** Undefined where nothing is wrong; whether one that starts comes up is told by what it becomes. */
export function engineTrouble({ state, why }: EngineStatus): Trouble | undefined {
  if (state === 'waiting')
    return {
      severity: 'warning',
      message: l10n.t('The engine is being started again: what is shown was read before.'),
      action: undefined,
    };
  if (state !== 'stopped') return undefined;
  return {
    severity: 'warning',
    message: l10n.t('The engine is stopped, so what is shown was read before: {0}', why ?? ''),
    action: { id: 'restartEngine', title: l10n.t('Restart Engine') },
  };
}

function actionFor({ kind }: Failure, status: EngineStatus | undefined): Trouble['action'] {
  if (status?.state === 'stopped') return { id: 'restartEngine', title: l10n.t('Restart Engine') };
  return kind === 'broken'
    ? { id: 'showLogs', title: l10n.t('Show Logs') }
    : { id: 'retry', title: l10n.t('Try Again') };
}
