/** The engine as the server sees it: something that can be started, asked, and lost. Tests put a fake in its place. */
import type { EnginePeer } from '../../engine/protocol/peer.ts';

export interface EngineProcess {
  readonly peer: EnginePeer;
  /** Resolves with a sentence on why when the process has ended, or could not be started. */
  readonly ended: Promise<string>;
  /** Ends it at once. */
  kill(): void;
}

/** No engine can be started like this, however often it is tried: one sentence, with what can be done about it. */
export interface Unusable {
  readonly unusable: string;
}

/** What an engine runs in, as the settings say. */
export interface EngineSurroundings {
  /** The Node of the user's own that runs it; undefined for the one that runs the server. */
  readonly nodePath: string | undefined;
  /** The device that it computes on; undefined: what it inherits, else its own choice. */
  readonly device: string | undefined;
}

/** Starts a process; never throws and never rejects. */
export type OpenEngine = () => EngineProcess | Promise<EngineProcess | Unusable>;
