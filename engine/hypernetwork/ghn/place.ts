/** Where a hypernetwork works: its tensors on a backend, and the programs compiled for it. */
import {
  filled,
  input,
  keptPrograms,
  type Backend,
  type DeviceState,
  type HostTensor,
  type KeptPrograms,
} from '../../compute/index.ts';
import { inputName } from '../../compute/program/program.ts';
import type { GhnOptions } from './options.ts';

/** State: the sum of the losses of a step's architectures so far, as shares of their mean. */
export const lossSum = input('step#loss', []);

export interface Place {
  readonly options: GhnOptions;
  readonly programs: KeptPrograms;
  readonly state: DeviceState;
  dispose(): Promise<void>;
}

/** The backend stays the caller's. */
export async function openPlace(
  options: GhnOptions,
  tensors: Readonly<Record<string, HostTensor>>,
  backend: Backend,
): Promise<Place> {
  const state = await backend.createState({ ...tensors, [inputName(lossSum)]: filled([], 0) });
  const programs = keptPrograms(backend);
  return {
    options,
    programs,
    state,
    dispose: async () => {
      // Tensors on a GPU go before the sessions that made them: the other order ends the process.
      await state.dispose();
      await programs.dispose();
    },
  };
}
