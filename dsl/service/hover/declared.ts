/** Hover on what the text declares. */
import type { Program } from '../../semantics/program.ts';
import { isCallable, type CallableDeclaration, type Declared } from '../declarations.ts';
import { bodyText, primitivesOf } from '../expansion.ts';
import { archFacts } from '../facts/arch-facts.ts';
import { grouped } from '../facts/numbers.ts';
import { walk } from '../locate.ts';
import { originalOf, type Scope } from '../scope.ts';
import { docOf, headOf } from '../signature.ts';
import type { ChoiceExpr, ChooseExpr } from '../../syntax/ast.ts';
import { hoverDecision } from './decision.ts';
import { code, paragraphs } from './markdown.ts';
import { hoverSpace } from './space.ts';

/** Lines of a body that are shown. */
const BODY_LINES = 12;

export function hoverDeclared(program: Program, declared: Declared, scope: Scope | undefined): string {
  const owner = isCallable(declared) && scope !== undefined ? originalOf(declared, scope) : undefined;
  return paragraphs(code(headOf(program, declared, owner)), docOf(declared), more(program, declared));
}

function more(program: Program, declared: Declared): string | undefined {
  switch (declared.kind) {
    case 'op':
      return declared.node.native ? 'A primitive.' : expansion(program, declared);
    case 'block':
      return paragraphs('Decides anew at each use.', expansion(program, declared));
    case 'cell':
      return 'Decided once; all its uses are the same cell.';
    case 'param':
      return decisionsIn(program, declared);
    case 'parameter':
      return paragraphs(`Parameter of \`${declared.owner.name.text}\`.`, decisionsIn(program, declared));
    case 'space':
      return hoverSpace(program, declared.node, declared.file);
    case 'arch':
      return archCosts(program, declared);
    default:
      return undefined;
  }
}

function expansion(program: Program, callable: CallableDeclaration): string | undefined {
  const body = bodyText(program, callable);
  if (body === undefined) return undefined;
  const lines = body.split('\n');
  const shown = lines.length > BODY_LINES ? [...lines.slice(0, BODY_LINES), '// ...'] : lines;
  const primitives = primitivesOf(program, callable);
  return paragraphs(code(shown.join('\n')), primitives.length === 0 ? '' : `Primitives: ${primitives.join(', ')}.`);
}

/** The decisions that stand in the value of a `param` or the default of a parameter. */
function decisionsIn(program: Program, declared: Extract<Declared, { kind: 'param' | 'parameter' }>): string {
  const value = declared.kind === 'param' ? declared.node.value : declared.node.default;
  if (value === undefined) return '';
  const found: string[] = [];
  walk(value, (node) => {
    if (node.kind === 'choice' || node.kind === 'choose')
      found.push(hoverDecision(program, declared.file, node as ChoiceExpr | ChooseExpr));
    return found.length < 3;
  });
  return paragraphs(...found);
}

function archCosts(program: Program, declared: Extract<Declared, { kind: 'arch' }>): string | undefined {
  const facts = archFacts(program, declared.node, declared.file);
  if (facts === undefined) return undefined;
  const { params, macs, flops, weightBytes, activationBytes, depth } = facts.costs;
  const rows = [
    ['parameters', grouped(params)],
    ['MACs', grouped(macs)],
    ...facts.exits.slice(0, -1).map((exit) => [`MACs until exit ${exit.number}`, grouped(exit.macs)] as const),
    ['FLOPs', grouped(flops)],
    ['weights', `${grouped(weightBytes)} bytes`],
    ['activations, at most', `${grouped(activationBytes)} bytes`],
    ['depth', String(depth)],
  ];
  return ['| exact cost | |', '| --- | ---: |', ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join('\n');
}
