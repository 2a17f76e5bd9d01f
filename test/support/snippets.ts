/**
 * Code blocks of the documentation. The info string of a block says what it is: `hnas` a whole file; `hnas space` members of a space;
 * `hnas network` statements of a network; `hnas cell` cells, each of which is used twice; `hnas experiment` items beside a space `Small`,
 * a data set `Digits` and an evaluator `Train`. Then follow the diagnostics that it must get, and `size=N`, the architectures that it must have.
 * A block `paths` lists the decision paths of the space before it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { format } from '../../dsl/syntax/format/formatter.ts';
import { checkProgram } from '../../dsl/semantics/check.ts';
import { loadProgram, type Program, type ProgramHost } from '../../dsl/semantics/program.ts';
import { root } from './spaces.ts';

export interface Snippet {
  /** `language.md:12`, the line of the opening fence. */
  readonly where: string;
  /** The text as a whole file. */
  readonly text: string;
  /** Expected diagnostics, sorted. */
  readonly codes: readonly string[];
  readonly size: bigint | undefined;
  /** Lines of the `paths` block after it. */
  readonly paths: readonly string[] | undefined;
}

type Mode = 'file' | 'space' | 'network' | 'cell' | 'experiment';
const modes: readonly string[] = ['space', 'network', 'cell', 'experiment'] satisfies Mode[];

/** All `hnas` blocks of README.md and docs/*.md. */
export function documentationSnippets(): readonly Snippet[] {
  const files = [
    'README.md',
    ...readdirSync(join(root, 'docs'))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ];
  return files.flatMap((file) => snippetsOf(file, readFileSync(join(root, file), 'utf8')));
}

export function snippetsOf(file: string, markdown: string): Snippet[] {
  const found: Snippet[] = [];
  const fence = /^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm;
  for (const match of markdown.matchAll(fence)) {
    const [, language, info = '', body = ''] = match;
    const line = markdown.slice(0, match.index).split('\n').length;
    if (language === 'paths') {
      const last = found.pop();
      if (last === undefined) throw new Error(`${file}:${line}: paths of no space`);
      found.push({ ...last, paths: body.trim().split('\n') });
    }
    if (language !== 'hnas') continue;
    const words = info
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '');
    const mode = (modes.includes(words[0] ?? '') ? words.shift() : 'file') as Mode;
    const size = words.find((word) => word.startsWith('size='))?.slice('size='.length);
    found.push({
      where: `${file}:${line}`,
      text: wrap(mode, body),
      codes: words.filter((word) => !word.startsWith('size=')).sort(),
      size: size === undefined ? undefined : BigInt(size),
      paths: undefined,
    });
  }
  return found;
}

const head = 'global_avgpool >> linear(out: 10)';

function indent(text: string, by: string): string {
  return text.replace(/^(?=.)/gm, by);
}

function wrap(mode: Mode, body: string): string {
  const space = (members: string): string =>
    `space Example {\n  input image[3, 32, 32]\n  output logits[10]\n${members}}\n`;
  switch (mode) {
    case 'file':
      return body;
    case 'space':
      return space(indent(body, '  '));
    case 'network':
      return space(`  network {\n${indent(body, '    ')}    ${head}\n  }\n`);
    case 'cell': {
      const uses = [...body.matchAll(/^cell (\w+)/gm)].map(([, name]) => `    ${name}(out: 16) >> ${name}(out: 16)\n`);
      return space(
        `${indent(body, '  ')}  network {\n    conv3x3(out: 16) >> batchnorm\n${uses.join('')}    ${head}\n  }\n`,
      );
    }
    case 'experiment':
      return `import "small.hnas"\n\n${body}`;
  }
}

const small = `space Small {
  input image[1, 16, 16]
  output logits[10]
  network { conv3x3(out: choice [8, 16]) >> ${head} }
}
dataset Digits = glyphs { train: 1000 }
evaluator Train = train { epochs: 1 }
`;

/** Imports are found in examples/. */
export function programOfSnippet({ text }: Snippet): Program {
  const host: ProgramHost = {
    read: (file) => {
      if (file === 'snippet.hnas') return { text };
      if (file === 'small.hnas') return { text: small };
      try {
        return { text: readFileSync(join(root, 'examples', file), 'utf8') };
      } catch {
        return { error: 'the file does not exist' };
      }
    },
    resolve: (from, path) => posix.join(posix.dirname(from), path),
  };
  return loadProgram('snippet.hnas', host).value as Program;
}

/** `code: message` of what the checker says, sorted; a single architecture is what many a small example of a network is. */
export function diagnosticsOf(snippet: Snippet): readonly { code: string; message: string }[] {
  return checkProgram(programOfSnippet(snippet))
    .filter(({ code }) => code !== 'space-of-one')
    .map(({ code, message }) => ({ code, message }))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}

export function formatted({ text, where }: Snippet): string {
  return format(text, where).value;
}
