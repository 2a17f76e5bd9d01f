/** A program as the client of the editor sees it: what there is to run, to predict and to insert. */
import { LineMap } from '../../dsl/syntax/line-map.ts';
import { analysisOf } from '../../dsl/semantics/analysis.ts';
import { itemsOf, type Program } from '../../dsl/semantics/program.ts';
import { accuracyModelOf } from '../../dsl/service/accuracy/models.ts';
import { findArch } from '../../dsl/service/architectures/find.ts';
import { insertionOf } from '../../dsl/service/architectures/insert.ts';
import { readArchitecture } from '../../dsl/service/architectures/read.ts';
import { spaceFacts } from '../../dsl/service/facts/space-facts.ts';
import { listedItemAt, overview } from '../../dsl/service/overview.ts';
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import type { Name } from '../../dsl/syntax/ast.ts';
import type { ArchitecturePlace, PredictionView, ProgramParams, ProgramView } from '../../engine/protocol/program.ts';
import type { Accuracy } from '../engine/accuracy.ts';
import { offsetOf } from '../locate.ts';
import { rangeOf } from '../positions.ts';

type Outcome<T> = { readonly value: T } | { readonly error: string };

export function programView(program: Program, position: ProgramParams<'hypernas/program'>['position']): ProgramView {
  const { experiments, spaces, archs, hypernetworks } = overview(program);
  const at = placesIn(program);
  const file = program.entry;
  const own = new LineMap(program.files.get(file)?.text ?? '');
  return {
    entry: file,
    files: new Map([...program.files].map(([name, { text }]) => [name, text])),
    experiments: experiments.map(({ file: from, name, ...rest }) => ({ ...at(from, name), ...rest })),
    spaces: spaces.map(({ file: from, name, ...rest }) => ({ ...at(from, name), ...rest })),
    archs: archs.map(({ file: from, name, ...rest }) => ({ ...at(from, name), ...rest })),
    hypernetworks: hypernetworks.map(({ file: from, name, ...rest }) => ({ ...at(from, name), ...rest })),
    at: position && listedItemAt(program, file, offsetOf(own, position)),
    errors: analysisOf(program).diagnostics.filter(({ severity }) => severity === 'error').length,
  };
}

/** Of an architecture that need not stand in any document. Waits for the engine, up to the signal. */
export async function predictionOf(
  program: Program,
  spaceName: string,
  text: string,
  accuracy: Accuracy,
  signal: AbortSignal,
): Promise<Outcome<PredictionView>> {
  const found = architectureOf(program, spaceName, text);
  if ('error' in found) return found;
  const { space, architecture } = found;
  const known = { space: space.name, architecture: space.text(architecture), costs: space.costs(architecture) };
  const model = accuracyModelOf(program, space);
  const nothing = { explanation: undefined, why: undefined, measured: undefined };
  if (model === undefined)
    return { value: { ...known, ...nothing, why: `No experiment with an evaluator measures ${space.name}.` } };
  const predicted = await accuracy.predict({ model, text: known.architecture }, signal);
  return { value: { ...known, ...nothing, ...predicted } };
}

/** Where an architecture stands in the workspace, and where it can be inserted into the program's file. */
export function placeOf(
  program: Program,
  spaceName: string,
  text: string,
  wish: string | undefined,
  others: readonly Program[],
): Outcome<ArchitecturePlace> {
  const found = architectureOf(program, spaceName, text);
  if ('error' in found) return found;
  const { space, architecture } = found;
  const there = findArch([program, ...others], space, architecture);
  const { offset, text: inserted, name } = insertionOf(program, program.entry, space, architecture, wish);
  const lines = new LineMap(program.files.get(program.entry)?.text ?? '');
  const position = rangeOf(lines, { start: offset, end: offset }).start;
  return {
    value: {
      found: there && { ...placesIn(there.program)(there.file, there.item.name), exact: there.exact },
      insertion: { uri: program.entry, position, text: inserted, name },
    },
  };
}

function architectureOf(
  program: Program,
  name: string,
  text: string,
): { readonly space: DecisionSpace; readonly architecture: Architecture } | { readonly error: string } {
  const home = itemsOf(program, 'space').find(({ item }) => item.name.text === name);
  if (home === undefined) return { error: `There is no space ${name} in the file and what it imports.` };
  const { space } = spaceFacts(program, home.item, home.file);
  if (space === undefined) return { error: `The space ${name} has errors; mend these first.` };
  const read = readArchitecture(space, text);
  return 'error' in read ? read : { space, architecture: read.value };
}

/** Places of names, with the lines of each file read once. */
function placesIn(program: Program) {
  const lines = new Map<string, LineMap>();
  return (file: string, { text, span }: Name) => {
    let map = lines.get(file);
    if (map === undefined) lines.set(file, (map = new LineMap(program.files.get(file)?.text ?? '')));
    return { uri: file, name: text, range: rangeOf(map, span) };
  };
}
