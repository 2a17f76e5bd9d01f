/** Bodies and their statements as documents. */
import type {
  Body,
  BranchesStatement,
  ChainStatement,
  IfStatement,
  LetItem,
  ParamItem,
  RequireMember,
  Statement,
} from '../ast.ts';
import * as t from '../lexer/tokens.ts';
import { breaks, group, indent, join, line, type Doc } from './doc.ts';
import { expression } from './expressions.ts';
import { bracketed, type Element } from './sequence.ts';
import type { Source } from './source.ts';

/** `{ ... }` with one element a line, or on one line where the author had it so. */
export function braces(source: Source, elements: readonly Element[], start: number, end: number): Doc {
  const at = source.opening(t.LCurly, start);
  return bracketed(source, elements, { open: '{', close: '}', at, end, separator: ';', padded: true });
}

export function body(source: Source, node: Body): Doc {
  const elements = node.statements.map((inner) => ({ span: inner.span, print: () => statement(source, inner) }));
  return braces(source, elements, node.span.start, node.span.end);
}

export function statement(source: Source, node: Statement): Doc {
  switch (node.kind) {
    case 'chain':
      return chain(source, node);
    case 'if':
      return ifStatement(source, node);
    case 'for':
      return ['for ', node.variable.text, ' in ', expression(source, node.iterable), ' ', body(source, node.body)];
    case 'repeat': {
      const variable = node.variable === undefined ? '' : ` as ${node.variable.text}`;
      return ['repeat ', expression(source, node.count), variable, ' ', body(source, node.body)];
    }
    case 'residual': {
      const word = node.combine === 'add' ? 'residual ' : 'gate ';
      const condition = node.condition === undefined ? '' : ['when ', expression(source, node.condition), ' '];
      return [word, condition, body(source, node.body)];
    }
    case 'branches':
      return branches(source, node);
    case 'exit':
      return ['exit ', body(source, node.body)];
    case 'require':
    case 'param':
    case 'let':
      return binding(source, node);
  }
}

/** `a >> b >> c`; each step on a line of its own where the author began one or the line is too long. */
function chain(source: Source, node: ChainStatement): Doc {
  const steps = node.steps.map((step) => expression(source, step));
  const [first = '', ...rest] = steps;
  const broken = node.steps.some((step, index) => {
    const previous = node.steps[index - 1];
    return previous !== undefined && source.breaksBetween(previous.span.end, step.span.start);
  });
  if (!broken && steps.some(breaks)) return join(steps, ' >> ');
  return group([first, indent(rest.map((step) => [line, '>> ', step]))], broken);
}

function ifStatement(source: Source, node: IfStatement): Doc {
  const head: Doc = ['if ', expression(source, node.condition), ' ', body(source, node.then)];
  if (node.else === undefined) return head;
  const otherwise = 'kind' in node.else ? ifStatement(source, node.else) : elseBody(source, node.else);
  return [head, ' else ', otherwise];
}

/** `else if c then a else b` is kept as a body without braces of its own. */
function elseBody(source: Source, node: Body): Doc {
  const [only, more] = node.statements;
  const bare = more === undefined && only?.span.start === node.span.start && only.span.end === node.span.end;
  if (only?.kind === 'chain' && bare && only.steps[0]?.kind === 'if-expr') return chain(source, only);
  return body(source, node);
}

function branches(source: Source, node: BranchesStatement): Doc {
  const elements = node.branches.map((branch) => ({ span: branch.span, print: () => body(source, branch) }));
  return ['branches ', node.merge.text, ' ', braces(source, elements, node.merge.span.end, node.span.end)];
}

/** `require c`, `param name: type = value`, `let name = value` */
export function binding(source: Source, node: RequireMember | ParamItem | LetItem): Doc {
  if (node.kind === 'require') return ['require ', expression(source, node.condition)];
  const type = node.kind === 'param' && node.type !== undefined ? `: ${node.type.text}` : '';
  return [node.kind, ' ', node.name.text, type, ' = ', expression(source, node.value)];
}
