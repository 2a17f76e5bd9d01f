/** The signature of the call around the cursor, or the options of the kind; and which parameter or option the cursor is at. */
import type { Program } from '../semantics/program.ts';
import { containers, openCall } from './completion/place.ts';
import { optionsOf } from './facts/options.ts';
import { wordDoc } from './facts/words.ts';
import { nodesAt } from './locate.ts';
import { CELL_PARAMETERS, calleeNamed } from './names-of-bodies.ts';
import { resolveFile, scopeAt, type ResolvedFile } from './names.ts';
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
  if (call === undefined) return optionHelp(resolved, offset);
  const scope = scopeAt(resolved, offset);
  const callee = calleeNamed(call.callee, scope);
  if (callee === undefined || scope === undefined) return undefined;
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

/** The options of the data set, evaluator, predictor or strategy around the cursor. */
function optionHelp({ ast, text }: ResolvedFile, offset: number): SignatureHelp | undefined {
  const here = containers(nodesAt(ast, offset), offset, text).at(-1)?.options;
  const options = here === undefined ? [] : optionsOf(here.group, here.type);
  if (here === undefined || options.length === 0) return undefined;
  // The option whose key stands last before the cursor, inside the same braces.
  const current = here.keys.findLast(({ span }) => span.start <= offset)?.text;
  let label = `${here.type} { `;
  const parameters = options.map(({ name }, i): [number, number] => {
    label += i === 0 ? '' : ', ';
    const start = label.length;
    label += name;
    return [start, label.length];
  });
  label += ' }';
  const active = options.findIndex(({ name }) => name === current);
  const doc = options[active]?.doc ?? wordDoc(here.type);
  return { label, doc, parameters, active: active < 0 ? undefined : active };
}
