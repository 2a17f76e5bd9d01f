/**
 * What a table of measured architectures seems to hold: its columns, which of them names the architectures and how, and which one is an accuracy.
 * Guesses, for a form that the user completes; the table is read for good when a run or a model opens it.
 */
import { resolve } from 'node:path';
import type { DecisionSpace } from '../../dsl/space/decision-space.ts';
import { bindNotation } from '../../dsl/space/notations/bind.ts';
import { textOf } from '../../dsl/space/notations/binding.ts';
import { parseAutoformer } from '../../dsl/space/notations/autoformer.ts';
import { parseDarts } from '../../dsl/space/notations/darts.ts';
import { parseNb101Text } from '../../dsl/space/notations/nb101.ts';
import { parseNb201 } from '../../dsl/space/notations/nb201.ts';
import { notationNames, type NotationName } from '../../dsl/space/notations/notation-name.ts';
import { readRows, TableProblem, type TableRow } from '../evaluate/table/read-rows.ts';
import type { ParamsOf, ResultOf } from '../protocol/messages.ts';
import { Refusal } from '../protocol/peer.ts';
import { openSource, pathOf } from './open-source.ts';

/** Rows that are looked at closely; all are counted. */
const LOOKED = 50;
/** Characters of a sample. */
const SAMPLE = 80;

interface Guess {
  readonly key: string | undefined;
  readonly notation: NotationName | undefined;
}

/** Rejects with a Refusal where it is no table. With a source, architectures are those of its experiment's space. */
export async function inspectTable(
  { path, source }: ParamsOf<'inspectTable'>,
  signal: AbortSignal,
): Promise<ResultOf<'inspectTable'>> {
  const file = pathOf(path);
  if (file === undefined) throw new Refusal(`${path} is not on the disk: a table is read from there`);
  const first: TableRow[] = [];
  let rows = 0;
  try {
    for await (const row of readRows(resolve(file), signal)) {
      if (rows++ < LOOKED) first.push(row);
    }
  } catch (error) {
    if (error instanceof TableProblem) throw new Refusal(error.message);
    throw error;
  }
  const opened = source === undefined ? undefined : openSource(source);
  const space = opened === undefined || 'error' in opened ? undefined : opened.value.space.withoutCosts();
  const names = first[0]?.columns ?? [];
  const columns = names.map((name) => ({
    name,
    sample: textOf(first[0]?.value(name)).slice(0, SAMPLE),
    numeric: first.every((row) => isNumber(row.value(name))),
  }));
  const guess = (space && guessIn(space, names, first)) ?? guessByForm(names, first);
  const numeric = columns.filter((each) => each.numeric && each.name !== guess.key).map(({ name }) => name);
  return { rows, columns, ...guess, metric: accuracyAmong(numeric, first) };
}

function isNumber(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));
}

/** The notation and column by which the first rows are read as architectures of the space. */
function guessIn(space: DecisionSpace, columns: readonly string[], rows: readonly TableRow[]): Guess | undefined {
  const usual = notationNames.map((notation) => ({ notation, key: undefined }));
  const named = columns.flatMap((key) => notationNames.map((notation) => ({ notation, key })));
  for (const { notation, key } of [...usual, ...named]) {
    const bound = bindNotation(space, { notation, key, columns });
    if ('error' in bound) continue;
    const reads = rows.map((row) => bound.value.read(row.value));
    // An architecture that the space's requirements exclude is one all the same.
    const isRead = reads.length > 0 && reads.every((read) => 'value' in read || read.infeasible === true);
    if (isRead) return { notation, key: bound.value.columns.length === 1 ? bound.value.columns[0] : undefined };
  }
  return undefined;
}

const forms: readonly { readonly notation: NotationName; readonly fits: (value: unknown) => boolean }[] = [
  { notation: 'nb201', fits: (value) => 'value' in parseNb201(textOf(value)) },
  { notation: 'nb101', fits: (value) => 'value' in parseNb101Text(textOf(value)) },
  { notation: 'darts', fits: (value) => 'value' in parseDarts(textOf(value)) },
  { notation: 'autoformer', fits: (value) => 'value' in parseAutoformer(value) },
  { notation: 'text', fits: (value) => /^\{.*:.*\}$/s.test(textOf(value).trim()) },
];

/** By the look of the texts alone. */
function guessByForm(columns: readonly string[], rows: readonly TableRow[]): Guess {
  if (['vertices', 'adj', 'ops'].every((name) => columns.includes(name))) return { key: undefined, notation: 'nb101' };
  for (const key of columns) {
    const form = forms.find(({ fits }) => rows.length > 0 && rows.every((row) => fits(row.value(key))));
    if (form !== undefined) return { key, notation: form.notation };
  }
  return { key: undefined, notation: undefined };
}

/** A column called so comes first, of those the ones measured on held-out data; else one whose numbers can be accuracies. */
function accuracyAmong(numeric: readonly string[], rows: readonly TableRow[]): string | undefined {
  const could = numeric.filter((name) => {
    const values = rows.map((row) => Number(row.value(name)));
    return values.every((value) => value >= 0 && value <= 100) && new Set(values).size > 1;
  });
  const called = could.filter((name) => /acc|top_?1|accuracy/i.test(name));
  return called.find((name) => /val/i.test(name)) ?? called[0] ?? could.find((name) => /val|test|score/i.test(name));
}
