/**
 * The decisions that a literal architecture lacks. Among completions drawn uniformly the best predicted one is taken where a model is at hand,
 * else the first one; the title says which.
 */
import type { TextEdit } from '../../diagnostics/diagnostic.ts';
import { seededRandom } from '../../random.ts';
import { lift } from '../../semantics/lifted.ts';
import { analysisOf } from '../../semantics/analysis.ts';
import type { Program } from '../../semantics/program.ts';
import { isOpaque, show, type Concrete, type Value } from '../../semantics/values.ts';
import { givenValues } from '../../space/architecture-text.ts';
import type { Architecture, DecisionSpace } from '../../space/decision-space.ts';
import { decisionSpace } from '../../space/lower.ts';
import type { SpaceModel, TableFactor } from '../../space/model.ts';
import type { ArchItem, RecordExpr } from '../../syntax/ast.ts';
import { spaceFacts } from '../facts/space-facts.ts';
import { nodesAt } from '../locate.ts';
import { entriesOf } from './architecture-literal.ts';
import type { AccuracyPredictor, Refactor } from './refactoring.ts';
import { indentAt } from './text.ts';

/** Completions that the best predicted one is chosen from. */
const CANDIDATES = 32;

export const completeArch: Refactor = ({ program, resolved, file, range, predictor }) => {
  const item = nodesAt(resolved.ast, range.start).find((node): node is ArchItem => node.kind === 'arch');
  const partial = item === undefined ? undefined : partialArch(program, item, file);
  if (partial === undefined) return [];
  const predicted = predictor?.knows(partial.space) === true ? predictor : undefined;
  const title =
    predicted === undefined
      ? 'Complete with sampled alternatives'
      : `Complete with the best predicted of ${CANDIDATES} samples`;
  const edits = async (): Promise<TextEdit[]> => {
    const found = await completed(partial, predicted);
    return found === undefined ? [] : [missingEntries(partial, found, resolved.text, file)];
  };
  return [{ id: 'complete', title, kind: 'refactor.rewrite', edits }];
};

export interface PartialArch {
  readonly space: DecisionSpace;
  /** The same space with the given decisions made; undefined where that is beyond following. */
  readonly rest: () => DecisionSpace | undefined;
  readonly record: RecordExpr;
}

/** Undefined where the literal is complete, or wrong in another way. Quick: what the check has found is asked for. */
export function partialArch(program: Program, item: ArchItem, file: string): PartialArch | undefined {
  const { value } = item;
  const analysed = value.kind === 'record' ? analysisOf(program).spaceNamed(item.space.text, file) : undefined;
  if (value.kind !== 'record' || analysed === undefined) return undefined;
  const { diagnostics } = analysed.arch(item, file);
  if (diagnostics.length === 0 || diagnostics.some(({ code }) => code !== 'arch-missing-decision')) return undefined;
  const { space } = spaceFacts(program, analysed.item, analysed.file);
  if (space === undefined) return undefined;
  const rest = (): DecisionSpace | undefined => {
    const { program: own, model } = analysed.result;
    const given = givenValues(value, file).map(({ path, text }) => factorOf(model, path, text));
    const known = given.filter((factor) => factor !== undefined);
    if (known.length < given.length) return undefined;
    return decisionSpace(own, { ...model, tables: [...model.tables, ...known] });
  };
  return { space, rest, record: value };
}

/** That a decision is there and is made like this. */
function factorOf(model: SpaceModel, path: string, text: string): TableFactor | undefined {
  const decision = model.decisions.find((each) => each.path === path);
  if (decision === undefined) return undefined;
  const { id, guard, domain, place } = decision;
  const table: Concrete[] = decision.alternatives.map((_, i) => i);
  const choice: Value = { kind: 'lifted', deps: [id], sizes: [table.length], table };
  const condition = lift([guard, domain, choice], ([active, list, i]) => {
    const taken = (list as unknown as readonly Concrete[])[i as number];
    return active === true && taken !== undefined && show(taken) === text;
  });
  return isOpaque(condition) ? undefined : { condition, place };
}

async function completed(
  { space, rest: restOf }: PartialArch,
  predictor: AccuracyPredictor | undefined,
): Promise<Architecture | undefined> {
  const rest = restOf();
  if (rest === undefined) return undefined;
  const random = seededRandom(rest.hash);
  const drawn: Architecture[] = [];
  for (let i = 0; i < (predictor === undefined ? 1 : CANDIDATES); i++) {
    const next = rest.sample(random);
    if (next !== undefined) drawn.push(next);
  }
  const values = predictor === undefined ? [] : await predictor.predict(space, drawn);
  const best = values.reduce((top, value, i) => (value > (values[top] ?? -Infinity) ? i : top), 0);
  return drawn[best];
}

/** After the entries that are there, each on a line where they are. */
function missingEntries({ space, record }: PartialArch, found: Architecture, text: string, file: string): TextEdit {
  const given = new Set(record.entries.map(({ key }) => key.text));
  const missing = entriesOf(space, found)
    .filter(({ path }) => !given.has(path))
    .map(({ path, value }) => `${path}: ${value}`);
  const last = record.entries.at(-1);
  if (last === undefined) {
    const line = `{ ${missing.join(', ')} }`;
    const indent = indentAt(text, record.span.start);
    const lines = `{\n${missing.map((entry) => `${indent}  ${entry},\n`).join('')}${indent}}`;
    return { file, span: record.span, newText: line.length <= 80 ? line : lines };
  }
  const lines = text.slice(record.span.start, record.span.end).includes('\n');
  const gap = lines ? `,\n${indentAt(text, last.span.start)}` : ', ';
  const at = { start: last.span.end, end: last.span.end };
  return { file, span: at, newText: missing.map((entry) => gap + entry).join('') };
}
