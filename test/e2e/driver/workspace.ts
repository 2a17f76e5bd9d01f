/** Folders to work in: a copy of what a test needs, made anew for each, since editors save what is typed. */
import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root } from '../../../scripts/ide/package.ts';
import type { VsCode } from './vscode.ts';

/** A text, or the path of an example or of a file of `test/e2e/fixtures`. */
type Content = string | { readonly example: string } | { readonly fixture: string };

export async function makeWorkspace(vscode: VsCode, files: Readonly<Record<string, Content>>): Promise<string> {
  const folder = await mkdtemp(join(vscode.home, 'work-'));
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    if (typeof content === 'string') await writeFile(path, content);
    else await cp(sourceOf(content), path, { recursive: true });
  }
  return folder;
}

const sourceOf = (content: Exclude<Content, string>): string =>
  'example' in content ? join(root, 'examples', content.example) : join(root, 'test/e2e/fixtures', content.fixture);
