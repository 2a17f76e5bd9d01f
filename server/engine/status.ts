/** The engine's state in sentences, for the editor's status item. */
import type { BackendState } from '../../engine/protocol/messages.ts';
import type { EngineStatus } from '../../engine/protocol/status.ts';
import type { KnownModel } from './known-model.ts';
import type { SupervisorStatus } from './supervisor.ts';

export function statusOf(
  { state, why, engine }: SupervisorStatus,
  open: readonly KnownModel[],
  doing: string | undefined,
  backends: readonly BackendState[],
): EngineStatus {
  return {
    ...{ state, why, engine, doing },
    models: open.map(lineOf),
    learnt: open.map(learntOf),
    backends: backends.map(({ device, available, detail }) => `${available ? 'ok' : 'no'} ${device}: ${detail}`),
    backend: backendOf(backends),
  };
}

/** The backend in use, with its device where that is not the processor. */
function backendOf(backends: readonly BackendState[]): string | undefined {
  const used = backends.find((each) => each.used);
  return used === undefined || used.device === 'cpu' || used.device === used.name
    ? used?.name
    : `${used.name}, ${used.device}`;
}

function learntOf({ model, state, isOld }: KnownModel): EngineStatus['learnt'][number] {
  const opening = { basis: undefined, why: 'it is being opened', lack: undefined, measured: undefined };
  const { basis, why, lack } = state === undefined || isOld ? opening : state;
  return {
    experiment: model.experiment,
    space: model.space.name,
    predictor: basis?.predictor,
    labels: basis?.samples,
    refining: basis?.refinement === 'running',
    why,
    lack,
  };
}

function lineOf({ model, state, isOld }: KnownModel): string {
  if (state === undefined || isOld) return `${model.experiment}: being opened`;
  const { basis, why, measured } = state;
  if (basis === undefined) {
    const shown = measured === undefined ? '' : `; accuracies only of the measured architectures themselves (${measured.samples})`; // prettier-ignore
    return `${model.experiment}: costs only; ${why ?? 'no accuracy is claimed'}${shown}`;
  }
  const tau = basis.leaveOneOutTau === undefined ? '' : `, tau ${basis.leaveOneOutTau.toFixed(2)} by held-out labels`;
  const better = basis.refinement === 'running' ? '; a better predictor is being fitted' : '';
  const note = basis.note === undefined ? '' : `; ${basis.note}`;
  return `${model.experiment}: ${basis.predictor} on ${basis.samples} measured architectures of ${basis.source}${tau}${better}${note}`;
}
