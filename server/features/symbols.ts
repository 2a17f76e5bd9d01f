/** The outline of a document: declarations with what is declared inside them. */
import { SymbolKind, type DocumentSymbol } from 'vscode-languageserver';
import type { Item, Name, Node, SpaceMember, CellMember, Statement, Body } from '../../dsl/syntax/ast.ts';
import { LineMap } from '../../dsl/syntax/line-map.ts';
import { parse } from '../../dsl/syntax/parser.ts';
import { rangeOf } from '../positions.ts';

interface Declaration {
  readonly node: Node;
  readonly name: Name;
  readonly kind: SymbolKind;
  readonly detail: string;
  readonly inner: readonly Declaration[];
}

export function documentSymbols(uri: string, text: string): DocumentSymbol[] {
  const lines = new LineMap(text);
  const symbol = ({ node, name, kind, detail, inner }: Declaration): DocumentSymbol => ({
    name: name.text === '' ? `(${detail} without a name)` : name.text,
    detail,
    kind,
    range: rangeOf(lines, node.span),
    selectionRange: rangeOf(lines, name.span),
    children: inner.map(symbol),
  });
  return parse(text, uri).value.items.flatMap(itemDeclarations).map(symbol);
}

const declaration = (
  node: Node & { readonly name: Name },
  kind: SymbolKind,
  detail: string,
  inner: readonly Declaration[] = [],
): Declaration => ({ node, name: node.name, kind, detail, inner });

function itemDeclarations(item: Item): Declaration[] {
  switch (item.kind) {
    case 'import':
      return [];
    case 'space':
      return [declaration(item, SymbolKind.Namespace, 'space', item.members.flatMap(memberDeclarations))];
    case 'arch':
      return [declaration(item, SymbolKind.Constant, `arch of ${item.space.text}`)];
    case 'dataset':
    case 'evaluator':
    case 'predictor':
    case 'hypernetwork':
      return [declaration(item, SymbolKind.Object, `${item.kind} ${item.type.text}`)];
    case 'experiment':
      return [declaration(item, SymbolKind.Event, 'experiment')];
    default:
      return memberDeclarations(item);
  }
}

function memberDeclarations(member: SpaceMember | CellMember | Statement): Declaration[] {
  switch (member.kind) {
    case 'cell':
      return [declaration(member, SymbolKind.Class, 'cell', (member.members ?? []).flatMap(memberDeclarations))];
    case 'block':
      return [declaration(member, SymbolKind.Class, 'block', bodyDeclarations(member.body))];
    case 'op':
      return [declaration(member, SymbolKind.Function, 'op')];
    case 'opset':
      return [declaration(member, SymbolKind.Enum, 'opset')];
    case 'param':
      return [declaration(member, SymbolKind.Variable, 'param')];
    case 'let':
      return [declaration(member, SymbolKind.Constant, 'let')];
    case 'nodes':
      return [declaration(member, SymbolKind.Array, 'nodes')];
    case 'network': {
      const name = { text: 'network', span: { start: member.span.start, end: member.span.start + 'network'.length } };
      return [{ node: member, name, kind: SymbolKind.Method, detail: 'network', inner: bodyDeclarations(member.body) }];
    }
    case 'if':
      return [...bodyDeclarations(member.then), ...elseDeclarations(member.else)];
    case 'for':
    case 'repeat':
    case 'residual':
    case 'exit':
      return bodyDeclarations(member.body);
    case 'branches':
      return member.branches.flatMap(bodyDeclarations);
    default:
      return [];
  }
}

const bodyDeclarations = (body: Body | undefined): Declaration[] =>
  (body?.statements ?? []).flatMap(memberDeclarations);

const elseDeclarations = (otherwise: Body | Statement | undefined): Declaration[] =>
  otherwise !== undefined && 'kind' in otherwise ? memberDeclarations(otherwise) : bodyDeclarations(otherwise);
