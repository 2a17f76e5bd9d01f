/**
 * The files as the editor sees them: open documents first, then the disk. Files are named by their URI throughout the server, so what the
 * language reports needs no translation but of offsets to positions.
 */
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkProgram } from '../dsl/semantics/check.ts';
import { loadProgram, type Program, type ProgramHost } from '../dsl/semantics/program.ts';
import type { Diagnostic } from '../dsl/diagnostics/diagnostic.ts';
import { MAX_FILE_SIZE } from '../dsl/syntax/limits.ts';

/** What the server needs of an open document. */
export interface OpenDocument {
  readonly uri: string;
  readonly version: number;
  getText(): string;
}

/** A checked document with everything it imports. */
export interface CheckedDocument {
  readonly version: number;
  readonly program: Program | undefined;
  /** Of all files of the program. */
  readonly diagnostics: readonly Diagnostic[];
}

export class Workspace {
  private readonly open: (uri: string) => OpenDocument | undefined;
  private readonly checked = new Map<string, CheckedDocument>();
  /** Programs of files that are not open. */
  private readonly loaded = new Map<string, Program>();

  constructor(open: (uri: string) => OpenDocument | undefined) {
    this.open = open;
  }

  /** The document and what it imports, checked; answered from memory while nothing has changed. */
  check(document: OpenDocument): CheckedDocument {
    const known = this.checked.get(document.uri);
    if (known?.version === document.version) return known;
    const { value: program, diagnostics } = loadProgram(document.uri, this.host());
    const found = program === undefined ? diagnostics : checkProgram(program);
    const result = { version: document.version, program, diagnostics: found };
    this.checked.set(document.uri, result);
    return result;
  }

  /** The programs of files on the disk and of open documents, each parsed and linked but not checked. */
  programs(uris: Iterable<string>): Program[] {
    return [...new Set(uris)].flatMap((uri) => {
      const known = this.checked.get(uri)?.program ?? this.loaded.get(uri);
      if (known !== undefined) return [known];
      const { value } = loadProgram(uri, this.host());
      if (value === undefined) return [];
      this.loaded.set(uri, value);
      return [value];
    });
  }

  /** The program as it was checked last, without checking anything. */
  lastProgram(uri: string): Program | undefined {
    return this.checked.get(uri)?.program;
  }

  /**
   * Everything known of one document: what its own check found, and what the checks of other open documents found in it (a circle of
   * imports is reported in the file that closes it, seen from where one began).
   */
  diagnosticsOf(document: OpenDocument): Diagnostic[] {
    const { diagnostics } = this.check(document);
    const others = [...this.checked].filter(([entry]) => entry !== document.uri);
    const all = [...diagnostics, ...others.flatMap(([, checked]) => checked.diagnostics)];
    const unique = new Map<string, Diagnostic>();
    for (const found of all) {
      const key = `${found.span.start} ${found.code} ${found.message}`;
      if (found.file === document.uri && !unique.has(key)) unique.set(key, found);
    }
    return [...unique.values()];
  }

  /** Forgets what was known of a file and of all documents that import it; returns the latter's URIs. */
  changed(uri: string): string[] {
    const dependents = [...this.checked]
      .filter(([entry, { program }]) => entry !== uri && (program?.files.has(uri) ?? false))
      .map(([entry]) => entry);
    for (const entry of [uri, ...dependents]) this.checked.delete(entry);
    for (const [entry, program] of this.loaded) if (program.files.has(uri)) this.loaded.delete(entry);
    return dependents;
  }

  /** Forgets everything, after files changed on the disk (one that was missing may be there now). */
  clear(): void {
    this.checked.clear();
    this.loaded.clear();
  }

  private host(): ProgramHost {
    return {
      read: (uri) => {
        const document = this.open(uri);
        return document === undefined ? readFromDisk(uri) : { text: document.getText() };
      },
      resolve: (from, path) => URL.parse(path, from)?.href ?? path,
    };
  }
}

/** The text of a `file:` URI, or a phrase on why it cannot be had. */
function readFromDisk(uri: string): { text: string } | { error: string } {
  const url = URL.parse(uri);
  if (url === null) return { error: 'an unsaved file has no folder to look in; save it first' };
  if (url.protocol !== 'file:') return { error: `files of "${url.protocol}" can be imported only while they are open` };
  try {
    const path = fileURLToPath(url);
    const { size } = statSync(path);
    if (size > MAX_FILE_SIZE) return { error: `the file has ${size} bytes, the limit is ${MAX_FILE_SIZE}` };
    return { text: readFileSync(path, 'utf8') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return {
      error: code === 'ENOENT' ? 'the file does not exist' : `the file cannot be read (${String(code ?? error)})`,
    };
  }
}
