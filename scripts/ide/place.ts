/** Where the real VS Code lives: pinned versions, and the folders in the user's cache. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** From the npm registry; holds VS Code 1.139.1. */
export const codeServer = '4.139.1';
/** Its native modules are built for this Node, which is also the one of the extension host. */
export const nodeMajor = 24;

type Environment = Readonly<Record<string, string | undefined>>;

/** As the XDG base directories say; a relative `XDG_CACHE_HOME` does not count. */
export function cacheFolder(env: Environment): string {
  const xdg = env['XDG_CACHE_HOME'];
  return join(xdg?.startsWith('/') === true ? xdg : join(env['HOME'] ?? homedir(), '.cache'), 'hypernas-studio');
}

/** Holds code-server as a package, ready to run: there is such a folder only once it is complete. */
export const installFolder = (env: Environment): string =>
  join(cacheFolder(env), `vscode-${codeServer}-${process.platform}-${process.arch}`);

export const entryOf = (install: string): string =>
  join(install, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
