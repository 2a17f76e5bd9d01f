/**
 * The files as the editor sees them: open documents first, then the disk. Files are named by their URI throughout the server, so what the
 * language reports needs no translation but of offsets to positions.
 */
import { analyse, newMemory } from '../dsl/semantics/analysis.ts';
import { checkProgram } from '../dsl/semantics/check.ts';
import { loadProgram, type Program, type ProgramHost } from '../dsl/semantics/program.ts';
import type { Diagnostic } from '../dsl/diagnostics/diagnostic.ts';
import { circlesThrough } from './circles.ts';
import type { Platform } from './platform.ts';

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
  /** Of all files of the program; made when first asked for, so that a request about one name waits for no check of all. */
  readonly diagnostics: readonly Diagnostic[];
}

export class Workspace {
  private readonly open: (uri: string) => OpenDocument | undefined;
  private readonly read: Platform['read'];
  private readonly devices: Platform['devices'];
  private readonly checked = new Map<string, CheckedDocument>();
  /** Programs of files that are not open. */
  private readonly loaded = new Map<string, Program>();
  /** What was found out about spaces, for as long as their texts stay. */
  private readonly memory = newMemory();

  /** `read` is asked for files that are not open. */
  constructor(open: (uri: string) => OpenDocument | undefined, read: Platform['read'], devices?: Platform['devices']) {
    this.open = open;
    this.read = read;
    this.devices = devices;
  }

  /** The document and what it imports, checked; answered from memory while nothing has changed. */
  check(document: OpenDocument): CheckedDocument {
    const known = this.checked.get(document.uri);
    if (known?.version === document.version) return known;
    const { value: program, diagnostics } = loadProgram(document.uri, this.host());
    const analysis = program && analyse(program, this.memory);
    const result: CheckedDocument = {
      version: document.version,
      program,
      get diagnostics() {
        return analysis?.diagnostics ?? diagnostics;
      },
    };
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

  /** A file that is not open, checked without being kept; undefined where it cannot be read. */
  checkClosed(uri: string): CheckedDocument | undefined {
    const { value: program } = loadProgram(uri, this.host());
    return program && { version: 0, program, diagnostics: checkProgram(program) };
  }

  /** What is found in a text as if it stood there, whatever stands there now. */
  checkText(uri: string, text: string): Diagnostic[] {
    const host = this.host();
    const read: ProgramHost['read'] = (each) => (each === uri ? { text } : host.read(each));
    const { value: program, diagnostics } = loadProgram(uri, { ...host, read });
    return ownDiagnostics(
      uri,
      program === undefined ? diagnostics : analyse(program, this.memory).diagnostics,
      program,
    );
  }

  /** What was found in the document itself, whatever other documents are open: what its own check found, and its circles of imports. */
  diagnosticsOf(document: OpenDocument): Diagnostic[] {
    const { diagnostics, program } = this.check(document);
    return ownDiagnostics(document.uri, diagnostics, program);
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
        return document === undefined ? this.read(uri) : { text: document.getText() };
      },
      resolve: resolveImport,
      ...(this.devices === undefined ? {} : { devices: this.devices }),
    };
  }
}

export function ownDiagnostics(uri: string, found: readonly Diagnostic[], program: Program | undefined): Diagnostic[] {
  const own = found.filter(({ file }) => file === uri);
  return program === undefined ? own : [...own, ...circlesThrough(program, uri, resolveImport)];
}

const resolveImport: ProgramHost['resolve'] = (from, path) => URL.parse(path, from)?.href ?? path;
