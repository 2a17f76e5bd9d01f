/**
 * What the server can be asked, one row a feature: the method, a text with `|` at the position or around the range, and what the answer
 * must hold. A feature that has no row here fails a test.
 */
import type { ServerCapabilities } from 'vscode-languageserver';
import { expect } from 'vitest';

export interface Row {
  readonly feature: string;
  /** By which the server offers it. */
  readonly capability: keyof ServerCapabilities | 'textDocumentContent' | 'fileOperations';
  readonly method: string;
  readonly text: string;
  /** Where the document is, if that matters. */
  readonly uri?: string;
  /** Further parameters than document, position, range and positions; some need the URI of the document. */
  readonly params?: object | ((uri: string) => object);
  /** Compared as `toMatchObject` does. */
  readonly answer?: unknown;
  /** Whether the answer grows: what takes long is left out at first and asked for again. */
  readonly eventually?: true;
  /** What the server says where it refuses. */
  readonly refused?: string;
  /** A second request about the first thing that was answered, or that of a label; as it is, or as the `item` asked about. */
  readonly then?: {
    readonly method: string;
    readonly answer: unknown;
    readonly label?: string;
    readonly asItem?: boolean;
  };
}

const space = `space Small {
  input image[3, 32, 32]
  output logits[10]
  param width = choice [8, 16]
  network {
    conv3x3(out: width) >> global_avgpool >> linear(out: 10)
  }
}
`;

/** The space with a mark before, or two around, a part of it. */
const at = (part: string): string => space.replace(part, `|${part}`);
const around = (part: string): string => space.replace(part, `|${part}|`);

const some = (value: unknown): unknown => expect.arrayContaining([expect.objectContaining(value as object)]);
const like = (value: object): unknown => expect.objectContaining(value);
const text = (part: string): unknown => expect.stringContaining(part);
const startsAt = (line: number): unknown => like({ start: like({ line }) });

const options = { tabSize: 2, insertSpaces: true };

