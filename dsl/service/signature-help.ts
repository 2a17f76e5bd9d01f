/** The signature of the call around the cursor, and which parameter the cursor is at. */
import type { Program } from '../semantics/program.ts';
import { openCall } from './completion/place.ts';
import { CELL_PARAMETERS, calleeNamed } from './names-of-bodies.ts';
import { resolveFile, scopeAt } from './names.ts';
import { originalOf } from './scope.ts';
import { docOf, parametersOf } from './signature.ts';
import { tokenAfter, tokensOf } from './tokens.ts';

export interface SignatureHelp {
  readonly label: string;
  readonly doc: string | undefined;
  /** Spans in the label, in UTF-16 units. */
  readonly parameters: readonly (readonly [number, number])[];
  /** Undefined where there are no more parameters. */
  readonly active: number | undefined;
}

export function signatureHelp(program: Program, file: string, offset: number): SignatureHelp | undefined {
  const resolved = resolveFile(program, file);
  if (resolved === undefined) return undefined;
  const tokens = tokensOf(resolved.text);
  const before = tokens.slice(0, tokenAfter(tokens, offset)).filter((token) => token.endOffset < offset);
  const call = openCall(before);
  const scope = scopeAt(resolved, offset);
  const callee = call && calleeNamed(call.callee, scope);
  if (call === undefined || callee === undefined || scope === undefined) return undefined;
  const owner = originalOf(callee, scope);
  const declared = owner.node.params.map(({ name }) => name.text);
  const extra = owner.kind === 'cell' ? CELL_PARAMETERS.filter((name) => !declared.includes(name)) : [];
  const names = [...declared, ...extra];
  const texts = [...parametersOf(program, owner), ...extra.map((name) => `${name}: int`)];
  let label = `${call.callee}(`;
  const parameters = texts.map((text, i): [number, number] => {
    label += i === 0 ? '' : ', ';
    const start = label.length;
    label += text;
    return [start, label.length];
  });
  label += ')';
  const given = call.names.filter((name) => name !== call.current);
  const positions = names.flatMap((name, i) => (given.includes(name) ? [] : [i]));
  const named = call.current === undefined ? -1 : names.indexOf(call.current);
  const positional = positions[call.index - given.length];
  return { label, doc: docOf(callee), parameters, active: call.current === undefined ? positional : named };
}
