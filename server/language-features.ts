/** Wires the features that follow names and places to the protocol; one file each stands in features/. */
import type { Connection, ServerCapabilities } from 'vscode-languageserver';
import type { ClientAbilities } from './abilities.ts';
import type { Answer } from './answer.ts';
import { completionsAt, resolveCompletion } from './features/completion.ts';
import { hoverAt } from './features/hover.ts';
import { definitionAt, highlightsAt, referencesAt } from './features/navigation.ts';
import { hintsIn, resolveHint } from './features/inlay-hints.ts';
import { signatureHelpAt } from './features/signature-help.ts';
import { documentLinks, foldingRanges, selectionRanges } from './features/structure.ts';
import { symbolsOf } from './features/workspace-symbols.ts';
import type { Accuracy } from './engine/accuracy.ts';
import { accuracyHintsIn, resolveAccuracyHint } from './engine/hints.ts';
import { hoverWithAccuracy } from './engine/hover.ts';
import type { Settings } from './settings.ts';
import { renameAt, renameRangeAt } from './features/rename.ts';
import { PRELUDE_URI, type OpenFile } from './locate.ts';
import { preludeText } from '../dsl/prelude/prelude.ts';
import type { Program } from '../dsl/semantics/program.ts';

const languageCapabilities: ServerCapabilities = {
  hoverProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  signatureHelpProvider: { triggerCharacters: ['(', ',', '{', ':'] },
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  documentLinkProvider: {},
  workspaceSymbolProvider: true,
  inlayHintProvider: { resolveProvider: true },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  completionProvider: { resolveProvider: true, triggerCharacters: ['.', '(', ':', '"', '>'] },
};

/** What depends on the editor: extras of LSP 3.18 only where it offers them. */
export function capabilitiesFor(client: ClientAbilities): ServerCapabilities {
  return {
    ...languageCapabilities,
    renameProvider: client.prepareRename ? { prepareProvider: true } : true,
    workspace: {
      ...languageCapabilities.workspace,
      ...(client.servedDocuments ? { textDocumentContent: { schemes: ['hnas-prelude'] } } : {}),
    },
  };
}

/** `open` gives a document as it was checked last; undefined where it is not open. `asked` hears that facts of it were wanted;
 * `programs` are those of all open documents and files of the workspace; `hintsAgain` hears that hints are not all there yet;
 * `commands` are those that the client carries out. */
export function registerLanguageFeatures(
  connection: Connection,
  answer: Answer,
  open: (uri: string) => OpenFile | undefined,
  asked: (uri: string) => void,
  client: ClientAbilities,
  programs: () => readonly Program[],
  settings: Settings,
  accuracy: Accuracy,
  hintsAgain: () => void,
  commands: () => ReadonlySet<string>,
): void {
  const ask = <T>(uri: string, run: (file: OpenFile) => T, otherwise: T): T => {
    const file = open(uri);
    return file === undefined ? otherwise : run(file);
  };

  connection.onHover(({ textDocument: { uri }, position }, token) =>
    answer(
      'hover',
      token,
      () => {
        const found = ask(uri, (file) => hoverAt(file, position), null);
        asked(uri);
        const file = open(uri);
        return file === undefined ? found : hoverWithAccuracy(found, file, position, accuracy);
      },
      null,
    ),
  );

  connection.onCompletion(({ textDocument: { uri }, position }, token) =>
    answer('completion', token, () => ask(uri, (file) => completionsAt(file, position, client.snippets), []), []),
  );

  connection.onDefinition(({ textDocument: { uri }, position }, token) =>
    answer('definition', token, () => ask(uri, (file) => definitionAt(file, position, client), null), null),
  );

  connection.onReferences(({ textDocument: { uri }, position, context }, token) =>
    answer(
      'references',
      token,
      () => ask(uri, (file) => referencesAt(file, position, context.includeDeclaration, programs()), []),
      [],
    ),
  );

  connection.onDocumentHighlight(({ textDocument: { uri }, position }, token) =>
    answer('highlights', token, () => ask(uri, (file) => highlightsAt(file, position), []), []),
  );

  connection.onPrepareRename(({ textDocument: { uri }, position }, token) =>
    answer('renaming', token, () => ask(uri, (file) => renameRangeAt(file, position), null), null),
  );

  connection.onRenameRequest(({ textDocument: { uri }, position, newName }, token) =>
    answer('renaming', token, () => ask(uri, (file) => renameAt(file, position, newName, programs()), null), null),
  );

  connection.onSignatureHelp(({ textDocument: { uri }, position }, token) =>
    answer('signature help', token, () => ask(uri, (file) => signatureHelpAt(file, position), null), null),
  );

  connection.onFoldingRanges(({ textDocument: { uri } }, token) =>
    answer('folding', token, () => ask(uri, foldingRanges, []), []),
  );

  connection.onSelectionRanges(({ textDocument: { uri }, positions }, token) =>
    answer('selection', token, () => ask(uri, (file) => selectionRanges(file, positions), []), []),
  );

  connection.onDocumentLinks(({ textDocument: { uri } }, token) =>
    answer('links', token, () => ask(uri, documentLinks, []), []),
  );

  connection.onWorkspaceSymbol(({ query }, token) =>
    answer('workspace symbols', token, () => symbolsOf(programs(), query), []),
  );

  connection.languages.inlayHint.on(({ textDocument: { uri }, range }, token) =>
    answer(
      'inlay hints',
      token,
      () => {
        const none = { hints: [], more: false, counting: false };
        const found = ask(uri, (file) => hintsIn(file, range, settings.inlayHints), none);
        if (found.counting) asked(uri);
        const predicted = ask(uri, (file) => accuracyHintsIn(file, range, settings, accuracy, commands()), none);
        if (found.more || predicted.more) hintsAgain();
        return [...predicted.hints, ...found.hints];
      },
      [],
    ),
  );

  connection.languages.inlayHint.resolve((hint, token) =>
    answer('inlay hints', token, () => resolveAccuracyHint(hint, open, accuracy) ?? resolveHint(hint, open), hint),
  );

  connection.workspace.textDocumentContent.on(({ uri }) => (uri === PRELUDE_URI ? { text: preludeText } : null));

  connection.onCompletionResolve((item, token) =>
    answer('completion', token, () => resolveCompletion(item, open), item),
  );
}
