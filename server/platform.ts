import type { Devices } from '../dsl/semantics/devices.ts';
import type { EngineSurroundings, OpenEngine } from './engine/connection.ts';

/** What the server needs of where it runs: a process has a disk, a browser's worker has none. */
export interface Platform {
  /** The text of a file that is not open, or a phrase on why it cannot be had. */
  read(uri: string): { readonly text: string } | { readonly error: string };
  /** URIs of the `.hnas` files below folders. */
  list(folders: readonly string[]): readonly string[];
  /** Profiles of devices for the experiments of a file; without a disk nobody looks. */
  devices?(uri: string): Devices;
  /** Resolves when messages that have arrived meanwhile have been read. */
  pause(): Promise<void>;
  /** Starts the engine; a browser's worker cannot. `log` hears of what it says; `surroundings` is asked at each start for what it runs in. */
  engine?(log: (message: string) => void, surroundings: () => EngineSurroundings): OpenEngine | undefined;
}
