/**
 * How every request is answered: a cancelled one at once as cancelled, a failed one with nothing, logged once a feature. Handlers
 * themselves are synchronous; what the editor sent meanwhile, cancellations among it, is read before one begins, and between the steps of
 * a long one.
 */
import { LSPErrorCodes, ResponseError, type CancellationToken } from 'vscode-languageserver';

/** A `ResponseError` that is thrown is an answer, not a failure. */
export type Attempt = <T>(feature: string, run: () => T, otherwise: T) => T;

export function makeAttempt(log: (message: string) => void): Attempt {
  const reported = new Set<string>();
  return (feature, run, otherwise) => {
    try {
      return run();
    } catch (error) {
      if (error instanceof ResponseError) throw error;
      const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (!reported.has(feature)) log(`${feature} failed: ${cause}`);
      reported.add(feature);
      return otherwise;
    }
  };
}

type Answered<T> = Promise<T | ResponseError<never>>;

/** What the engine has a part in is a promise; it is bounded in time by who made it. */
export type Answer = <T>(
  feature: string,
  token: CancellationToken,
  run: () => T | Promise<T>,
  otherwise: T,
) => Answered<T>;

/** As `Answer`, for work in steps: a cancellation ends it at the next `yield`. */
export type AnswerInSteps = <T>(
  feature: string,
  token: CancellationToken,
  run: () => Generator<void, T>,
  otherwise: T,
) => Answered<T>;

const cancelled = (): ResponseError<never> => new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');

/** `pause` resolves when messages that have arrived meanwhile have been read. */
export function makeAnswer(attempt: Attempt, pause: () => Promise<void>): Answer {
  return async (feature, token, run, otherwise) => {
    await pause();
    if (token.isCancellationRequested) return cancelled();
    const found = attempt<unknown>(feature, run, otherwise);
    if (!(found instanceof Promise)) return found as typeof otherwise;
    const failed = (error: unknown): typeof otherwise =>
      attempt(
        feature,
        () => {
          throw error;
        },
        otherwise,
      );
    return (found as Promise<typeof otherwise>).catch(failed);
  };
}

export function makeAnswerInSteps(attempt: Attempt, pause: () => Promise<void>): AnswerInSteps {
  return async (feature, token, run, otherwise) => {
    const steps = run();
    for (;;) {
      await pause();
      if (token.isCancellationRequested) return cancelled();
      const step = attempt(feature, () => steps.next(), { done: true as const, value: otherwise });
      if (step.done === true) return step.value;
    }
  };
}
