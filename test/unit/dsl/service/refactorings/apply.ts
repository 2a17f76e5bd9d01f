/** Refactorings on marked texts, and whether two texts describe the same space. */
import { expect } from 'vitest';
import { checkProgram } from '../../../../../dsl/semantics/check.ts';
import { programOf, type Program } from '../../../../../dsl/semantics/program.ts';
import { seededRandom } from '../../../../../dsl/random.ts';
import { resolveFile } from '../../../../../dsl/service/names.ts';
import type {
  AccuracyPredictor,
  Refactor,
  Refactoring,
  Selection,
} from '../../../../../dsl/service/refactorings/refactoring.ts';
import { applyEdits } from '../../../../../dsl/service/rename/paths.ts';
import type { Architecture, DecisionSpace } from '../../../../../dsl/space/decision-space.ts';
import { lowerSpace } from '../../../../../dsl/space/lower.ts';
import type { Span } from '../../../../../dsl/syntax/ast.ts';
import { marked } from '../cursor.ts';

export function selectionIn(
  program: Program,
  file: string,
  range: Span,
  others: readonly Program[] = [],
  predictor?: AccuracyPredictor,
): Selection {
  const resolved = resolveFile(program, file);
  if (resolved === undefined) throw new Error(`the program has no ${file}`);
  return {
    ...{ program, file, resolved, range, others: () => others },
    ...(predictor === undefined ? {} : { predictor }),
  };
}

/** The selection is `⟦...⟧`, or the cursor `|`. */
export function select(source: string, others?: Readonly<Record<string, string>>): Selection & { text: string } {
  const { program, file, ranges, cursor, text } = marked(source, others);
  return { ...selectionIn(program, file, ranges[0] ?? { start: cursor, end: cursor }), text };
}

/** The text after the edits of one offer. */
export async function applied(offer: Refactoring, { file, resolved }: Selection): Promise<string> {
  const edits = await offer.edits();
  return applyEdits(
    resolved.text,
    edits.filter((edit) => edit.file === file),
  );
}

/** Titles with the text that each offer makes. */
export async function offersOf(refactor: Refactor, source: string): Promise<Record<string, string>> {
  const selection = select(source);
  const found: Record<string, string> = {};
  for (const offer of refactor(selection)) found[offer.title] = await applied(offer, selection);
  return found;
}

export const errorsOf = (text: string): string[] =>
  checkProgram(programOf(text))
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message }) => `${code}: ${message}`);

/** Undefined where the text has errors. */
export const spaceIn = (text: string): DecisionSpace | undefined => lowerSpace(programOf(text)).value;

/** Spaces up to here are counted with all requirements; others, of which many are counted, without those on costs and structure. */
const COUNTED = 2_000n;

/** As many architectures, and some sampled ones cost the same. */
export function expectSameSpace(before: DecisionSpace, after: string, samples = 4, counted = COUNTED): void {
  const errors = errorsOf(after);
  // That a space is empty may show only once a value stands where it is compared.
  if (errors.every((each) => each.startsWith('require-')) && errors.length > 0 && before.size().value === 0n) return;
  expect(errors, after).toEqual([]);
  const space = spaceIn(after);
  if (space === undefined) throw new Error(`no space in ${after}`);
  expect(space.rawSize(), after).toBe(before.rawSize());
  if (before.rawSize() <= counted) expect(space.size(), after).toEqual(before.size());
  const paths = (each: DecisionSpace): string =>
    each.decisions
      .map(({ path }) => path)
      .sort()
      .join();
  const random = seededRandom('the same space');
  for (let i = 0; i < samples; i++) {
    const drawn = before.sample(random, 200);
    if (drawn === undefined) return;
    const same = paths(space) === paths(before) ? parsed(space, before.text(drawn)) : drawn;
    expect(space.costs(same), after).toEqual(before.costs(drawn));
    expect(space.graphHash(same), after).toBe(before.graphHash(drawn));
  }
}

function parsed(space: DecisionSpace, text: string): Architecture {
  const { value, diagnostics } = space.parse(text);
  if (value === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return value;
}
