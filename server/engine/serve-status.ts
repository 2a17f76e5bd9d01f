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
  changed(status: EngineStatus): void;
  serve(accuracy: Accuracy): void;
}

export function serveEngineStatus(connection: Connection, log: (message: string) => void): EngineStatusServer {
  let listens = false;
  let isAllowed = true;
  let served: Accuracy | undefined;
  return {
    initialize: (options) => {
      const { engine, engineStatus, why } = (options ?? {}) as Partial<
        Record<'engine' | 'engineStatus' | 'why', unknown>
      >;
      listens = engineStatus === true;
      isAllowed = engine !== false;
      if (!isAllowed) served?.stop(typeof why === 'string' ? why : 'the editor keeps it off');
    },
    changed: (status) => {
      if (!listens) return;
      connection
        .sendNotification(ENGINE_STATUS_CHANGED, status)
        .catch((error: unknown) => log(`the engine's status cannot be told: ${String(error)}`));
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
