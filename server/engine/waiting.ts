/** Waiting for an engine that is needed now: started where it has not run, waited for while it comes up, and not for ever. */
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { EnginePeer } from '../../engine/protocol/peer.ts';
import type { Supervisor, SupervisorStatus } from './supervisor.ts';

/** Milliseconds that someone waits for an engine that is coming up. */
const PATIENCE = 20_000;

/** The running engine, or one sentence on why there is none. Answers at once when the signal is aborted, with whatever is the case. */
export function engineFor(engine: Supervisor, signal: AbortSignal): Promise<EnginePeer | string> {
  engine.need();
  const now = (): EnginePeer | string | undefined => engine.peer() ?? whyNone(engine.status);
  const known = now();
  if (known !== undefined) return Promise.resolve(known);
  return new Promise((resolve) => {
    const settle = (found: EnginePeer | string): void => {
      clearTimeout(timer);
      stopListening();
      resolve(found);
    };
    const look = (): void => {
      const found = now();
      if (found !== undefined) settle(found);
    };
    const timer = setTimeout(() => settle(late(engine.status)), PATIENCE);
    const stopListening = engine.listen({ up: settle, changed: look });
    signal.addEventListener('abort', () => settle(late(engine.status)), { once: true });
  });
}

/** Undefined while it may come up by itself. */
function whyNone({ state, why }: SupervisorStatus): string | undefined {
  if (state === 'absent')
    return 'There is no engine where the language server runs: searches and predictions need one.';
  if (state === 'stopped') return `The engine is stopped: ${why ?? 'it was told to stop'}.`;
  return undefined;
}

const late = ({ why }: SupervisorStatus): string =>
  `The engine is not up after ${PATIENCE / 1000} s${why === undefined ? '' : `: ${why}`}; try again, or restart it.`;

export const refusal = (sentence: string): ResponseError<void> =>
  new ResponseError(LSPErrorCodes.RequestFailed, sentence);
