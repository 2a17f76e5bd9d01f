/** Expressions as documents. With `noSource` everything stands on one line: the canonical form. */
import type { TokenType } from 'chevrotain';
import type {
  Argument,
  BinaryExpr,
  CallExpr,
  ChoiceExpr,
  ChooseExpr,
  Expr,
  IfExpr,
  NumberExpr,
  RangeExpr,
  RecordExpr,
  UnaryExpr,
} from '../ast.ts';
import { encodeString } from '../lexer/string-literal.ts';
import * as t from '../lexer/tokens.ts';
import { group, indent, line, type Doc } from './doc.ts';
import * as parentheses from './parentheses.ts';
import { bracketed, type Element } from './sequence.ts';
import { noSource, type Source } from './source.ts';

export function expression(source: Source, expr: Expr): Doc {
  switch (expr.kind) {
    case 'number':
      return source === noSource ? canonicalNumber(expr) : expr.text;
    case 'string':
      return encodeString(expr.value);
    case 'boolean':
      return String(expr.value);
    case 'name':
      return expr.name;
    case 'list':
      return list(
        source,
        '[',
        ']',
        t.LSquare,
        expr.span.start,
        expr.span.end,
        expr.items.map((item) => valueElement(source, item)),
      );
    case 'record':
      return record(source, expr);
    case 'member':
      return [callee(source, expr.object), '.', expr.member.text];
    case 'index':
      return [callee(source, expr.object), '[', expression(source, expr.index), ']'];
    case 'call':
      return [callee(source, expr.callee), args(source, expr)];
    case 'unary':
      return unary(source, expr);
    case 'binary':
    case 'range':
      return binary(source, expr);
    case 'if-expr':
      return conditional(source, expr);
    case 'choice':
      return choice(source, expr);
    case 'choose':
      return choose(source, expr);
    case 'all':
      return ['all ', expression(source, expr.of)];
    case 'notation':
      return [expr.notation.text, ' ', encodeString(expr.text.value)];
    case 'error':
      return '';
  }
}

/** The number without digit separators, leading zeros or needless decimals. */
const canonicalNumber = (number: NumberExpr): string => `${number.value}${number.unit ?? ''}`;

const wrapped = (source: Source, expr: Expr, needed: boolean): Doc =>
  needed ? ['(', expression(source, expr), ')'] : expression(source, expr);

const callee = (source: Source, expr: Expr): Doc => wrapped(source, expr, parentheses.calleeNeedsParentheses(expr));

const valueElement = (source: Source, expr: Expr): Element => ({
  span: expr.span,
  print: () => expression(source, expr),
});

/** Entries in brackets; a single list or record keeps to the brackets around it. */
function list(
  source: Source,
  open: string,
  close: string,
  type: TokenType,
  start: number,
  end: number,
  elements: readonly Element[],
  hug = false,
): Doc {
  const at = source.opening(type, start);
  const [only] = elements;
  if (hug && !at.broken && only !== undefined && elements.length === 1) return [open, only.print(), close];
  return bracketed(source, elements, { open, close, at, end, separator: ',', padded: open === '{' });
}

export function record(source: Source, expr: RecordExpr): Doc {
  const elements = expr.entries.map((entry) => ({
    span: entry.span,
    print: () => [entry.key.text, ': ', expression(source, entry.value)],
  }));
  return list(source, '{', '}', t.LCurly, expr.span.start, expr.span.end, elements);
}

export function args(source: Source, call: CallExpr): Doc {
  const elements = call.args.map((argument) => ({ span: argument.span, print: () => argumentDoc(source, argument) }));
  const [first] = call.args;
  const hug = call.args.length === 1 && (first?.value.kind === 'list' || first?.value.kind === 'record');
  return list(source, '(', ')', t.LParen, call.callee.span.end, call.span.end, elements, hug);
}

const argumentDoc = (source: Source, argument: Argument): Doc => {
  const value = expression(source, argument.value);
  return argument.name === undefined ? value : [argument.name.text, ': ', value];
};

/** Values in square brackets after a type's name. */
export function dimensions(source: Source, items: readonly Expr[], start: number, end: number): Doc {
  return items.length === 0
    ? ''
    : list(
        source,
        '[',
        ']',
        t.LSquare,
        start,
        end,
        items.map((item) => valueElement(source, item)),
      );
}

function unary(source: Source, expr: UnaryExpr): Doc {
  const operand = wrapped(source, expr.operand, parentheses.operandNeedsParentheses(expr, expr.operand));
  return expr.operator === 'not' ? ['not ', operand] : ['-', operand];
}

function binary(source: Source, expr: BinaryExpr | RangeExpr): Doc {
  const [left, right] = expr.kind === 'range' ? [expr.from, expr.to] : [expr.left, expr.right];
  const before = wrapped(source, left, parentheses.leftNeedsParentheses(expr, left));
  const after = wrapped(source, right, parentheses.rightNeedsParentheses(expr, right));
  if (expr.kind === 'range') {
    const spaced = left.kind === 'binary' || right.kind === 'binary';
    return [before, spaced ? ' .. ' : '..', after];
  }
  return group([before, indent([line, expr.operator, ' ', after])]);
}

function conditional(source: Source, expr: IfExpr): Doc {
  const [condition, then, otherwise] = [expr.condition, expr.then, expr.else].map((part) => expression(source, part));
  return group(['if ', condition ?? '', indent([line, 'then ', then ?? '', line, 'else ', otherwise ?? ''])]);
}

function choice(source: Source, expr: ChoiceExpr): Doc {
  const clauses = expr.weights !== undefined || expr.log || expr.steps !== undefined;
  const parts: Doc[] = ['choice ', wrapped(source, expr.domain, clauses && parentheses.endsOpen(expr.domain))];
  if (expr.weights !== undefined) {
    const open = (expr.log || expr.steps !== undefined) && parentheses.endsOpen(expr.weights);
    parts.push(' weights ', wrapped(source, expr.weights, open));
  }
  if (expr.log) parts.push(' log');
  if (expr.steps !== undefined) parts.push(' steps ', expression(source, expr.steps));
  return parts;
}

function choose(source: Source, expr: ChooseExpr): Doc {
  const count = expr.count === undefined ? 'any' : expression(source, expr.count);
  const from = wrapped(source, expr.from, expr.replacement && parentheses.endsOpen(expr.from));
  return ['choose ', count, ' of ', from, expr.replacement ? ' with replacement' : ''];
}
