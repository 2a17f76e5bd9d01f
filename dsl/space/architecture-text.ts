/** Canonical text of an architecture and back: a record of decision paths on one line. */
import { diagnostic, type Place } from '../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { nearest } from '../semantics/suggest.ts';
import { withUnit } from '../semantics/units.ts';
import { show, type Concrete } from '../semantics/values.ts';
import type { Expr, RecordExpr, Span } from '../syntax/ast.ts';
import type { Assignments } from './assignment.ts';
import { INACTIVE } from './decision-space.ts';

/** A value given for a decision, as text, with the place to report problems at. */
export interface Given {
  readonly path: string;
  readonly text: string;
  readonly pathPlace: Place;
  readonly valuePlace: Place;
}

export function printAssignment(assignments: Assignments, choices: readonly number[]): string {
  const parts: string[] = [];
  for (const { id, path } of assignments.model.decisions) {
    const choice = choices[id] as number;
    if (choice === INACTIVE) continue;
    parts.push(`${path}: ${show(assignments.domain(id, choices)[choice] as Concrete)}`);
  }
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

/** Choices from values by path. Every active decision must be given, nothing else may be. */
export function readAssignment(
  assignments: Assignments,
  byPath: ReadonlyMap<string, number>,
  given: readonly Given[],
  place: Place,
): Checked<number[] | undefined> {
  const diagnostics: Diagnostic[] = [];
  const values = new Map<number, Given>();
  for (const each of given) {
    const id = byPath.get(each.path);
    if (id === undefined) {
      const suggestion = nearest(each.path, byPath.keys());
      diagnostics.push(
        diagnostic('arch-unknown-path', each.pathPlace, {
          path: each.path,
          ...(suggestion === undefined ? {} : { suggestion }),
        }),
      );
    } else if (values.has(id)) diagnostics.push(diagnostic('duplicate-key', each.pathPlace, { key: each.path }));
    else values.set(id, each);
  }
  const choices = new Array<number>(assignments.model.decisions.length).fill(INACTIVE);
  for (const id of assignments.order) {
    const decision = assignments.model.decisions[id];
    if (decision === undefined) continue;
    const size = assignments.size(id, choices);
    const value = values.get(id);
    if (size === INACTIVE) {
      if (value !== undefined) {
        const condition = conditionText(assignments, id) ?? 'other choices';
        diagnostics.push(diagnostic('arch-inactive-decision', value.pathPlace, { path: decision.path, condition }));
      }
      continue;
    }
    const domain = assignments.domain(id, choices);
    if (value === undefined) {
      diagnostics.push(diagnostic('arch-missing-decision', place, { path: decision.path, legal: legalText(domain) }));
      return { value: undefined, diagnostics };
    }
    const index = domain.findIndex((alternative) => show(alternative) === value.text);
    if (index < 0) {
      diagnostics.push(
        diagnostic('arch-outside-space', value.valuePlace, {
          path: decision.path,
          value: value.text,
          legal: legalText(domain),
        }),
      );
      return { value: undefined, diagnostics };
    }
    choices[id] = index;
  }
  if (diagnostics.length > 0) return { value: undefined, diagnostics };
  return { value: choices, diagnostics };
}

/** The entries of a record expression, with values in the form in which alternatives are shown. */
export function givenValues(record: RecordExpr, file: string): Given[] {
  return record.entries.map((entry) => ({
    path: entry.key.text,
    text: canonicalValue(entry.value),
    pathPlace: { file, span: entry.key.span },
    valuePlace: { file, span: entry.value.span },
  }));
}

/** An expression in the form in which `show` prints values: `4.0` becomes `4`. */
export function canonicalValue(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return show(withUnit(expr.value, expr.unit));
    case 'string':
      return show(expr.value);
    case 'boolean':
      return String(expr.value);
    case 'name':
      return expr.name;
    case 'list':
      return `[${expr.items.map(canonicalValue).join(', ')}]`;
    case 'record':
      return `{ ${expr.entries.map((entry) => `${entry.key.text}: ${canonicalValue(entry.value)}`).join(', ')} }`;
    case 'unary':
      return expr.operator === '-' ? `-${canonicalValue(expr.operand)}` : `not ${canonicalValue(expr.operand)}`;
    case 'call':
      return `${canonicalValue(expr.callee)}(${expr.args.map((arg) => `${arg.name === undefined ? '' : `${arg.name.text}: `}${canonicalValue(arg.value)}`).join(', ')})`;
    case 'index':
      return `${canonicalValue(expr.object)}[${canonicalValue(expr.index)}]`;
    case 'member':
      return `${canonicalValue(expr.object)}.${expr.member.text}`;
    case 'range':
      return `${canonicalValue(expr.from)}..${canonicalValue(expr.to)}`;
    default:
      return '?';
  }
}

function legalText(domain: readonly Concrete[]): string {
  const shown = domain.slice(0, 12).map(show);
  return domain.length > shown.length ? `${shown.join(', ')}, … (${domain.length} in all)` : shown.join(', ');
}

/** When a decision is there, in words: `network.stages[0].depth in [3, 4]`. Undefined where it always is. */
export function conditionText(assignments: Assignments, id: number): string | undefined {
  const { decisions } = assignments.model;
  const guard = decisions[id]?.guard;
  if (guard === undefined || typeof guard !== 'object' || !('kind' in guard) || guard.kind !== 'lifted')
    return undefined;
  const parts = guard.deps.map((dep, axis) => {
    const on = new Set<number>();
    const inner = guard.sizes.slice(axis + 1).reduce((product, size) => product * size, 1);
    guard.table.forEach((entry, i) => {
      if (entry === true) on.add(Math.floor(i / inner) % (guard.sizes[axis] as number));
    });
    const decision = decisions[dep];
    if (decision === undefined || on.size === guard.sizes[axis]) return undefined;
    const shown = [...on].sort((a, b) => a - b).map((i) => show(decision.alternatives[i] as Concrete));
    return shown.length === 1 ? `${decision.path} == ${shown[0]}` : `${decision.path} in [${shown.join(', ')}]`;
  });
  const known = parts.filter((part) => part !== undefined);
  return known.length === 0 ? 'a combination of other decisions' : known.join(' and ');
}

/** The whole text, where a problem has no better place. */
export function wholeOf(text: string): Span {
  return { start: 0, end: text.length };
}
