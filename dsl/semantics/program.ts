/**
 * Programs: an entry file with everything it imports, parsed and linked. Reading is the host's business, so that the command line,
 * the language server and a browser worker share this.
 */
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { preludeText } from '../prelude/prelude.ts';
import type { ImportItem, Item, SourceFile } from '../syntax/ast.ts';
import { parse } from '../syntax/parser.ts';
import type { Devices } from './devices.ts';
import { child, declare, type Environment } from './environment.ts';
import { PRELUDE_FILE, type ExpansionCache } from './operators.ts';

export interface ProgramHost {
  /** The file's text, or one phrase on why it cannot be had (`the file does not exist`). */
  read(file: string): { readonly text: string } | { readonly error: string };
  /** The file that an import's path means, seen from the importing file. */
  resolve(from: string, path: string): string;
  /** The profiles of devices that experiments of this entry may use; a host that does not look has none. */
  devices?(entry: string): Devices;
}

export interface ProgramFile {
  readonly file: string;
  readonly text: string;
  readonly ast: SourceFile;
  /** Resolved imports, in order, with the item that names each. */
  readonly imports: readonly { readonly file: string; readonly item: ImportItem }[];
}

export interface Program {
  readonly entry: string;
  readonly files: ReadonlyMap<string, ProgramFile>;
  /** Syntax and import problems of all files. */
  readonly diagnostics: readonly Diagnostic[];
  /** Expansions shared by all spaces and architectures of this program. */
  readonly expansions: ExpansionCache;
  /** Profiles of devices; undefined where nobody has looked. */
  readonly devices?: Devices;
}

export { PRELUDE_FILE };

let parsedPrelude: Checked<SourceFile> | undefined;
let preludeScope: Environment | undefined;

/** The operator library, parsed once. */
export function prelude(): Checked<SourceFile> {
  parsedPrelude ??= parse(preludeText, PRELUDE_FILE);
  return parsedPrelude;
}

/** The outermost scope. It holds operators only, so all programs share it. */
export function preludeEnvironment(): Environment {
  if (preludeScope === undefined) {
    preludeScope = { parent: undefined, file: PRELUDE_FILE, bindings: new Map(), path: '' };
    declare(preludeScope, prelude().value.items);
  }
  return preludeScope;
}

/** Parses the entry and what it imports. Never throws; what cannot be read is a diagnostic at the import. */
export function loadProgram(entry: string, host: ProgramHost): Checked<Program | undefined> {
  const files = new Map<string, ProgramFile>();
  const diagnostics: Diagnostic[] = [];
  const first = host.read(entry);
  if ('error' in first) {
    const place = { file: entry, span: { start: 0, end: 0 } };
    return {
      value: undefined,
      diagnostics: [diagnostic('import-not-found', place, { path: entry, why: first.error })],
    };
  }
  const active: string[] = [];
  const visit = (file: string, text: string): void => {
    const { value: ast, diagnostics: found } = parse(text, file);
    diagnostics.push(...found);
    const imports: { file: string; item: ImportItem }[] = [];
    files.set(file, { file, text, ast, imports });
    active.push(file);
    for (const item of ast.items) {
      if (item.kind !== 'import' || item.path === '') continue;
      const target = host.resolve(file, item.path);
      const place = { file, span: item.pathSpan };
      if (active.includes(target)) {
        const circle = active.slice(active.indexOf(target));
        // The import that each file of the circle is being followed through is its last one so far.
        const related = circle.slice(0, -1).flatMap((from) => {
          const through = files.get(from)?.imports.at(-1);
          return through === undefined
            ? []
            : [{ file: from, span: through.item.pathSpan, message: 'which is imported here' }];
        });
        diagnostics.push(diagnostic('cyclic-import', place, { cycle: [...circle, target].join(' -> ') }, { related }));
        continue;
      }
      if (active.length > 64) {
        diagnostics.push(diagnostic('space-too-deep', place, { what: 'the chain of imports', limit: 64 }));
        continue;
      }
      const known = files.has(target);
      const read = known ? undefined : host.read(target);
      if (read !== undefined && 'error' in read) {
        diagnostics.push(diagnostic('import-not-found', place, { path: item.path, why: read.error }));
        continue;
      }
      imports.push({ file: target, item });
      if (read !== undefined) visit(target, read.text);
    }
    active.pop();
  };
  visit(entry, first.text);
  const devices = host.devices?.(entry);
  const program = { entry, files, diagnostics, expansions: new Map(), ...(devices === undefined ? {} : { devices }) };
  return { value: program, diagnostics };
}

/** A program of one text without imports, for snippets and tests. */
export function programOf(text: string, file = 'untitled.hnas'): Program {
  const host: ProgramHost = {
    read: (path) => (path === file ? { text } : { error: 'imports are not available here' }),
    resolve: (_from, path) => path,
  };
  return loadProgram(file, host).value as Program;
}

/** The files that a file sees: itself, then its imports and theirs. */
export function visibleFiles(program: Program, file: string): ProgramFile[] {
  const out: ProgramFile[] = [];
  const seen = new Set<string>();
  const visit = (name: string): void => {
    const found = program.files.get(name);
    if (found === undefined || seen.has(name)) return;
    seen.add(name);
    out.push(found);
    for (const imported of found.imports) visit(imported.file);
  };
  visit(file);
  return out;
}

/** Fresh scopes for one run: values of `param` and `let` are kept in them. */
export function fileEnvironment(program: Program, file: string): Environment {
  const made = new Map<string, Environment>();
  const visible = visibleFiles(program, file);
  for (const each of visible) {
    const environment = child(preludeEnvironment(), '', each.file);
    declare(environment, each.ast.items);
    made.set(each.file, environment);
  }
  for (const each of visible) {
    const environment = made.get(each.file) as Environment;
    for (const other of visibleFiles(program, each.file).slice(1)) {
      const from = made.get(other.file);
      if (from !== undefined) declareImported(environment, from, other.ast.items);
    }
  }
  return made.get(file) ?? child(preludeEnvironment(), '', file);
}

function declareImported(into: Environment, from: Environment, items: readonly Item[]): void {
  const own: Environment = { ...from, bindings: new Map() };
  declare(own, items);
  for (const [name, binding] of own.bindings) {
    if (!into.bindings.has(name) && binding.kind === 'declared') {
      into.bindings.set(name, { ...binding, environment: from });
    }
  }
}

export interface Found<T extends Item> {
  readonly item: T;
  readonly file: string;
}

type NamedKind = 'space' | 'arch' | 'dataset' | 'evaluator' | 'predictor' | 'hypernetwork' | 'experiment';

/** All items of a kind that a file sees, its own first. */
export function itemsOf<K extends NamedKind>(
  program: Program,
  kind: K,
  file = program.entry,
): Found<Extract<Item, { kind: K }>>[] {
  return visibleFiles(program, file).flatMap((each) =>
    each.ast.items.flatMap((item) =>
      item.kind === kind ? [{ item: item as Extract<Item, { kind: K }>, file: each.file }] : [],
    ),
  );
}
