/** The user's program as the system finds it: looked for when an experiment starts, so that a wrong name is one sentence and not a failure an evaluation. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { fail, ok, type Outcome } from '../../data/outcome.ts';
import { show } from '../../data/options.ts';

/** What Windows starts by itself: a batch file takes a shell, a script the program that reads it. */
const startable = /\.(exe|com)$/i;

/** The path of `name`: relative to `folder` where it has a slash, else in the folders of `search`, which is what PATH holds. */
export function findProgram(
  name: string,
  folder: string,
  search: string,
  platform: NodeJS.Platform = process.platform,
): Outcome<string> {
  const isPath = /[/\\]/.test(name);
  const folders = search.split(delimiter).filter((each) => each !== '');
  const suffixes = platform === 'win32' ? ['', '.exe'] : [''];
  const paths = isPath ? [resolve(folder, name)] : folders.map((each) => join(each, name));
  let found: string | undefined;
  for (const path of paths.flatMap((each) => suffixes.map((suffix) => each + suffix))) {
    if (!isFile(path)) continue;
    if (platform === 'win32' ? startable.test(path) : isExecutable(path)) return ok(path);
    found ??= path;
  }
  if (found !== undefined && platform === 'win32')
    return fail(
      `${show(name)} is nothing that Windows starts by itself; name the program that runs it first: run: [${/\.(cmd|bat)$/i.test(name) ? '"cmd", "/c"' : '"python"'}, ${show(name)}]`,
    );
  if (found !== undefined)
    return fail(
      `${show(name)} may not be executed; make it executable (chmod +x ${name}), or name the program that runs it first: run: ["python3", ${show(name)}]`,
    );
  if (isPath) return fail(`there is no program ${show(name)}: ${paths[0]} is not there`);
  const here = isFile(resolve(folder, name)) ? `; a file beside the spec is written "./${name}"` : '';
  return fail(`there is no program ${show(name)} in the folders of PATH${here}`);
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
