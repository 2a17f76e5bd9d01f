/**
 * Every line of every example as it is while somebody types it: cut after each word and sign, the rest of the file below it. Completion offers
 * the word that came next, or the rest of the one begun, and what stands on other lines stays in the tree.
 */
import { dirname, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadProgram } from '../../../../dsl/semantics/program.ts';
import { complete } from '../../../../dsl/service/completion.ts';
import { parse } from '../../../../dsl/syntax/parser.ts';
import { EXAMPLES } from '../../../support/lsp/fuzz.ts';

interface Cut {
  /** What stands on the line up to the cursor. */
  readonly typed: string;
  /** The text with the line cut there, and without the line at all. */
  readonly text: string;
  readonly without: string;
  readonly cursor: number;
  /** The word that is begun, or came next; undefined where none did. */
  readonly next: string | undefined;
  /** Whether the line opens as many brackets as it closes. */
  readonly whole: boolean;
}

function* cutsOf(text: string, marks: RegExp): Generator<Cut> {
  let start = 0;
  for (const line of text.split('\n')) {
    const opened = (line.match(/[{[(]/g) ?? []).length;
    const whole = opened === (line.match(/[}\])]/g) ?? []).length;
    const ends = new Set([...line.matchAll(marks)].map((found) => found.index + found[0].length));
    for (const end of line.trimStart().startsWith('//') ? [] : ends) {
      const typed = line.slice(0, end);
      const rest = line.slice(end);
      const begun = /[A-Za-z_]\w*$/.exec(typed)?.[0];
      const next = begun === undefined ? /^\s*([A-Za-z_]\w*)/.exec(rest)?.[1] : begun + (/^\w*/.exec(rest)?.[0] ?? '');
      yield {
        typed: typed.trim(),
        text: text.slice(0, start) + typed + text.slice(start + line.length),
        without: text.slice(0, start) + text.slice(start + line.length),
        cursor: start + end,
        next: /\d$/.test(typed) && begun === undefined ? undefined : next,
        whole,
      };
    }
    start += line.length + 1;
  }
}

/** What only its author knows: names being declared, texts in quotes, the columns of a table, the keys of a record of one's own. */
const MADE_UP = [
  /(?:^|\s)(?:space|cell|block|op|opset|param|let|arch|dataset|evaluator|predictor|hypernetwork|experiment|for|nodes) \w*$/,
  /^inputs [\w, ]*$/,
  /^(?:cell|block|op) \w+\((?:[^)]*,)? ?\w*$/,
  /^repeat \w+ as \w*$/,
  /\/\//,
  /^[^"]*(?:"[^"]*"[^"]*)*"[^"]*$/,
  /\b(?:metric|key|edgegpu|phone): \w*$/,
  /^\{(?: \w+: \w+,)* \w*$/,
];

const names = Object.keys(EXAMPLES);

describe('completion in a line that is not finished', () => {
  it.each(names)('%s', (name) => {
    const text = EXAMPLES[name] ?? '';
    const wrong: string[] = [];
    for (const { typed, text: edited, cursor, next } of cutsOf(text, /\s+|[^\w\s]|[A-Za-z_]\w/g)) {
      if (next === undefined || MADE_UP.some((shape) => shape.test(typed) || shape.test(`${typed} `))) continue;
      const { value: program } = loadProgram(name, {
        read: (file) => {
          const found = file === name ? edited : EXAMPLES[file];
          return found === undefined ? { error: 'the file does not exist' } : { text: found };
        },
        resolve: (from, path) => posix.join(dirname(from), path),
      });
      const offered = program === undefined ? [] : complete(program, name, cursor);
      if (!offered.some(({ label }) => label.startsWith(next))) wrong.push(`${typed}| should offer ${next}`);
    }
    expect(wrong).toEqual([]);
  });
});

describe('the outline around a line that is not finished', () => {
  it.each(names)('%s', (name) => {
    const text = EXAMPLES[name] ?? '';
    const wrong: string[] = [];
    let [known, wanted] = ['', outline('')];
    for (const { typed, text: edited, without, whole } of cutsOf(text, /\w+|[^\w\s]/g)) {
      if (!whole) continue;
      if (known !== without) [known, wanted] = [without, outline(without)];
      const lost = missing(wanted, outline(edited));
      if (lost.length > 0) wrong.push(`${typed}| loses ${lost.join(', ')}`);
    }
    expect(wrong).toEqual([]);
  });
});

/** Items, members and statements, each named by what is around it. */
function outline(text: string): string[] {
  const found: string[] = [];
  const visit = (node: unknown, path: string): void => {
    if (Array.isArray(node)) for (const each of node) visit(each, path);
    if (typeof node !== 'object' || node === null || !('kind' in node) || !('span' in node)) return;
    const { kind, name, key, members, body, statements } = node as Record<string, unknown>;
    const own = `${path}/${String(kind)} ${textOf(name) ?? textOf(key) ?? ''}`;
    found.push(own);
    visit(members, own);
    visit((body as { statements?: unknown } | undefined)?.statements, own);
    visit(statements, own);
  };
  visit(parse(text, 'outline').value.items, '');
  return found;
}

const textOf = (name: unknown): string | undefined =>
  typeof name === 'object' && name !== null && 'text' in name ? String(name.text) : undefined;

/** Of the first list, what the second one does not have as often. */
function missing(wanted: readonly string[], had: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const each of had) left.set(each, (left.get(each) ?? 0) + 1);
  return wanted.filter((each) => {
    const count = left.get(each) ?? 0;
    left.set(each, count - 1);
    return count <= 0;
  });
}
