/** Completion; documentation is looked up when an item is shown. */
import {
  CompletionItemKind,
  InsertTextFormat,
  MarkupKind,
  type CompletionItem,
  type Position,
} from 'vscode-languageserver';
import { complete, documentProposal } from '../../dsl/service/completion.ts';
import type { ProposalKind } from '../../dsl/service/completion/item.ts';
import { offsetOf, type OpenFile } from '../locate.ts';
import { rangeOf } from '../positions.ts';

const icons: Readonly<Record<ProposalKind, CompletionItemKind>> = {
  ...{ op: CompletionItemKind.Function, block: CompletionItemKind.Class, cell: CompletionItemKind.Class },
  ...{ opset: CompletionItemKind.Enum, param: CompletionItemKind.Variable, let: CompletionItemKind.Constant },
  ...{ parameter: CompletionItemKind.Field, input: CompletionItemKind.Variable, nodes: CompletionItemKind.Variable },
  ...{ variable: CompletionItemKind.Variable, space: CompletionItemKind.Module, arch: CompletionItemKind.Constant },
  ...{ dataset: CompletionItemKind.Struct, evaluator: CompletionItemKind.Struct },
  ...{
    predictor: CompletionItemKind.Struct,
    hypernetwork: CompletionItemKind.Struct,
    experiment: CompletionItemKind.Event,
  },
  ...{ function: CompletionItemKind.Function, metric: CompletionItemKind.Property, word: CompletionItemKind.Keyword },
  ...{ 'cell-parameter': CompletionItemKind.Field, type: CompletionItemKind.TypeParameter },
  ...{ 'option-kind': CompletionItemKind.EnumMember, keyword: CompletionItemKind.Keyword },
  ...{ unit: CompletionItemKind.Unit, path: CompletionItemKind.Field, alternative: CompletionItemKind.Value },
  ...{ key: CompletionItemKind.Property, snippet: CompletionItemKind.Snippet },
};

export function completionsAt(file: OpenFile, position: Position, snippets: boolean): CompletionItem[] {
  const offset = offsetOf(file.lines, position);
  return complete(file.program, file.file, offset).map(({ label, kind, detail, insert, snippet, group, span }) => {
    const fills = snippet === true && snippets;
    const plain = snippet === true ? label : (insert ?? label);
    return {
      label,
      kind: icons[kind],
      sortText: `${String(group).padStart(4, '0')}${label}`,
      textEdit: { range: rangeOf(file.lines, span), newText: fills ? (insert ?? label) : plain },
      ...(detail === undefined ? {} : { detail }),
      ...(fills ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
      data: { uri: file.file, offset },
    };
  });
}

/** The item with its documentation; as it came where the document is not open any more. */
export function resolveCompletion(item: CompletionItem, open: (uri: string) => OpenFile | undefined): CompletionItem {
  const { uri, offset } = (item.data ?? {}) as { readonly uri?: unknown; readonly offset?: unknown };
  if (typeof uri !== 'string' || typeof offset !== 'number') return item;
  const file = open(uri);
  const value = file && documentProposal(file.program, file.file, offset, item.label);
  return value === undefined ? item : { ...item, documentation: { kind: MarkupKind.Markdown, value } };
}
