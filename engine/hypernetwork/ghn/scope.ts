/**
 * Values of one piece of work on a place's device: what is brought there, what programs make of it. Whoever knows that one is done with frees it, which
 * bounds the memory; the rest goes with the scope.
 */
import type { DeviceState, DeviceValue, Feeds, HostTensor, Program } from '../../compute/index.ts';
import type { Place } from './place.ts';

export type DeviceValues = Readonly<Record<string, DeviceValue>>;

export interface Scope<P = Place> {
  readonly place: P;
  /** What the program `key` makes, with the place's state where it has one; feeds that it does not take are left out. */
  run(key: string, build: () => Program, feeds: Feeds): Promise<DeviceValues>;
  bring(values: Readonly<Record<string, HostTensor>>): Promise<DeviceValues>;
  close(): Promise<void>;
}

export function openScope<P extends Pick<Place, 'programs'> & { readonly state?: DeviceState }>(place: P): Scope<P> {
  const owned: DeviceValue[] = [];
  const own = <T extends DeviceValues>(values: T): T => {
    owned.push(...Object.values(values));
    return values;
  };
  return {
    place,
    run: async (key, build, feeds) => own(await place.programs.hold(key, build, feeds, place.state)),
    bring: async (values) => own(await place.programs.backend.hold(values)),
    close: async () => {
      for (const value of owned) await value.free();
    },
  };
}

/** A value that a program is known to give. */
export function valueOf(values: DeviceValues, name: string): DeviceValue {
  const value = values[name];
  if (value === undefined) throw new Error(`a program gave no ${name}`);
  return value;
}
