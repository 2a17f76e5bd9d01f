/** The engine's state and its restart, for editors that ask: methods beside LSP, in engine/protocol/status.ts. */
import type { Connection } from 'vscode-languageserver';
import {
  ENGINE_STATUS,
  ENGINE_STATUS_CHANGED,
  RESTART_ENGINE,
  type EngineStatus,
} from '../../engine/protocol/status.ts';
import type { Accuracy } from './accuracy.ts';

export interface EngineStatusServer {
  /** From the editor's first message: `{ engine: false }` keeps the engine off, `{ engineStatus: true }` wants to hear of changes. */
  initialize(options: unknown): void;
  listens(): boolean;
  changed(status: EngineStatus): void;
  serve(accuracy: Accuracy): void;
  /** Another Node is to run the engine: begun anew where it was begun. */
  surroundingsChanged(): void;
}

export function serveEngineStatus(connection: Connection, log: (message: string) => void): EngineStatusServer {
  let isListening = false;
  let isAllowed = true;
  let served: Accuracy | undefined;
  return {
    initialize: (options) => {
      const { engine, engineStatus, why } = (options ?? {}) as Partial<
        Record<'engine' | 'engineStatus' | 'why', unknown>
      >;
      isListening = engineStatus === true;
      isAllowed = engine !== false;
      if (!isAllowed) served?.stop(typeof why === 'string' ? why : 'the editor keeps it off');
    },
    listens: () => isListening,
    changed: (status) => {
      if (!isListening) return;
      connection
        .sendNotification(ENGINE_STATUS_CHANGED, status)
        .catch((error: unknown) => log(`the engine's status cannot be told: ${String(error)}`));
    },
    surroundingsChanged: () => {
      const state = served?.status().state;
      if (isAllowed && state !== 'idle' && state !== 'absent') served?.restart();
    },
    serve: (accuracy) => {
      served = accuracy;
      connection.onRequest(ENGINE_STATUS, async () => {
        await accuracy.askBackends();
        return accuracy.status();
      });
      connection.onRequest(RESTART_ENGINE, () => {
        if (isAllowed) accuracy.restart();
        return accuracy.status();
      });
    },
  };
}
