/** The pages of docs/diagnostics: the wrong text, what is said of it, the mended text. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../../dsl/diagnostics/diagnostic.ts';
import { checkProgram } from '../../dsl/semantics/check.ts';
import type { Devices } from '../../dsl/semantics/devices.ts';
import { programOfSnippet, snippetsOf, type Snippet } from './snippets.ts';
import { root } from './spaces.ts';

export const folder = join(root, 'docs/diagnostics');

/** Codes that have a page. */
export const pages: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.md') && name !== 'README.md')
  .map((name) => name.slice(0, -'.md'.length));

export interface Page {
  readonly text: string;
  readonly wrong: Snippet;
  readonly mended: Snippet;
  /** What the page says that the editor says. */
  readonly message: string;
  /** Titles of the fixes that the page names. */
  readonly fixes: readonly string[];
}

export function pageOf(code: string): Page {
  const text = readFileSync(join(folder, `${code}.md`), 'utf8');
  const [wrong, mended] = snippetsOf(`${code}.md`, text).map(repeated);
  if (wrong === undefined || mended === undefined) throw new Error(`${code}.md needs a wrong and a mended text`);
  const message = /^> (.*)$/m.exec(text)?.[1] ?? '';
  const fixes = [...text.matchAll(/^- (.*)$/gm)].map(([, title = '']) => title.replaceAll('`', ''));
  return { text, wrong, mended, message, fixes };
}

/** A text with `times=N` stands for one in which it is there N times. */
function repeated(snippet: Snippet): Snippet {
  const times = snippet.codes.find((code) => code.startsWith('times='));
  if (times === undefined) return snippet;
  const codes = snippet.codes.filter((code) => code !== times);
  return { ...snippet, codes, text: snippet.text.repeat(Number(times.slice('times='.length))) };
}

/** What the pages take to be on the reader's machine. */
const devices: Devices = [
  {
    ...{ name: 'laptop', file: 'devices/laptop.json' },
    spaces: [
      {
        ...{ space: 'Small', source: 'measured', how: 'a processor', made: '2030-01-01T00:00:00.000Z' },
        ...{ architectures: 10, least: 0.001, most: 0.002 },
      },
    ],
  },
];

export const found = (snippet: Snippet): readonly Diagnostic[] =>
  checkProgram({ ...programOfSnippet(snippet), devices });
