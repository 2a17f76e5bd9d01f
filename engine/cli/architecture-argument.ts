/** An architecture on the command line: its text, or the name of an `arch` item of the file. */
import { itemsOf } from '../../dsl/semantics/program.ts';
import { readNotation } from '../../dsl/space/notations/read-notation.ts';
import { readArch } from '../../dsl/space/arch.ts';
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import { diagnosticLines, jsonDiagnostic, sourcesOf } from './diagnostics-text.ts';
import { CommandFailure } from './failure.ts';
import type { Io } from './io.ts';
import { requireSound, type LoadedSpec } from './spec.ts';

/** As --arch and --notation name it. */
export function architectureFrom(
  spec: LoadedSpec,
  space: DecisionSpace,
  text: string,
  notation: string | undefined,
  io: Io,
): Architecture {
  if (notation === undefined) return architectureOf(spec, space, text, io);
  const read = readNotation(space, notation, text);
  if ('error' in read) throw new CommandFailure(1, 'bad-architecture', read.error);
  return read.value;
}

/** Ends the command where it is none of the space. */
export function architectureOf(spec: LoadedSpec, space: DecisionSpace, text: string, io: Io): Architecture {
  if (/^[A-Za-z_]\w*$/.test(text)) return namedArchitecture(spec, space, text, io);
  const { value, diagnostics } = space.parse(text);
  if (value !== undefined && !diagnostics.some((each) => each.severity === 'error')) return value;
  const sources = sourcesOf(new Map(diagnostics.map((each) => [each.file, text])));
  throw new CommandFailure(1, 'bad-architecture', `this is not an architecture of ${space.name}`, {
    details: diagnosticLines(diagnostics, sources, io.errColor),
    data: { diagnostics: diagnostics.map((each) => jsonDiagnostic(each, sources)) },
  });
}

function namedArchitecture(spec: LoadedSpec, space: DecisionSpace, name: string, io: Io): Architecture {
  const items = itemsOf(spec.program, 'arch');
  const found = items.find(({ item }) => item.name.text === name && item.space.text === space.name);
  if (found === undefined) {
    const known = items.filter(({ item }) => item.space.text === space.name).map(({ item }) => item.name.text);
    const hint = known.length === 0 ? 'the file has no arch items of it' : `it has ${known.join(', ')}`;
    throw new CommandFailure(2, 'no-such-arch', `there is no architecture "${name}" of ${space.name}; ${hint}`);
  }
  const { value, diagnostics } = readArch(space, found.item, found.file);
  requireSound(spec, io, diagnostics);
  if (value === undefined) throw new CommandFailure(1, 'bad-architecture', `architecture ${name} cannot be read`);
  return value;
}
