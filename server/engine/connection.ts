/** The engine as the server sees it: something that can be started, asked, and lost. Tests put a fake in its place. */
import type { EnginePeer } from '../../engine/protocol/peer.ts';

export interface EngineProcess {
  readonly peer: EnginePeer;
  /** Resolves with a sentence on why when the process has ended, or could not be started. */
  readonly ended: Promise<string>;
  /** Ends it at once. */
  kill(): void;
}

/** Starts a process; never throws. */
export type OpenEngine = () => EngineProcess;
