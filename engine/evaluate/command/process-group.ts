/**
 * Ends a program with everything that it started. A program leads a process group of its own, so that signals reach its children too; on Windows `taskkill`
 * follows the tree. A guard, a shell that waits for its input to close, ends the group when the engine dies and can do nothing any more.
 */
import { spawn, type ChildProcess } from 'node:child_process';

/** Seconds in which a program may put its things in order after it was asked to end. */
const GRACE = 3;

const isWindows = process.platform === 'win32';

export interface Group {
  /** Asks all of it to end, and ends what is left after a moment. */
  end(): void;
  /** Ends what is left at once, and the guard with it. */
  clear(): void;
}

export function groupOf(leader: ChildProcess): Group {
  const { pid } = leader;
  // It could not be started.
  if (pid === undefined) return { end: () => undefined, clear: () => undefined };
  if (isWindows) {
    const end = (): void => {
      spawn('taskkill', ['/pid', `${pid}`, '/T', '/F'], { stdio: 'ignore' }).on('error', () => leader.kill());
    };
    return { end, clear: () => undefined };
  }
  const guard = guardOf(pid);
  let later: NodeJS.Timeout | undefined;
  return {
    end: () => {
      signalGroup(pid, 'SIGTERM');
      later ??= setTimeout(() => signalGroup(pid, 'SIGKILL'), GRACE * 1000);
    },
    clear: () => {
      clearTimeout(later);
      signalGroup(pid, 'SIGKILL');
      guard.kill('SIGKILL');
      guard.stdin?.destroy();
    },
  };
}

function guardOf(pid: number): ChildProcess {
  const guard = spawn('/bin/sh', ['-c', 'read -r _; kill -s KILL -- "-$1"', 'sh', `${pid}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  // Without a shell there is none; the program is ended all the same while the engine lives.
  guard.on('error', () => undefined);
  guard.stdin?.on('error', () => undefined);
  guard.unref();
  return guard;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Nothing of it is left.
  }
}
