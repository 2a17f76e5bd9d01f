/** Wires the features of a document's text to the protocol: formatting, the outline, fixes of what was found. */
import type { Connection, ServerCapabilities, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { ClientAbilities } from './abilities.ts';
import type { Answer, Attempt } from './answer.ts';
import { codeActions, type Found } from './features/code-actions.ts';
import { formattingEdits, rangeEdits } from './features/formatting.ts';
import { documentSymbols } from './features/symbols.ts';
import type { Workspace } from './workspace.ts';

export const documentCapabilities = (client: ClientAbilities): ServerCapabilities => ({
  documentFormattingProvider: true,
  documentRangeFormattingProvider: client.formatRanges ? { rangesSupport: true } : true,
  documentSymbolProvider: true,
  codeActionProvider: { codeActionKinds: ['quickfix'] },
});

export function registerDocumentFeatures(
  connection: Connection,
  answer: Answer,
  documents: TextDocuments<TextDocument>,
  workspace: Workspace,
  attempt: Attempt,
): void {
  /** The text of an open document. */
  const ask = <T>(uri: string, run: (text: string) => T, otherwise: T): T => {
    const document = documents.get(uri);
    return document === undefined ? otherwise : run(document.getText());
  };

  /** The document with all that is known of it; nothing is found where checking fails. */
  const inspect = (uri: string, text: string): Found => {
    const document = documents.get(uri);
    const bare: Found = { uri, text, program: undefined, diagnostics: [] };
    if (document === undefined) return bare;
    return attempt(
      'checking',
      () => {
        const { program } = workspace.check(document);
        return { ...bare, program, diagnostics: workspace.diagnosticsOf(document) };
      },
      bare,
    );
  };

  connection.onDocumentFormatting(({ textDocument: { uri } }, token) =>
    answer('formatting', token, () => ask(uri, (text) => formattingEdits(uri, text), []), []),
  );

  connection.onDocumentRangeFormatting(({ textDocument: { uri }, range }, token) =>
    answer('formatting', token, () => ask(uri, (text) => rangeEdits(uri, text, [range]), []), []),
  );

  connection.onDocumentRangesFormatting(({ textDocument: { uri }, ranges }, token) =>
    answer('formatting', token, () => ask(uri, (text) => rangeEdits(uri, text, ranges), []), []),
  );

  connection.onDocumentSymbol(({ textDocument: { uri } }, token) =>
    answer('the outline', token, () => ask(uri, (text) => documentSymbols(uri, text), []), []),
  );

  connection.onCodeAction(({ textDocument: { uri }, range }, token) =>
    answer('code actions', token, () => ask(uri, (text) => codeActions(inspect(uri, text), range), []), []),
  );
}
