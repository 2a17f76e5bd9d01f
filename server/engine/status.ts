/** The engine's state in sentences, for the editor's status item. */
import type { EngineStatus } from '../../engine/protocol/status.ts';
import type { KnownModel } from './known-model.ts';
import type { SupervisorStatus } from './supervisor.ts';

export function statusOf(
  { state, why, engine }: SupervisorStatus,
  open: readonly KnownModel[],
  doing: string | undefined,
  backends: readonly string[],
): EngineStatus {
  return { state, why, engine, models: open.map(lineOf), doing, backends };
}

function lineOf({ model, state, isOld }: KnownModel): string {
  if (state === undefined || isOld) return `${model.experiment}: being opened`;
  const { basis, why } = state;
  if (basis === undefined) return `${model.experiment}: costs only; ${why ?? 'no accuracy is claimed'}`;
  const tau = basis.leaveOneOutTau === undefined ? '' : `, tau ${basis.leaveOneOutTau.toFixed(2)} by held-out labels`;
  const better = basis.refinement === 'running' ? '; a better predictor is being fitted' : '';
  const note = basis.note === undefined ? '' : `; ${basis.note}`;
  return `${model.experiment}: ${basis.predictor} on ${basis.samples} measured architectures of ${basis.source}${tau}${better}${note}`;
}
