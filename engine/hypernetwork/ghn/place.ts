/** Where a hypernetwork works: its tensors on a backend, and the programs compiled for it. */
import {
  keptPrograms,
  type Backend,
  type DeviceState,
  type HostTensor,
  type KeptPrograms,
} from '../../compute/index.ts';
import type { GhnOptions } from './options.ts';

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
  const state = await backend.createState(tensors);
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
