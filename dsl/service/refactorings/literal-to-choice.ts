/**
 * A number or truth value becomes a `choice` among its neighbours: kernels stay odd, widths are halved and doubled, small numbers go one up
 * and down. Neighbours that break the space are left out, which is found by checking it.
 */
import type { TextEdit } from '../../diagnostics/diagnostic.ts';
import { checkProgram } from '../../semantics/check.ts';
import type { Program } from '../../semantics/program.ts';
import type { BooleanExpr, NumberExpr } from '../../syntax/ast.ts';
import { nodesAt, type TreeNode } from '../locate.ts';
import { edited } from '../rename/paths.ts';
import type { Refactor } from './refactoring.ts';
import { slice, within } from './text.ts';

/** Where a value is not the space's to decide, or where decisions cannot stand. */
const CLOSED = [
  'op',
  'arch',
  'dataset',
  'evaluator',
  'predictor',
  'hypernetwork',
  'experiment',
  'require',
  'output',
  'import',
];
/** Nodes whose parts are operands: a `choice` among them needs brackets. */
const OPERATIONS = ['binary', 'if-expr', 'all', 'call', 'member'];
const KERNELS = ['k', 'kh', 'kw', 'kernel'];

export const literalToChoice: Refactor = ({ program, resolved, file, range }) => {
  const around = nodesAt(resolved.ast, range.start);
  const literal = around.at(-1) as NumberExpr | BooleanExpr | undefined;
  if (literal === undefined || (literal.kind !== 'number' && literal.kind !== 'boolean')) return [];
  const parent = around.at(-2);
  if (!within(literal.span, range) || parent === undefined || !mayDecide(around)) return [];
  const own = slice(resolved.text, literal.span);
  if (own.startsWith('(') || (literal.kind === 'number' && literal.unit !== undefined)) return [];
  const name = nameOf(around);
  const edits = (): TextEdit[] => {
    const errors = errorsOf(program);
    for (const domain of domainsOf(literal, own, name)) {
      const text = OPERATIONS.includes(parent.kind ?? '') ? `(choice ${domain})` : `choice ${domain}`;
      const edit: TextEdit = { file, span: literal.span, newText: text };
      const future = edited(program, [edit]);
      if (future !== undefined && errorsOf(future) <= errors) return [edit];
    }
    return [];
  };
  return [{ id: 'choice', title: `Turn ${own} into a choice`, kind: 'refactor.rewrite', edits }];
};

function mayDecide(around: readonly TreeNode[]): boolean {
  if (around.some(({ kind }) => CLOSED.includes(kind ?? ''))) return false;
  const [parent, above] = [around.at(-2), around.at(-3)];
  if (['unary', 'range', 'index', 'choice', 'choose'].includes(parent?.kind ?? '')) return false;
  return !(parent?.kind === 'list' && ['choice', 'choose'].includes(above?.kind ?? ''));
}

/** Of the argument, key or declaration that the literal is the value of. */
function nameOf(around: readonly TreeNode[]): string | undefined {
  const holder = around.at(-2);
  if (holder === undefined) return undefined;
  const name = 'key' in holder ? holder.key : 'name' in holder ? holder.name : undefined;
  return typeof name === 'object' && name !== null && 'text' in name ? String(name.text) : undefined;
}

/** Domains to try, best first; the literal alone, which gets a warning, is what remains. */
function domainsOf(literal: NumberExpr | BooleanExpr, own: string, name: string | undefined): string[] {
  if (literal.kind === 'boolean') return ['[true, false]', `[${own}]`];
  const { value } = literal;
  const [below, above] = neighbours(value, name);
  const lists = [
    [below, value, above],
    [value, above],
    [below, value],
  ].map((list) => list.filter((each) => each !== undefined));
  const texts = lists.filter((list) => list.length > 1).map(domainOf);
  return [...new Set(texts), `[${own}]`];
}

function domainOf(list: readonly number[]): string {
  const [first = 0] = list;
  const consecutive = list.length > 2 && list.every((each, i) => Number.isInteger(each) && each === first + i);
  return consecutive ? `${first}..${first + list.length - 1}` : `[${list.join(', ')}]`;
}

/** The number below, if there is one, and the number above. */
function neighbours(value: number, name: string | undefined): [number | undefined, number] {
  if (!Number.isInteger(value)) return [value / 2, value * 2];
  if (name !== undefined && KERNELS.includes(name)) return [value > 2 ? value - 2 : undefined, value + 2];
  if (value >= 8) return [value % 2 === 0 ? value / 2 : value - 1, value % 2 === 0 ? value * 2 : value + 1];
  return [value > 1 ? value - 1 : undefined, value + 1];
}

const errorsOf = (program: Program): number =>
  checkProgram(program).filter(({ severity }) => severity === 'error').length;
