/** Proposals of names: what can be applied in a chain, or stand as a value. */
import { PRELUDE_FILE, type Program } from '../../semantics/program.ts';
import type { Span } from '../../syntax/ast.ts';
import { isCallable, isDeclared, type CallableDeclaration, type Meaning } from '../declarations.ts';
import { originalOf, visibleMeanings, type Scope } from '../scope.ts';
import { headOf } from '../signature.ts';
import type { Proposal } from './item.ts';

/** In chains, names that may hold an operator; as values, everything. */
export function proposeValues(
  program: Program,
  scope: Scope | undefined,
  place: 'statement' | 'step' | 'value',
  span: Span,
): Proposal[] {
  const found: Proposal[] = [];
  for (const [name, meaning] of visibleMeanings(scope)) {
    if (place !== 'value' && !mayBeApplied(meaning)) continue;
    found.push(propose(program, name, meaning, scope, span, place));
  }
  return found;
}

const applied: ReadonlySet<string> = new Set(['op', 'block', 'cell', 'param', 'let', 'parameter', 'variable']);
const mayBeApplied = (meaning: Meaning): boolean => applied.has(meaning.kind);

function propose(
  program: Program,
  name: string,
  meaning: Meaning,
  scope: Scope | undefined,
  span: Span,
  place: string,
): Proposal {
  const base = { label: name, kind: meaning.kind, span };
  if (!isDeclared(meaning)) {
    const call = meaning.kind === 'function' ? { insert: `${name}($0)`, snippet: true } : {};
    return { ...base, ...call, group: 2 };
  }
  const owner = isCallable(meaning) && scope !== undefined ? originalOf(meaning, scope) : undefined;
  const detail = headOf(program, meaning, owner);
  const group = meaning.file === PRELUDE_FILE ? 1 : 0;
  const required = owner === undefined || place === 'value' ? [] : requiredOf(owner, meaning);
  if (required.length === 0) return { ...base, detail, group };
  const fields = required.map((parameter, i) => `${parameter}: $${i + 1}`);
  return { ...base, detail, group, insert: `${name}(${fields.join(', ')})`, snippet: true };
}

/** Parameters that a use must give; a copy may have given them. */
function requiredOf(owner: CallableDeclaration, meaning: Meaning): string[] {
  if (isCallable(meaning) && meaning.node !== owner.node) return [];
  return owner.node.params.flatMap((each) =>
    each.default === undefined && each.name.text !== '' && owner.kind !== 'cell' ? [each.name.text] : [],
  );
}
