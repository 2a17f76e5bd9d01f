/** Options that hold the name of a declaration: `evaluator Score = ghn { hypernetwork: Weights }`. Checked, renamed and completed by this table. */
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Expr, Name, RecordExpr } from '../syntax/ast.ts';
import type { kinds } from './kinds.ts';
import { itemsOf, type Program } from './program.ts';
import { nearest } from './suggest.ts';

export type ReferredKind = 'space' | 'dataset' | 'evaluator' | 'hypernetwork';

export interface OptionReference {
  readonly to: ReferredKind;
  readonly required: boolean;
  /** Words that it may hold beside a name. */
  readonly words: readonly string[];
}

const reference = (to: ReferredKind, required: boolean, words: readonly string[] = []): OptionReference => ({
  ...{ to, required, words },
});

type Group = keyof typeof kinds;
type Table = Readonly<Record<string, Readonly<Record<string, OptionReference>>>>;

const table: { readonly [G in Group]?: Table } = {
  hypernetwork: { ghn: { space: reference('space', false), dataset: reference('dataset', false) } },
  evaluator: {
    train: { initialise: reference('hypernetwork', false) },
    ghn: { hypernetwork: reference('hypernetwork', true) },
    queue: { evaluator: reference('evaluator', true) },
  },
  search: { prescreen: { hypernetwork: reference('hypernetwork', true) } },
  predictor: {
    ensemble: { hypernetwork: reference('hypernetwork', false) },
    hypernas: { hypernet: reference('hypernetwork', false, ['mlp', 'ghn']) },
  },
};

/** The references among the options of a kind, by the name of the option. */
export function referencesOf(group: Group, kind: string): Readonly<Record<string, OptionReference>> {
  const byKind = table[group];
  return byKind !== undefined && Object.hasOwn(byKind, kind) ? (byKind[kind] ?? {}) : {};
}

/** The declaration that an option's value names, undefined where the option names none. */
export function referenceIn(
  group: Group,
  kind: string,
  option: string,
  value: Expr,
): { readonly to: ReferredKind; readonly name: string } | undefined {
  const references = referencesOf(group, kind);
  const found = Object.hasOwn(references, option) ? references[option] : undefined;
  if (found === undefined || value.kind !== 'name' || found.words.includes(value.name)) return undefined;
  return { to: found.to, name: value.name };
}

/** Names that nothing is called, values that are no names, and references that must be there and are not. */
export function checkReferences(
  program: Program,
  group: Group,
  type: Name,
  options: RecordExpr | undefined,
  file: string,
  diagnostics: Diagnostic[],
): void {
  for (const [option, { to, required, words }] of Object.entries(referencesOf(group, type.text))) {
    const value = options?.entries.find(({ key }) => key.text === option)?.value;
    if (value === undefined) {
      const of = `${group} ${type.text}`;
      if (required) diagnostics.push(diagnostic('missing-argument', { file, span: type.span }, { name: option, of }));
      continue;
    }
    const place = { file, span: value.span };
    if (value.kind === 'name') {
      const names = itemsOf(program, to, file).map(({ item }) => item.name.text);
      if (names.includes(value.name) || words.includes(value.name)) continue;
      const suggestion = nearest(value.name, names);
      const known = { name: value.name, what: to };
      diagnostics.push(diagnostic('unknown-name', place, suggestion === undefined ? known : { ...known, suggestion }));
    } else if (value.kind !== 'error' && words.length === 0) {
      const actual = 'something else';
      diagnostics.push(diagnostic('type-mismatch', place, { expected: `the name of a ${to}`, actual }));
    }
  }
}
