/**
 * How every request is answered: a cancelled one at once as cancelled, a failed one with nothing, logged once a feature. Handlers
 * themselves are synchronous; what the editor sent meanwhile, cancellations among it, is read before one begins.
 */
import { LSPErrorCodes, ResponseError, type CancellationToken } from 'vscode-languageserver';

export type Attempt = <T>(feature: string, run: () => T, otherwise: T) => T;

export function makeAttempt(log: (message: string) => void): Attempt {
  const reported = new Set<string>();
  return (feature, run, otherwise) => {
    try {
      return run();
    } catch (error) {
      const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (!reported.has(feature)) log(`${feature} failed: ${cause}`);
      reported.add(feature);
      return otherwise;
    }
  };
}

export type Answer = <T>(
  feature: string,
  token: CancellationToken,
  run: () => T,
  otherwise: T,
) => Promise<T | ResponseError<void>>;

export function makeAnswer(attempt: Attempt): Answer {
  return async (feature, token, run, otherwise) => {
    await new Promise((resolve) => setImmediate(resolve));
    if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    return attempt(feature, run, otherwise);
  };
}
