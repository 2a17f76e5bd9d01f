/** A client that has initialized its server, and what tests do with it. */
import type { ClientCapabilities, Diagnostic, InitializeResult, ServerCapabilities } from 'vscode-languageserver';
import { LanguageClient, type Channel } from './language-client.ts';

/** A client that offers everything the server knows to use. */
export const ABLE: ClientCapabilities = {
  workspace: {
    configuration: true,
    applyEdit: true,
    workspaceFolders: true,
    textDocumentContent: { dynamicRegistration: false },
    didChangeWatchedFiles: { dynamicRegistration: true },
    didChangeConfiguration: { dynamicRegistration: true },
    inlayHint: { refreshSupport: true },
    semanticTokens: { refreshSupport: true },
    diagnostics: { refreshSupport: true },
    codeLens: { refreshSupport: true },
    fileOperations: { willRename: true },
    workspaceEdit: { documentChanges: true },
  },
  textDocument: {
    publishDiagnostics: { codeDescriptionSupport: true },
    completion: { completionItem: { snippetSupport: true } },
    definition: { linkSupport: true },
    typeDefinition: { linkSupport: true },
    rename: { prepareSupport: true },
    rangeFormatting: { rangesSupport: true },
    diagnostic: { relatedDocumentSupport: true },
    inlayHint: { resolveSupport: { properties: ['tooltip', 'label.tooltip', 'label.command'] } },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'refactor'] } },
      resolveSupport: { properties: ['edit'] },
      dataSupport: true,
    },
  },
};

export class Session<C extends Channel = Channel> extends LanguageClient<C> {
  capabilities: ServerCapabilities = {};
  private opened = 0;

  /** `folders` are those of the workspace. */
  async initialize(capabilities: ClientCapabilities = ABLE, folders: readonly string[] = []): Promise<this> {
    const workspaceFolders = folders.map((uri) => ({ uri, name: uri }));
    const params = { processId: null, rootUri: null, workspaceFolders, capabilities };
    const result = await this.request<InitializeResult>('initialize', params);
    this.capabilities = result.capabilities;
    this.notify('initialized', {});
    return this;
  }

  /** Opens a document and returns its URI. */
  open(text: string, uri = `untitled:Untitled-${++this.opened}.hnas`): string {
    this.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'hnas', version: 1, text } });
    return uri;
  }

  /** Replaces the text of an open document. */
  change(uri: string, version: number, text: string): void {
    this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] });
  }

  close(uri: string): void {
    this.notify('textDocument/didClose', { textDocument: { uri } });
  }

  /** Pulled diagnostics of a document, as `code` strings, in the order of the text. */
  async codes(uri: string): Promise<unknown[]> {
    const { items } = await this.request<{ items: Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri } });
    return items.map(({ code }) => code);
  }
}
