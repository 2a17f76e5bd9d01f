/** What the client can do, as it said when it started the server. */
import type { ClientCapabilities } from 'vscode-languageserver';

export interface ClientAbilities {
  snippets: boolean;
  links: boolean;
  /** Documents that the server serves: LSP 3.18. */
  servedDocuments: boolean;
  prepareRename: boolean;
  refreshHints: boolean;
  refreshTokens: boolean;
  refreshLenses: boolean;
  /** Asks for diagnostics, so that they need not be sent. */
  pullDiagnostics: boolean;
  relatedDiagnostics: boolean;
  refreshDiagnostics: boolean;
  /** Formats several ranges at once: LSP 3.18. */
  formatRanges: boolean;
  /** Asks for the edits of a code action when it is taken. */
  resolveActions: boolean;
  applyEdits: boolean;
  /** Asks before files are renamed. */
  renameFiles: boolean;
  /** Shows links from the codes of diagnostics. */
  codeLinks: boolean;
  folders: boolean;
  configuration: boolean;
  registerConfiguration: boolean;
  registerWatchers: boolean;
}

export function abilitiesOf({ textDocument, workspace }: ClientCapabilities): ClientAbilities {
  return {
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    links: textDocument?.definition?.linkSupport === true,
    servedDocuments: workspace?.textDocumentContent !== undefined,
    prepareRename: textDocument?.rename?.prepareSupport === true,
    refreshHints: workspace?.inlayHint?.refreshSupport === true,
    refreshTokens: workspace?.semanticTokens?.refreshSupport === true,
    refreshLenses: workspace?.codeLens?.refreshSupport === true,
    pullDiagnostics: textDocument?.diagnostic !== undefined,
    relatedDiagnostics: textDocument?.diagnostic?.relatedDocumentSupport === true,
    refreshDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    formatRanges: textDocument?.rangeFormatting?.rangesSupport === true,
    resolveActions:
      textDocument?.codeAction?.dataSupport === true &&
      textDocument.codeAction.resolveSupport?.properties.includes('edit') === true,
    applyEdits: workspace?.applyEdit === true,
    renameFiles: workspace?.fileOperations?.willRename === true,
    codeLinks: textDocument?.publishDiagnostics?.codeDescriptionSupport === true,
    folders: workspace?.workspaceFolders === true,
    configuration: workspace?.configuration === true,
    registerConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registerWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
  };
}
