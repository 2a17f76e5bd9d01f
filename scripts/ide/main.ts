/** `npm run ide`: installs a VS Code where there is none yet, packages the extension, opens both in the browser, and ends with Ctrl-C. */
import { existsSync, statSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openBrowser } from './browser.ts';
import { installVscode } from './install.ts';
import { readOptions, usage, type IdeOptions } from './options.ts';
import { packageExtension, root } from './package.ts';
import { cacheFolder } from './place.ts';
import { installExtension, startServer } from './server.ts';
import { beginSettings, quiet } from './settings.ts';

const say = (line: string): void => console.log(`ide: ${line}`);

export async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === undefined) {
    console.log(usage);
    return 0;
  }
  const error = 'error' in options ? `${options.error}.\n\n${usage}` : await open(options);
  if (error === undefined) return 0;
  console.error(`ide: ${error}`);
  return 'error' in options ? 2 : 1;
}

/** Until the server ends; one sentence where it does not come so far. */
async function open(options: IdeOptions): Promise<string | undefined> {
  const home = join(cacheFolder(process.env), 'ide');
  const given = options.folder === undefined ? undefined : resolve(options.folder);
  if (given !== undefined && !(existsSync(given) && statSync(given).isDirectory()))
    return `there is no folder ${given}.`;
  const installed = await installVscode(say);
  if ('error' in installed) return installed.error;
  if (options.vsix === undefined) say('packaging the extension');
  const packaged = options.vsix === undefined ? await packageExtension() : { vsix: resolve(options.vsix) };
  if ('error' in packaged) return packaged.error;

  if (options.fresh) await rm(home, { recursive: true, force: true });
  await mkdir(home, { recursive: true });
  await beginSettings(home, quiet);
  const extended = await installExtension({ ...installed, home }, packaged.vsix);
  if ('error' in extended) return `The extension could not be installed: ${extended.error}`;
  const folder = given ?? (await examples(home));

  const server = await startServer({ ...installed, home, port: options.port, trust: false });
  if ('error' in server) return server.error;
  const url = address(server.url, folder, given === undefined ? join(folder, 'demo.hnas') : undefined);
  say(`${folder} is open at\n\n  ${url}\n\nCtrl-C ends it, with all searches that are under way.`);
  if (options.open) openBrowser(url);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void server.stop());
  await server.ended;
  await server.stop();
  return undefined;
}

/** A copy of the examples; what is there of an earlier time stays. */
async function examples(home: string): Promise<string> {
  const folder = join(home, 'examples');
  await cp(join(root, 'examples'), folder, {
    recursive: true,
    force: false,
    filter: (path) => !path.includes('.hnas/'),
  });
  return folder;
}

/** Of a folder, and of a file that is to be open at first. */
export function address(url: string, folder: string, file?: string): string {
  const opened = JSON.stringify([['openFile', `vscode-remote://${new URL(url).host}${file}`]]);
  return `${url}/?folder=${readable(folder)}${file === undefined ? '' : `&payload=${readable(opened)}`}`;
}

const readable = (text: string): string => encodeURIComponent(text).replaceAll('%2F', '/').replaceAll('%3A', ':');
