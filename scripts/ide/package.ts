/** The packaged extension, made from the sources as `npm run package` makes it. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { run } from './run.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Path of the `.vsix`. */
export async function packageExtension(): Promise<{ readonly vsix: string } | { readonly error: string }> {
  const outcome = await run(process.execPath, [join(root, 'scripts', 'package.mjs')], { cwd: root });
  if ('error' in outcome) return { error: `The extension could not be packaged: ${outcome.error}` };
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, string>;
  return { vsix: join(root, 'artefacts', `${name}-${version}.vsix`) };
}
