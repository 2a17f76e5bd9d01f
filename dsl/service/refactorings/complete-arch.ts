/**
 * The decisions that a literal architecture lacks. Among completions drawn uniformly the best predicted one is taken where a model is at hand,
 * else the first one; the title says which.
 */
import type { TextEdit } from '../../diagnostics/diagnostic.ts';
import { seededRandom } from '../../random.ts';
import { lift } from '../../semantics/lifted.ts';
import { itemsOf, type Program } from '../../semantics/program.ts';
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
  /** The same space with the given decisions made. */
  readonly rest: DecisionSpace;
  readonly record: RecordExpr;
}

/** Undefined where the literal is complete, or wrong in another way. */
export function partialArch(
  program: Program,
  { space: { text: name }, value }: ArchItem,
  file: string,
): PartialArch | undefined {
  if (value.kind !== 'record') return undefined;
  const home = itemsOf(program, 'space', file).find(({ item }) => item.name.text === name);
  const facts = home && spaceFacts(program, home.item, home.file);
  if (facts?.space === undefined) return undefined;
  const given = givenValues(value, file);
  const { diagnostics } = facts.space.fromGiven(given, { file, span: value.span });
  if (!diagnostics.some(({ code }) => code === 'arch-missing-decision')) return undefined;
  if (diagnostics.some(({ code }) => code !== 'arch-missing-decision')) return undefined;
  const { program: own, model: found } = facts.analysed.result;
  const fixed = given.map(({ path, text }) => factorOf(found, path, text));
  const known = fixed.filter((factor) => factor !== undefined);
  if (known.length < fixed.length) return undefined;
  const rest = decisionSpace(own, { ...found, tables: [...found.tables, ...known] });
  return { space: facts.space, rest, record: value };
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
  { space, rest }: PartialArch,
  predictor: AccuracyPredictor | undefined,
): Promise<Architecture | undefined> {
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
