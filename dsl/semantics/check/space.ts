/** A space: its trace, what is never used, and whether anything is left of it. */
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { SpaceModel } from '../../space/model.ts';
import { TooManySteps } from '../../space/too-many-steps.ts';
import { enumerateAssignments, makeAssignments } from '../../space/assignment.ts';
import { compileCellConstraint, type CellConstraint } from '../../space/cell-constraint.ts';
import { countStructures } from '../../space/size.ts';
import { checkShapes } from './shapes.ts';
import { startTrace } from '../../space/trace.ts';
import { traceSpace } from '../../space/trace-space.ts';
import type { SpaceItem } from '../../syntax/ast.ts';
import { checkUnits } from '../objectives.ts';
import { unreachableBodies } from './unreachable.ts';
import type { Program } from '../program.ts';

/** Assignments tried to see whether anything satisfies the structural requirements. */
const SATISFIABILITY_LIMIT = 200_000;
/** Alternatives tried to find two. */
const FIRST_LIMIT = 5_000;

export function checkSpace(
  program: Program,
  item: SpaceItem,
  file: string,
): { model: SpaceModel; diagnostics: Diagnostic[] } {
  const { model, used } = traceSpace(program, item, file);
  const diagnostics = [...model.diagnostics];
  const copied = copiedNames(item);
  const mentioned = mentionedNames(item);
  for (const member of item.members) {
    if (member.kind === 'require') checkUnits(member.condition, file, diagnostics);
    if ((member.kind === 'cell' || member.kind === 'block') && !used.has(member) && !copied.has(member.name.text)) {
      if (member.name.text !== '')
        diagnostics.push(
          diagnostic('block-unused', { file, span: member.name.span }, { what: member.kind, name: member.name.text }),
        );
    }
    if (member.kind === 'param' && member.name.text !== '' && !mentioned.has(member.name.text)) {
      diagnostics.push(diagnostic('decision-unused', { file, span: member.name.span }, { path: member.name.text }));
    }
  }
  if (model.sound) {
    diagnostics.push(...unreachableBodies(item, used, file), ...checkSize(program, model, file));
    diagnostics.push(...checkShapes(program, model));
  }
  return { model, diagnostics };
}

/** Cells and blocks that others take their shape from. */
function copiedNames(item: SpaceItem): Set<string> {
  return new Set(
    item.members.flatMap((member) =>
      (member.kind === 'cell' || member.kind === 'block') && member.copyOf?.callee.kind === 'name'
        ? [member.copyOf.callee.name]
        : [],
    ),
  );
}

/** All names that stand in expressions anywhere in the space. */
function mentionedNames(item: SpaceItem): Set<string> {
  const names = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if (Array.isArray(node)) node.forEach(visit);
    else {
      const record = node as Record<string, unknown>;
      if (record['kind'] === 'name' && typeof record['name'] === 'string') names.add(record['name']);
      else for (const part of Object.values(record)) visit(part);
    }
  };
  visit(item);
  return names;
}

function checkSize(program: Program, model: SpaceModel, file: string): Diagnostic[] {
  const place = { file, span: model.item.name.span };
  const tracer = startTrace(program);
  const constraints = model.cells.flatMap((factor) => compileCellConstraint(tracer, factor) ?? []);
  if (model.decisions.length === 0 && model.tables.length === 0 && constraints.length === 0) {
    return [diagnostic('space-of-one', place, { name: model.name })];
  }
  if (model.tables.length === 0 && constraints.length === 0) return [];
  if (holdsTwo(model, constraints)) return [];
  try {
    const count = countStructures(model, constraints, SATISFIABILITY_LIMIT);
    if (count === 1n) return [diagnostic('space-of-one', place, { name: model.name })];
    if (count === 0n) {
      const related = model.tables.map(({ place: at }) => ({ ...at, message: 'one of the requirements' }));
      return [diagnostic('require-unsatisfiable', place, { tried: 'all combinations were tried' }, { related })];
    }
  } catch (error) {
    if (!(error instanceof TooManySteps)) throw error;
  }
  return [];
}

/** Whether two architectures are found at once, as in most spaces: there is no need to count them then. */
function holdsTwo(model: SpaceModel, constraints: readonly CellConstraint[]): boolean {
  try {
    const found = enumerateAssignments(makeAssignments(model, constraints), FIRST_LIMIT);
    return found.next().done !== true && found.next().done !== true;
  } catch (error) {
    if (!(error instanceof TooManySteps)) throw error;
    return false;
  }
}
