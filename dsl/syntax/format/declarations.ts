/** Items of a file and members of spaces, cells and experiments as documents. */
import type * as ast from '../ast.ts';
import * as t from '../lexer/tokens.ts';
import { encodeString } from '../lexer/string-literal.ts';
import type { Doc } from './doc.ts';
import { args, dimensions, expression, record } from './expressions.ts';
import { bracketed, type Element } from './sequence.ts';
import type { Source } from './source.ts';
import { binding, body, braces } from './statements.ts';

export function item(source: Source, node: ast.Item): Doc {
  switch (node.kind) {
    case 'import':
      return ['import ', encodeString(node.path)];
    case 'space':
      return [
        'space ',
        node.name.text,
        ' ',
        members(source, node.members, spaceMember, node.name.span.end, node.span.end),
      ];
    case 'experiment':
      return [
        'experiment ',
        node.name.text,
        ' ',
        members(source, node.members, experimentMember, node.name.span.end, node.span.end),
      ];
    case 'arch':
      return ['arch ', node.name.text, ' of ', node.space.text, ' = ', expression(source, node.value)];
    case 'dataset':
    case 'evaluator':
    case 'predictor':
    case 'hypernetwork': {
      const options = node.options === undefined ? '' : [' ', record(source, node.options)];
      return [node.kind, ' ', node.name.text, ' = ', node.type.text, options];
    }
    default:
      return spaceMember(source, node);
  }
}

function members<T extends ast.Node>(
  source: Source,
  nodes: readonly T[],
  print: (source: Source, node: T) => Doc,
  start: number,
  end: number,
): Doc {
  const elements: Element[] = nodes.map((node) => ({ span: node.span, print: () => print(source, node) }));
  return braces(source, elements, start, end);
}

function spaceMember(source: Source, node: ast.SpaceMember): Doc {
  switch (node.kind) {
    case 'input':
    case 'output':
      return [
        node.kind,
        ' ',
        node.type.name.text,
        dimensions(source, node.type.dimensions, node.type.name.span.end, node.span.end),
      ];
    case 'network':
      return ['network ', body(source, node.body)];
    case 'cell':
      return cell(source, node);
    case 'block': {
      const head: Doc = ['block ', node.name.text, parameters(source, node.params, node.name.span.end)];
      if (node.copyOf !== undefined) return [head, ' = ', copied(source, node.copyOf)];
      return node.body === undefined ? head : [head, ' ', body(source, node.body)];
    }
    case 'op': {
      const head: Doc = [
        node.native ? 'native op ' : 'op ',
        node.name.text,
        parameters(source, node.params, node.name.span.end),
      ];
      return node.body === undefined ? head : [head, ' ', body(source, node.body)];
    }
    case 'opset':
      return ['opset ', node.name.text, ' = ', expression(source, node.value)];
    default:
      return binding(source, node);
  }
}

/** Nothing for no parameters: `cell X {` and `cell X() {` mean the same. */
function parameters(source: Source, params: readonly ast.Parameter[], start: number): Doc {
  const last = params.at(-1);
  if (last === undefined) return '';
  const at = source.opening(t.LParen, start);
  const end = source.opening(t.RParen, last.span.end).end;
  const elements = params.map((param) => ({ span: param.span, print: () => parameter(source, param) }));
  return bracketed(source, elements, { open: '(', close: ')', at, end, separator: ',', padded: false });
}

function parameter(source: Source, param: ast.Parameter): Doc {
  const type = param.type === undefined ? '' : `: ${param.type.text}`;
  return [param.name.text, type, param.default === undefined ? '' : [' = ', expression(source, param.default)]];
}

const copied = (source: Source, call: ast.CallExpr): Doc => [
  expression(source, call.callee),
  call.args.length === 0 ? '' : args(source, call),
];

function cell(source: Source, node: ast.CellItem): Doc {
  const head: Doc = ['cell ', node.name.text, parameters(source, node.params, node.name.span.end)];
  if (node.copyOf !== undefined) return [head, ' = ', copied(source, node.copyOf)];
  const start = node.params.at(-1)?.span.end ?? node.name.span.end;
  return [head, ' ', members(source, node.members ?? [], cellMember, start, node.span.end)];
}

function cellMember(source: Source, node: ast.CellMember): Doc {
  switch (node.kind) {
    case 'inputs':
      return ['inputs ', node.names.map((name) => name.text).join(', ')];
    case 'nodes':
      return nodes(source, node);
    case 'cell-output':
      return ['output ', expression(source, node.value)];
    default:
      return binding(source, node);
  }
}

/** `nodes v[count] { from S; edge E; op O; merge M }`, the fields in the order of the text. */
function nodes(source: Source, node: ast.NodesMember): Doc {
  const fields: Element[] = [];
  for (const key of ['from', 'edge', 'op'] as const) {
    const value = node[key];
    if (value !== undefined) fields.push({ span: value.span, print: () => [key, ' ', expression(source, value)] });
  }
  const { merge } = node;
  if (merge !== undefined) fields.push({ span: merge.span, print: () => ['merge ', merge.text] });
  fields.sort((a, b) => a.span.start - b.span.start);
  const head: Doc = ['nodes ', node.name.text, '[', expression(source, node.count), '] '];
  return [head, braces(source, fields, node.count.span.end, node.span.end)];
}

function experimentMember(source: Source, node: ast.ExperimentMember): Doc {
  switch (node.kind) {
    case 'field':
      return [node.key.text, ': ', expression(source, node.value)];
    case 'objective':
      return [node.direction, ' ', expression(source, node.value)];
    case 'require':
      return binding(source, node);
    case 'section': {
      const type = node.type === undefined ? '' : ` ${node.type.text}`;
      const options = node.options === undefined ? '' : [' ', record(source, node.options)];
      return [node.section.text, type, options];
    }
  }
}
