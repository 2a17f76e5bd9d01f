/** The engine's state as the language server told it last, for all who show it. */
import { EventEmitter, type Disposable, type Event } from 'vscode';
import type { EngineStatus } from '../../engine/protocol/status.ts';

export interface EngineState extends Disposable {
  /** Undefined until the language server said something. */
  readonly status: EngineStatus | undefined;
  readonly onChange: Event<EngineStatus>;
  take(status: EngineStatus): void;
}

export function engineState(): EngineState {
  let status: EngineStatus | undefined;
  const emitter = new EventEmitter<EngineStatus>();
  return {
    get status() {
      return status;
    },
    onChange: emitter.event,
    take: (next) => {
      status = next;
      emitter.fire(next);
    },
    dispose: () => emitter.dispose(),
  };
}
