/** Proposals of parameter names inside a call. */
import { ghnOptions } from '../../semantics/ghn-options.ts';
import { metrics } from '../../semantics/metrics.ts';
import type { Program } from '../../semantics/program.ts';
import type { Span } from '../../syntax/ast.ts';
import { CELL_PARAMETERS, calleeNamed } from '../names-of-bodies.ts';
import { originalOf, type Scope } from '../scope.ts';
import { sourceOf } from '../signature.ts';
import type { Proposal } from './item.ts';
import type { OpenCall } from './place.ts';

/** Those of what no text declares: metrics, and what options call. Undefined for all else. */
export function proposeKnownArguments(call: OpenCall, span: Span): Proposal[] | undefined {
  const known = call.callee === 'ghn' ? ghnOptions : call.callee === 'crop' ? cropOptions : undefined;
  if (known !== undefined)
    return known
      .filter(({ name }) => !call.names.includes(name))
      .map(({ name, doc }) => ({
        ...{ label: name, detail: doc, kind: 'parameter', insert: `${name}: `, group: 0, span },
      }));
  if (metrics.get(call.callee)?.perDevice !== true) return undefined;
  return [
    {
      label: 'device',
      detail: 'device: "name"',
      kind: 'parameter',
      insert: 'device: "$0"',
      snippet: true,
      group: 0,
      span,
    },
  ];
}

const cropOptions = [
  { name: 'pad', doc: 'Pixels of the border that is added before a part of the old size is cut out.' },
];

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
