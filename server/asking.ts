/** Requests and messages to the client. It may refuse, or be gone: neither is a failure of the server. */
import type { Connection } from 'vscode-languageserver';

export type Log = (message: string) => void;

export function makeLog(connection: Connection): Log {
  return (message) => {
    try {
      connection.console.error(message);
    } catch {
      // Nobody is left to read it.
    }
  };
}

/** Runs a request to the client; what fails is logged behind `what`. */
export function ask(log: Log, what: string, request: () => Promise<unknown>): void {
  const fail = (error: unknown): void => log(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  try {
    request().catch(fail);
  } catch (error) {
    fail(error);
  }
}
