/**
 * Installs a real VS Code, once, into the user's cache: code-server from the npm registry, without its own install scripts (they would
 * build and download more than is needed); of its native modules only the two that it does not start without. About a minute and 700 MB.
 * The folder gets its name when all is done, so one that is there is complete, and two installations at once do not disturb each other.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { cacheFolder, codeServer, entryOf, installFolder, nodeMajor } from './place.ts';
import { run, type Outcome } from './run.ts';

export type Installed = { readonly install: string } | { readonly error: string };

/** `say` hears what is being done. */
export async function installVscode(say: (line: string) => void, env = process.env): Promise<Installed> {
  const install = installFolder(env);
  const why = await whatIsMissing(env);
  if (why !== undefined) return { error: why };
  if (existsSync(entryOf(install))) return { install };
  try {
    await mkdir(cacheFolder(env), { recursive: true });
    const folder = await mkdtemp(join(cacheFolder(env), 'installing-'));
    try {
      const outcome = await fill(folder, say);
      if ('error' in outcome) return outcome;
      return await settle(folder, install);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } catch (error) {
    return { error: `VS Code could not be installed into ${cacheFolder(env)}: ${(error as Error).message}.` };
  }
}

/** One sentence, or nothing where all is there. What is needed for the installation alone is not missed after it. */
export async function whatIsMissing(env = process.env): Promise<string | undefined> {
  if (process.platform !== 'linux')
    return 'The VS Code in the browser is set up on Linux only; elsewhere open this folder in VS Code and press F5, or install the package that "npm run package" makes.';
  if (Number(process.versions.node.split('.')[0]) !== nodeMajor)
    return `VS Code runs on Node ${nodeMajor} and this is ${process.version}; start it by npm, which takes the project's own Node.`;
  if (existsSync(entryOf(installFolder(env)))) return undefined;
  const missing: string[] = [];
  for (const tool of ['python3', 'make', 'g++']) if ('error' in (await run(tool, ['--version']))) missing.push(tool);
  if (missing.length === 0) return undefined;
  return `VS Code's native modules are built on this machine, for which ${missing.join(' and ')} must be installed; on Debian or Ubuntu: apt-get install python3 make g++.`;
}

async function fill(folder: string, say: (line: string) => void): Promise<Outcome> {
  const npm = (cwd: string, ...args: string[]): Promise<Outcome> =>
    run('npm', [...args, '--no-audit', '--no-fund'], { cwd, env: npmEnvironment() });
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const vscode = join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  const steps: readonly (readonly [string, () => Promise<Outcome>])[] = [
    [
      `fetching code-server ${codeServer}`,
      () => npm(folder, 'install', '--ignore-scripts', `code-server@${codeServer}`),
    ],
    ['fetching what VS Code needs', () => npm(vscode, 'install', '--omit=dev', '--ignore-scripts')],
    ['building its native modules', () => npm(vscode, 'rebuild', '@vscode/spdlog', '@vscode/native-watchdog')],
  ];
  for (const [what, step] of steps) {
    say(what);
    const outcome = await step();
    if ('error' in outcome) return { error: `VS Code could not be installed: ${outcome.error}` };
  }
  // They phone home or take memory, and nothing here needs them. Without github-authentication there would be errors and time-outs.
  for (const name of ['copilot', 'github', 'microsoft-authentication', 'tunnel-forwarding'])
    await rm(join(vscode, 'extensions', name), { recursive: true, force: true });
  return { output: '' };
}

/** Another installation may have come first: then its result is as good. */
async function settle(folder: string, install: string): Promise<Installed> {
  try {
    await rename(folder, install);
  } catch (error) {
    if (!existsSync(entryOf(install))) throw error;
  }
  return { install };
}

/** npm on this Node, building for it with the headers that came with it, and without the settings of an npm that runs this. */
function npmEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^npm_(config_(?!registry|cache)|package|lifecycle)/i.test(name),
  );
  const bin = dirname(process.execPath);
  const headers = join(bin, '..');
  return {
    ...Object.fromEntries(inherited),
    PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
    ...(existsSync(join(headers, 'include', 'node', 'node.h')) ? { npm_config_nodedir: headers } : {}),
  };
}