// prettier-ignore
export const rows: readonly Row[] = [
  { feature: 'diagnostics', capability: 'diagnosticProvider', method: 'textDocument/diagnostic', text: 'let a =', answer: { kind: 'full', items: some({ source: 'hnas', severity: 1 }) } },
  { feature: 'workspace diagnostics', capability: 'diagnosticProvider', method: 'workspace/diagnostic', text: 'let a =', params: { previousResultIds: [] }, answer: { items: some({ kind: 'full', version: 1 }) } },
  { feature: 'hover', capability: 'hoverProvider', method: 'textDocument/hover', text: at('Small'), answer: { contents: { kind: 'markdown', value: text('**2 architectures**') }, range: startsAt(0) } },
  { feature: 'completion, documented on request', capability: 'completionProvider', method: 'textDocument/completion', text: space.replace('conv3x3(out: width) >>', 'rel| >>'), answer: some({ label: 'relu' }), then: { method: 'completionItem/resolve', label: 'relu', answer: { documentation: { kind: 'markdown' } } } },
  { feature: 'signature help', capability: 'signatureHelpProvider', method: 'textDocument/signatureHelp', text: space.replace('(out: width)', '(out: 3, |)'), answer: { signatures: some({ label: text('conv3x3(out: int = in.channels') }), activeParameter: 1 } },
  { feature: 'definition', capability: 'definitionProvider', method: 'textDocument/definition', text: at('width)'), answer: some({ targetRange: startsAt(3) }) },
  { feature: 'definition in the operator library', capability: 'definitionProvider', method: 'textDocument/definition', text: at('conv3x3'), answer: some({ targetUri: 'hnas-prelude:/prelude.hnas' }) },
  { feature: 'the operator library as a document', capability: 'textDocumentContent', method: 'workspace/textDocumentContent', text: '', params: { uri: 'hnas-prelude:/prelude.hnas' }, answer: { text: text('op conv3x3(') } },
  { feature: 'references', capability: 'referencesProvider', method: 'textDocument/references', text: at('width ='), params: { context: { includeDeclaration: true } }, answer: [{ range: startsAt(3) }, { range: startsAt(5) }] },
  { feature: 'highlights', capability: 'documentHighlightProvider', method: 'textDocument/documentHighlight', text: at('width ='), answer: [{ kind: 3 }, { kind: 2 }] },
  { feature: 'prepared rename', capability: 'renameProvider', method: 'textDocument/prepareRename', text: at('width ='), answer: { placeholder: 'width' } },
  { feature: 'rename', capability: 'renameProvider', method: 'textDocument/rename', text: at('width ='), params: { newName: 'channels' }, answer: { changes: expect.anything() } },
  { feature: 'document symbols', capability: 'documentSymbolProvider', method: 'textDocument/documentSymbol', text: space, answer: [{ name: 'Small', detail: 'space', children: [{ name: 'width' }, { name: 'network' }] }] },
  { feature: 'workspace symbols', capability: 'workspaceSymbolProvider', method: 'workspace/symbol', text: 'op rather_special() { relu }', params: { query: 'ratherspec' }, answer: [{ name: 'rather_special', kind: 12 }] },
  { feature: 'semantic tokens', capability: 'semanticTokensProvider', method: 'textDocument/semanticTokens/full', text: space, answer: { resultId: expect.any(String), data: expect.arrayContaining([6, 5]) } },
  { feature: 'semantic tokens of a range', capability: 'semanticTokensProvider', method: 'textDocument/semanticTokens/range', text: around('param width'), answer: { data: [3, 8, 5, 3, 1] } },
  { feature: 'formatting', capability: 'documentFormattingProvider', method: 'textDocument/formatting', text: 'let  a=1\n', params: { options }, answer: [{ newText: 'let a = 1\n' }] },
  { feature: 'range formatting', capability: 'documentRangeFormattingProvider', method: 'textDocument/rangeFormatting', text: 'let  a=1\nlet b = 2\n|let  c=3|\n', params: { options }, answer: [{ range: startsAt(2), newText: 'let c = 3\n' }] },
  { feature: 'formatting of ranges', capability: 'documentRangeFormattingProvider', method: 'textDocument/rangesFormatting', text: 'let  a=1\nlet b = 2\nlet  c=3\n', params: { options, ranges: [{ start: { line: 0, character: 0 }, end: { line: 0, character: 1 } }] }, answer: [{ range: startsAt(0), newText: 'let a = 1\n' }] },
  { feature: 'folding', capability: 'foldingRangeProvider', method: 'textDocument/foldingRange', text: space, answer: [{ startLine: 0, endLine: 6 }, { startLine: 4, endLine: 5 }] },
  { feature: 'selection ranges', capability: 'selectionRangeProvider', method: 'textDocument/selectionRange', text: at('global_avgpool'), answer: [{ range: startsAt(5), parent: { range: startsAt(5) } }] },
  { feature: 'fixes', capability: 'codeActionProvider', method: 'textDocument/codeAction', text: space.replace('out: width', 'out |width|'), params: { context: { diagnostics: [] } }, answer: some({ title: 'Insert ":"', kind: 'quickfix', isPreferred: true }) },
  { feature: 'inlay hints', eventually: true, capability: 'inlayHintProvider', method: 'textDocument/inlayHint', text: `|${space}arch a of Small = { width: 8 }\n|`, answer: expect.arrayContaining([like({ position: { line: 0, character: 11 } }), like({ position: { line: 8, character: 6 } })]) },
  { feature: 'document links', capability: 'documentLinkProvider', method: 'textDocument/documentLink', text: space, answer: [] },
  { feature: 'all fixes of one kind', capability: 'codeActionProvider', method: 'textDocument/codeAction', text: space.replace('[8, 16]', '|[8, 8]|'), params: { context: { diagnostics: [], only: ['source.fixAll'] } }, answer: [{ title: 'Remove what has no effect', kind: 'source.fixAll.hnas', edit: { changes: expect.anything() } }] },
  { feature: 'refactorings, their edits on request', capability: 'codeActionProvider', method: 'textDocument/codeAction', text: around('conv3x3(out: width)'), params: { context: { diagnostics: [], only: ['refactor.extract'] } }, answer: [{ title: 'Extract into a block "Block"', kind: 'refactor.extract' }], then: { method: 'codeAction/resolve', answer: { edit: { changes: expect.anything() } } } },
  { feature: 'type definition', capability: 'typeDefinitionProvider', method: 'textDocument/typeDefinition', text: space.replace('conv3x3(', 'act >> conv3x3(').replace('param', 'param |act = choice [relu, tanh]\n  param'), answer: [{ targetUri: 'hnas-prelude:/prelude.hnas' }, { targetUri: 'hnas-prelude:/prelude.hnas' }] },
  { feature: 'call hierarchy: who uses it', capability: 'callHierarchyProvider', method: 'textDocument/prepareCallHierarchy', text: `op |mine() { relu }\n${space.replace('conv3x3(', 'mine >> conv3x3(')}`, answer: [{ name: 'mine', kind: 12 }], then: { method: 'callHierarchy/incomingCalls', asItem: true, answer: [{ from: { name: 'Small' }, fromRanges: [startsAt(6)] }] } },
  { feature: 'call hierarchy: what it uses', capability: 'callHierarchyProvider', method: 'textDocument/prepareCallHierarchy', text: 'op |mine() { relu >> relu }\n', answer: [{ name: 'mine' }], then: { method: 'callHierarchy/outgoingCalls', asItem: true, answer: [{ to: { name: 'relu', uri: 'hnas-prelude:/prelude.hnas' }, fromRanges: [startsAt(0), startsAt(0)] }] } },
  { feature: 'code lenses', capability: 'codeLensProvider', method: 'textDocument/codeLens', text: `arch a of Small = { width: 8 }\n${space}`, answer: some({ range: startsAt(0) }), then: { method: 'codeLens/resolve', answer: { command: { title: text('params'), command: '' } } } },
  { feature: 'formatting while typing', capability: 'documentOnTypeFormattingProvider', method: 'textDocument/onTypeFormatting', text: 'op f {\nrelu>>tanh\n}|\n', params: { options, ch: '}' }, answer: [{ range: startsAt(1), newText: '  relu >> tanh\n' }] },
  { feature: 'imports of renamed files', capability: 'fileOperations', method: 'workspace/willRenameFiles', text: 'import "gone.hnas"', params: { files: [{ oldUri: 'untitled:nothing.hnas', newUri: 'untitled:else.hnas' }] }, answer: null },
  { feature: 'resolved inlay hints', eventually: true, capability: 'inlayHintProvider', method: 'textDocument/inlayHint', text: `|${space}|`, answer: [{ position: { line: 0 } }], then: { method: 'inlayHint/resolve', answer: { tooltip: expect.anything() } } },
  { feature: 'type definition', capability: 'typeDefinitionProvider', method: 'textDocument/typeDefinition', text: `op own { relu }\n${space.replace('conv3x3', 'choice [|own, relu] >> conv3x3')}`, answer: some({}) },
  { feature: 'call hierarchy, who uses it', capability: 'callHierarchyProvider', method: 'textDocument/prepareCallHierarchy', text: 'block |Inner { relu }\nblock Outer { Inner >> Inner }\n', answer: [{ name: 'Inner' }], then: { method: 'callHierarchy/incomingCalls', asItem: true, answer: [{ from: { name: 'Outer' }, fromRanges: [{}, {}] }] } },
  { feature: 'call hierarchy, what it uses', capability: 'callHierarchyProvider', method: 'textDocument/prepareCallHierarchy', text: 'block Inner { relu }\nblock |Outer { Inner >> Inner }\n', answer: [{ name: 'Outer' }], then: { method: 'callHierarchy/outgoingCalls', asItem: true, answer: [{ to: { name: 'Inner' } }] } },
  { feature: 'code lenses', capability: 'codeLensProvider', method: 'textDocument/codeLens', text: space, answer: [{ command: { title: 'Sample an architecture' } }, { data: expect.anything() }] },
  { feature: 'commands of lenses', capability: 'executeCommandProvider', method: 'workspace/executeCommand', text: space, params: (uri) => ({ command: 'hypernas.sampleArchitecture', arguments: [uri, 'Small'] }), answer: null },
  { feature: 'commands that there are not', capability: 'executeCommandProvider', method: 'workspace/executeCommand', text: space, params: { command: 'hypernas.dance' }, refused: 'There is no command "hypernas.dance".' },
  { feature: 'refactorings', capability: 'codeActionProvider', method: 'textDocument/codeAction', text: at('choice ['), params: { context: { diagnostics: [], only: ['refactor'] } }, answer: some({ kind: text('refactor') }), then: { method: 'codeAction/resolve', answer: { edit: expect.anything() } } },
  { feature: 'formatting while typing', capability: 'documentOnTypeFormattingProvider', method: 'textDocument/onTypeFormatting', text: 'op f {\nrelu>>tanh\n   }|', params: { ch: '}', options }, answer: expect.arrayContaining([like({ newText: text('relu >> tanh') })]) },
  { feature: 'imports of renamed files', capability: 'fileOperations', method: 'workspace/willRenameFiles', text: 'import "lib.hnas"\n', uri: 'memory:/dir/main.hnas', params: { files: [{ oldUri: 'memory:/dir/lib.hnas', newUri: 'memory:/dir/other.hnas' }] }, answer: expect.anything() },
];
