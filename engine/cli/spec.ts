/** `FILE#NAME` on the command line: reads and checks the file, finds the item. */
import type { Diagnostic } from '../../dsl/diagnostics/diagnostic.ts';
import { checkProgram } from '../../dsl/semantics/check.ts';
import { itemsOf, loadProgram, type Program } from '../../dsl/semantics/program.ts';
import { nearest } from '../../dsl/semantics/suggest.ts';
import type { DecisionSpace } from '../../dsl/space/decision-space.ts';
import { lowerSpace } from '../../dsl/space/lower.ts';
import { diagnosticLines, jsonDiagnostic, sourcesOf, type Sources } from './diagnostics-text.ts';
import { CommandFailure, usage } from './failure.ts';
import { nodeHost } from './host.ts';
import type { Io } from './io.ts';

export interface Target {
  readonly file: string;
  readonly name: string | undefined;
}

/** The last `#` parts file and name, so that folders may have one in their names. */
export function parseTarget(text: string): Target {
  const at = text.lastIndexOf('#');
  if (at < 0) return { file: text, name: undefined };
  const name = text.slice(at + 1);
  const file = text.slice(0, at);
  if (file === '' || !/^[A-Za-z_]\w*$/.test(name)) throw usage(`"${text}" is not FILE#NAME`);
  return { file, name };
}

export interface LoadedSpec {
  readonly file: string;
  readonly program: Program;
  readonly sources: Sources;
  /** Everything found in the file and its imports. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses and checks a file; a file that cannot be read ends the command. */
export function loadSpec(file: string, io: Io): LoadedSpec {
  const host = nodeHost(io.cwd);
  const read = host.read(file);
  if ('error' in read)
    throw new CommandFailure(2, 'unreadable', `cannot read ${file}: ${read.error}`, { data: { file } });
  const { value: program, diagnostics } = loadProgram(file, {
    ...host,
    read: (path) => (path === file ? read : host.read(path)),
  });
  if (program === undefined) {
    throw new CommandFailure(
      2,
      'unreadable',
      `cannot read ${file}: ${diagnostics[0]?.message ?? 'it cannot be parsed'}`,
    );
  }
  const sources = sourcesOf(new Map([...program.files].map(([name, each]) => [name, each.text])));
  return { file, program, sources, diagnostics: checkProgram(program) };
}

/** Ends the command with the errors of a spec, where it has any; warnings pass. */
export function requireSound(spec: LoadedSpec, io: Io, diagnostics: readonly Diagnostic[] = spec.diagnostics): void {
  const errors = diagnostics.filter((each) => each.severity === 'error');
  if (errors.length === 0) return;
  const count = `${errors.length} error${errors.length === 1 ? '' : 's'}`;
  throw new CommandFailure(1, 'spec-errors', `${spec.file} has ${count}`, {
    details: diagnosticLines(errors, spec.sources, io.errColor),
    data: { diagnostics: errors.map((each) => jsonDiagnostic(each, spec.sources)) },
  });
}

export interface LoadedSpace {
  readonly spec: LoadedSpec;
  readonly space: DecisionSpace;
}

/** The space of `FILE#NAME`, or the file's only one. */
export function loadSpace(text: string, io: Io): LoadedSpace {
  const target = parseTarget(text);
  const spec = loadSpec(target.file, io);
  requireSound(spec, io);
  const name = pickName(
    itemsOf(spec.program, 'space').map(({ item }) => item.name.text),
    target,
    'space',
  );
  const { value: space, diagnostics } = lowerSpace(spec.program, name);
  requireSound(spec, io, diagnostics);
  if (space === undefined)
    throw new CommandFailure(1, 'spec-errors', `space ${name} of ${target.file} cannot be built`);
  return { spec, space };
}

/** The named one of the file's items; without a name the only one. */
export function pickName(
  names: readonly string[],
  { file, name }: Target,
  what: 'space' | 'experiment' | 'hypernetwork',
): string {
  const known = [...new Set(names.filter((each) => each !== ''))];
  if (name !== undefined) {
    if (known.includes(name)) return name;
    const suggestion = nearest(name, known);
    const hint =
      suggestion !== undefined
        ? `; did you mean "${suggestion}"?`
        : known.length > 0
          ? `; it has ${known.join(', ')}`
          : `; it has no ${what}`;
    throw new CommandFailure(2, `no-such-${what}`, `${file} has no ${what} "${name}"${hint}`);
  }
  const [only, ...others] = known;
  if (only === undefined) throw new CommandFailure(2, `no-such-${what}`, `${file} has no ${what}`);
  if (others.length > 0)
    throw usage(`${file} has ${known.length} ${what}s: write ${file}#NAME with one of ${known.join(', ')}`);
  return only;
}
