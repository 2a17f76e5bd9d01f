/** Static scopes: which declarations a name can mean at a place, without running anything. */
import { metrics } from '../semantics/metrics.ts';
import { functions } from '../semantics/functions.ts';
import { prelude, PRELUDE_FILE, visibleFiles, type Program } from '../semantics/program.ts';
import type { Item, SpaceMember, Statement } from '../syntax/ast.ts';
import { isCallable, type BuiltIn, type CallableDeclaration, type Declared, type Meaning } from './declarations.ts';

export interface Scope {
  readonly parent: Scope | undefined;
  readonly names: Map<string, Declared>;
  /** Words with a meaning here only: `in`, `earlier`, `self`. */
  readonly words: readonly string[];
}

export const childScope = (parent: Scope | undefined, words: readonly string[] = []): Scope => ({
  parent,
  names: new Map(),
  words,
});

/** Later duplicates are ignored, as in the interpreter. */
export function declareIn(scope: Scope, declared: Declared): void {
  const { text } = declared.name;
  if (text !== '' && !scope.names.has(text)) scope.names.set(text, declared);
}

/** What a member of a file, space, cell or body declares as a value. */
export function valueDeclaration(item: Item | SpaceMember | Statement, file: string): Declared | undefined {
  switch (item.kind) {
    case 'op':
      return { kind: item.kind, name: item.name, file, node: item };
    case 'block':
      return { kind: item.kind, name: item.name, file, node: item };
    case 'cell':
      return { kind: item.kind, name: item.name, file, node: item };
    case 'opset':
      return { kind: item.kind, name: item.name, file, node: item };
    case 'param':
      return { kind: item.kind, name: item.name, file, node: item };
    case 'let':
      return { kind: item.kind, name: item.name, file, node: item };
    default:
      return undefined;
  }
}

let library: Scope | undefined;

/** The operator library. */
export function libraryScope(): Scope {
  if (library === undefined) {
    library = childScope(undefined);
    declareAll(library, prelude().value.items, PRELUDE_FILE);
  }
  return library;
}

export function declareAll(scope: Scope, items: readonly (Item | SpaceMember)[], file: string): void {
  for (const item of items) {
    const declared = valueDeclaration(item, file);
    if (declared !== undefined) declareIn(scope, declared);
  }
}

/** The names of a file, its own first, then those of what it imports. */
export function fileScope(program: Program, file: string): Scope {
  if (file === PRELUDE_FILE) return libraryScope();
  const scope = childScope(libraryScope());
  for (const each of visibleFiles(program, file)) declareAll(scope, each.ast.items, each.file);
  return scope;
}

/** What a name means: declarations hide words, words hide functions and metrics. */
export function meaningOf(scope: Scope | undefined, name: string): Meaning | undefined {
  for (let at = scope; at !== undefined; at = at.parent) {
    const declared = at.names.get(name);
    if (declared !== undefined) return declared;
    if (at.words.includes(name)) return { kind: 'word', word: name };
  }
  return builtIn(name);
}

function builtIn(name: string): BuiltIn | undefined {
  if (functions.has(name)) return { kind: 'function', word: name };
  if (metrics.has(name)) return { kind: 'metric', word: name };
  return undefined;
}

/** Everything that can be named, innermost first; hidden declarations are left out. */
export function visibleMeanings(scope: Scope | undefined): Map<string, Meaning> {
  const found = new Map<string, Meaning>();
  const add = (name: string, meaning: Meaning): void => {
    if (!found.has(name)) found.set(name, meaning);
  };
  for (let at = scope; at !== undefined; at = at.parent) {
    for (const word of at.words) add(word, { kind: 'word', word });
    for (const [name, declared] of at.names) add(name, declared);
  }
  for (const word of functions.keys()) add(word, { kind: 'function', word });
  for (const word of metrics.keys()) add(word, { kind: 'metric', word });
  return found;
}

/** Copies of copies followed before a circle is suspected. */
const COPY_LIMIT = 64;

/** The declaration whose parameters a callable has: a copy has those of what it copies. */
export function originalOf(callable: CallableDeclaration, scope: Scope): CallableDeclaration {
  let at = callable;
  for (let hops = 0; hops < COPY_LIMIT && at.kind !== 'op' && at.node.copyOf?.callee.kind === 'name'; hops++) {
    const next = meaningOf(scope, at.node.copyOf.callee.name);
    if (!isCallable(next) || next.kind !== at.kind) break;
    at = next;
  }
  return at;
}
