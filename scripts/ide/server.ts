/**
 * The server of the VS Code in the browser: on 127.0.0.1 only, without a password (whoever is logged in on this machine reaches it), without
 * telemetry, updates, marketplace or proxy. All that it keeps is in one folder. It runs in a process group of its own, which ends as a whole:
 * extension host, language server, engine and runs.
 */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { entryOf } from './place.ts';
import { run, type Outcome } from './run.ts';

export interface ServerOptions {
  readonly install: string;
  /** Holds settings, extensions, logs and temporary files. */
  readonly home: string;
  /** 0: a free one. */
  readonly port: number;
  /** Whether workspaces must be trusted by somebody first. */
  readonly trust: boolean;
}

export interface Server {
  /** Without a path. */
  readonly url: string;
  readonly pid: number;
  /** Ends when the server does, with its exit code or signal. */
  readonly ended: Promise<string>;
  /** Ends the server and all that it started. */
  stop(): Promise<void>;
}

const patience = 60_000;

export async function startServer(options: ServerOptions): Promise<Server | { readonly error: string }> {
  const { home, port, trust } = options;
  await mkdir(join(home, 'tmp'), { recursive: true });
  // Else one with a password is written.
  await writeFile(join(home, 'config.yaml'), 'auth: none\ncert: false\n');
  const args = [
    ...common(options),
    '--bind-addr',
    `127.0.0.1:${port}`,
    '--auth',
    'none',
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-proxy',
    '--disable-getting-started-override',
    '--ignore-last-opened',
    ...(trust ? [] : ['--disable-workspace-trust']),
  ];
  const child = spawn(process.execPath, args, {
    env: environment(home),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const log = createWriteStream(join(home, 'server.log'));
  let printed = '';
  const ended = new Promise<string>((done) => child.once('close', (code, signal) => done(String(signal ?? code))));
  const kill = (): void => void signalGroup(child.pid, 'SIGKILL');
  process.once('exit', kill);
  const stop = async (): Promise<void> => {
    signalGroup(child.pid, 'SIGTERM');
    if ((await Promise.race([ended, later(5000)])) === undefined) signalGroup(child.pid, 'SIGKILL');
    await ended;
    // Those that the main process left behind; the system takes a moment to end them.
    kill();
    for (const end = Date.now() + 2000; signalGroup(child.pid, 0) && Date.now() < end;) await setTimeout(20);
    process.removeListener('exit', kill);
  };
  const listening = new Promise<string>((found) => {
    const read = (chunk: Buffer): void => {
      log.write(chunk);
      printed = (printed + chunk.toString()).slice(-4000);
      const url = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(printed)?.[1];
      if (url !== undefined) found(url);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
  });
  const url = await Promise.race([listening, ended.then(() => undefined), later(patience)]);
  if (url === undefined || child.pid === undefined || !(await healthy(url))) {
    await stop();
    if (printed.includes('EADDRINUSE'))
      return { error: `The port ${port} is taken; give another, or none for a free one.` };
    return { error: `VS Code's server did not start; it said:\n${printed.trim().split('\n').slice(-8).join('\n')}` };
  }
  return { url, pid: child.pid, ended, stop };
}

/** Installs a packaged extension into the folder of a server. */
export const installExtension = (options: Pick<ServerOptions, 'install' | 'home'>, vsix: string): Promise<Outcome> =>
  run(process.execPath, [...common(options), '--install-extension', vsix, '--force'], {
    env: environment(options.home),
  });

const common = ({ install, home }: Pick<ServerOptions, 'install' | 'home'>): readonly string[] => [
  entryOf(install),
  '--config',
  join(home, 'config.yaml'),
  '--user-data-dir',
  join(home, 'data'),
  '--extensions-dir',
  join(home, 'extensions'),
];

/** Of this process what programs need; nothing of a VS Code, an npm or a test runner that may run it. */
function environment(home: string): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'SHELL', 'TERM', 'HNAS_BACKENDS', 'HNAS_DATA'];
  return {
    ...Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
    XDG_CONFIG_HOME: join(home, 'xdg', 'config'),
    XDG_DATA_HOME: join(home, 'xdg', 'data'),
    XDG_CACHE_HOME: join(home, 'xdg', 'cache'),
    TMPDIR: join(home, 'tmp'),
    // No marketplace.
    EXTENSIONS_GALLERY: '{}',
  };
}

async function healthy(url: string): Promise<boolean> {
  const end = Date.now() + patience;
  while (Date.now() < end) {
    const answer = await fetch(`${url}/healthz`).catch(() => undefined);
    if (answer?.ok === true) return true;
    await setTimeout(100);
  }
  return false;
}

/** Whether there was still somebody in the group of a process. */
function signalGroup(pid: number | undefined, signal: NodeJS.Signals | 0): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** A limit on waiting, which keeps nobody from ending. */
const later = (milliseconds: number): Promise<undefined> => setTimeout(milliseconds, undefined, { ref: false });
