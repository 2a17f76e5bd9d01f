/** Proposals of parameter names inside a call. */
import type { Program } from '../../semantics/program.ts';
import type { Span } from '../../syntax/ast.ts';
import { CELL_PARAMETERS, calleeNamed } from '../names-of-bodies.ts';
import { originalOf, type Scope } from '../scope.ts';
import { sourceOf } from '../signature.ts';
import type { Proposal } from './item.ts';
import type { OpenCall } from './place.ts';

/** Those not yet given. */
export function proposeArguments(program: Program, call: OpenCall, scope: Scope | undefined, span: Span): Proposal[] {
  const callee = calleeNamed(call.callee, scope);
  if (callee === undefined || scope === undefined) return [];
  const owner = originalOf(callee, scope);
  const declared = owner.node.params.map((parameter) => ({
    label: parameter.name.text,
    detail: sourceOf(program, owner.file, parameter),
  }));
  const own =
    owner.kind === 'cell'
      ? CELL_PARAMETERS.filter((label) => !declared.some((each) => each.label === label)).map((label) => ({
          label,
          detail: `${label}: int`,
        }))
      : [];
  return [...declared, ...own]
    .filter(({ label }) => label !== '' && !call.names.includes(label))
    .map(({ label, detail }) => ({ label, detail, kind: 'parameter', insert: `${label}: `, group: 0, span }));
}
