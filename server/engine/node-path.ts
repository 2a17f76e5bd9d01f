/** A Node of the user's own for the engine: looked at before anything is started with it, so that a wrong path is one sentence and no crash. */
import { execFile } from 'node:child_process';
import { isAbsolute } from 'node:path';

/** The engine needs `node:sqlite` without a flag. */
const LEAST = [22, 13] as const;
/** Milliseconds until it must have told its version. */
const PATIENCE = 5_000;

const WAY_BACK = 'correct the setting hypernas.engine.nodePath or empty it, then restart the engine';

/** Undefined where the engine can be run by it. */
export async function whyNotNode(path: string): Promise<string | undefined> {
  if (!isAbsolute(path)) return `the Node at "${path}" is not named by an absolute path; ${WAY_BACK}`;
  const told = await versionOf(path);
  if ('error' in told) return `the Node at "${path}" ${told.error}; ${WAY_BACK}`;
  const [, major, minor] = /^v(\d+)\.(\d+)\./.exec(told.version) ?? [];
  if (major === undefined || minor === undefined)
    return `the program at "${path}" is no Node: asked for its version, it said "${told.version.slice(0, 60)}"; ${WAY_BACK}`;
  const [most, next] = [Number(major), Number(minor)];
  if (most > LEAST[0] || (most === LEAST[0] && next >= LEAST[1])) return undefined;
  return `the Node at "${path}" is ${told.version}, and the engine needs ${LEAST.join('.')} or newer; ${WAY_BACK}`;
}

function versionOf(path: string): Promise<{ readonly version: string } | { readonly error: string }> {
  return new Promise((resolve) => {
    execFile(path, ['--version'], { timeout: PATIENCE, killSignal: 'SIGKILL' }, (error, stdout) => {
      if (error === null) resolve({ version: stdout.trim() });
      else resolve({ error: phraseOf(error) });
    });
  });
}

function phraseOf({ code, killed, message }: { code?: unknown; killed?: boolean; message: string }): string {
  if (code === 'ENOENT') return 'does not exist';
  if (code === 'EACCES') return 'may not be run';
  if (killed === true) return `did not tell its version in ${PATIENCE / 1000} s`;
  return `cannot be run (${message.split('\n')[0] ?? ''})`;
}
