/**
 * The analysis of a program: its diagnostics, and the model of each space, traced once for everything that asks. With a memory, spaces
 * whose text and mentions have not changed are not traced again: the work of an edit is that of the spaces it touches.
 */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { readArch } from '../space/arch.ts';
import { decisionSpace } from '../space/lower.ts';
import type { SpaceModel } from '../space/model.ts';
import type { ArchItem, SpaceItem } from '../syntax/ast.ts';
import { cutSpace, programOfCut, sourcesOf, type Cut, type Sources } from './analysis/cut.ts';
import { newMemory, recall, trim, type AnalysisMemory, type ArchResult, type SpaceResult } from './analysis/memory.ts';
import { relocatedDiagnostic, relocation, type Relocation } from './analysis/relocation.ts';
import { diagnosticsOf } from './check/program.ts';
import { checkSpace } from './check/space.ts';
import { itemsOf, type Program } from './program.ts';

export { newMemory, type AnalysisMemory };

export interface Analysis {
  readonly program: Program;
  /** Of all files of the program, those of loading included, in the order of files and positions. Made when asked for. */
  readonly diagnostics: readonly Diagnostic[];
  space(item: SpaceItem, file: string): AnalysedSpace;
  /** The space that an `arch` names. */
  spaceNamed(name: string, from: string): AnalysedSpace | undefined;
}

export interface AnalysedSpace extends Relocation {
  /** As in the text now. */
  readonly item: SpaceItem;
  readonly file: string;
  /** What was found out; the same object for as long as the space means the same, so that facts can be kept with it. */
  readonly result: SpaceResult;
  /** The model with the places of its decisions and requirements in the text as it is now. */
  readonly model: SpaceModel;
  readonly diagnostics: readonly Diagnostic[];
  /** Whether a syntax error touches it or what it mentions. */
  readonly broken: boolean;
  /** An `arch` of this space. */
  arch(item: ArchItem, file: string): ArchResult;
}

const analyses = new WeakMap<Program, Analysis>();

/** The analysis of a program, as it was made with a memory, or now. */
export function analysisOf(program: Program): Analysis {
  return analyses.get(program) ?? analyse(program, newMemory());
}

export function analyse(program: Program, memory: AnalysisMemory): Analysis {
  const sources = sourcesOf(program);
  const spaces = new Map<SpaceItem, AnalysedSpace>();
  const named = new Map<string, AnalysedSpace | undefined>();
  let diagnostics: readonly Diagnostic[] | undefined;
  const analysis: Analysis = {
    program,
    get diagnostics() {
      if (diagnostics === undefined) {
        diagnostics = diagnosticsOf(analysis);
        trim(memory, 2 * spaces.size);
      }
      return diagnostics;
    },
    space(item, file) {
      let found = spaces.get(item);
      if (found === undefined) spaces.set(item, (found = analyseSpace(sources, memory, item, file)));
      return found;
    },
    spaceNamed(name, from) {
      const key = `${from}\u0001${name}`;
      if (!named.has(key)) {
        const found = itemsOf(program, 'space', from).find(({ item }) => item.name.text === name);
        named.set(key, found && analysis.space(found.item, found.file));
      }
      return named.get(key);
    },
  };
  analyses.set(program, analysis);
  return analysis;
}

function analyseSpace(sources: Sources, memory: AnalysisMemory, item: SpaceItem, file: string): AnalysedSpace {
  let cut = cutSpace(sources, item, file, false);
  let result = recall(memory, cut.key, () => {
    const made = check(sources, memory, item, file, cut);
    const suggests = made.diagnostics.some(({ code }) => code.startsWith('unknown-'));
    if (!suggests) return made;
    const whole = cutSpace(sources, item, file, true);
    // Nothing else is visible now, but may be when the text of the space is the same again.
    if (whole.key === cut.key) recall(memory, `whole ${whole.key}`, () => made);
    return 'whole';
  });
  if (result === 'whole') {
    cut = cutSpace(sources, item, file, true);
    result = recall(memory, `whole ${cut.key}`, () => check(sources, memory, item, file, cut));
  }
  if (result === 'whole') throw new Error('a whole cut is whole');
  return present(result, cut, item, file, sources);
}

function check(sources: Sources, memory: AnalysisMemory, item: SpaceItem, file: string, cut: Cut): SpaceResult {
  const { program, item: own, segments } = programOfCut(cut, item, sources, memory.expansions);
  const { model, diagnostics } = checkSpace(program, own, file);
  return { program, item: own, segments, model, diagnostics, archs: new Map() };
}

/** A result in the positions of the program at hand. */
function present(result: SpaceResult, cut: Cut, item: SpaceItem, file: string, sources: Sources): AnalysedSpace {
  const starts = cut.pieces.map((piece) => piece.item.span.start);
  const places = relocation(result.segments, starts);
  let model: SpaceModel | undefined;
  return {
    ...places,
    item,
    file,
    result,
    broken: cut.broken,
    get model() {
      return (model ??= relocatedModel(result.model, item, places));
    },
    diagnostics: result.diagnostics.map((found) => relocatedDiagnostic(found, places)),
    arch: (arch, from) => readOnce(result, arch, from, sources),
  };
}

function relocatedModel(model: SpaceModel, item: SpaceItem, { toProgram }: Relocation): SpaceModel {
  const placed = <T extends { readonly place: SpaceModel['decisions'][number]['place'] }>(each: T): T => ({
    ...each,
    place: toProgram(each.place),
  });
  return {
    ...model,
    item,
    decisions: model.decisions.map(placed),
    tables: model.tables.map(placed),
    costs: model.costs.map(placed),
    predicted: model.predicted.map(placed),
    diagnostics: model.diagnostics.map((found) => relocatedDiagnostic(found, { toProgram, toCut: () => undefined })),
  };
}

/** An `arch` is read again only where its text or its space has changed; what is remembered begins at 0. */
function readOnce(result: SpaceResult, item: ArchItem, file: string, sources: Sources): ArchResult {
  const { start, end } = item.span;
  const text = (sources.program.files.get(file)?.text ?? '').slice(start, end);
  const key = `${file}\u0001${text}\u0001${sources.damage(file, item)}`;
  const move = (by: number, found: Diagnostic): Diagnostic =>
    relocatedDiagnostic(found, relocation([{ file, start: 0, end: Number.MAX_SAFE_INTEGER }], [by]));
  let read = result.archs.get(key);
  if (read === undefined) {
    const { value, diagnostics } = result.model.sound
      ? readArch(decisionSpace(result.program, result.model), item, file)
      : { value: undefined, diagnostics: [] };
    read = { architecture: value, diagnostics: diagnostics.map((found) => move(-start, found)) };
    result.archs.set(key, read);
  }
  return { ...read, diagnostics: read.diagnostics.map((found) => move(start, found)) };
}
