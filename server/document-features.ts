/** Wires the features of a document's text to the protocol: formatting, the outline. */
import type { Connection, ServerCapabilities, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { ClientAbilities } from './abilities.ts';
import type { Answer } from './answer.ts';
import { formattingEdits, rangeEdits } from './features/formatting.ts';
import { documentSymbols } from './features/symbols.ts';

export const documentCapabilities = (client: ClientAbilities): ServerCapabilities => ({
  documentFormattingProvider: true,
  documentRangeFormattingProvider: client.formatRanges ? { rangesSupport: true } : true,
  documentSymbolProvider: true,
});

export function registerDocumentFeatures(
  connection: Connection,
  answer: Answer,
  documents: TextDocuments<TextDocument>,
): void {
  /** The text of an open document. */
  const ask = <T>(uri: string, run: (text: string) => T, otherwise: T): T => {
    const document = documents.get(uri);
    return document === undefined ? otherwise : run(document.getText());
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
}
