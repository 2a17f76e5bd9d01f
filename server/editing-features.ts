/** Wires what edits and connects: code actions, lenses with their commands, formatting while typing, renamed files, hierarchies. */
import {
  CodeActionKind,
  type CodeAction,
  type Connection,
  type ServerCapabilities,
  type TextDocuments,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Diagnostic } from '../dsl/diagnostics/diagnostic.ts';
import { lensCommands } from '../dsl/service/code-lens.ts';
import { fileRenameEdits } from '../dsl/service/file-rename.ts';
import { formatOnType } from '../dsl/service/on-type-formatting.ts';
import { refactoringsAt } from '../dsl/service/refactorings/refactorings.ts';
import { LineMap } from '../dsl/syntax/line-map.ts';
import type { ClientAbilities } from './abilities.ts';
import type { Answer } from './answer.ts';
import type { Accuracy } from './engine/accuracy.ts';
import type { Hypernetworks } from './engine/hypernetworks.ts';
import { callsFrom, callsTo, prepareCalls } from './features/call-hierarchy.ts';
import { codeActions } from './features/code-actions.ts';
import { lensesOf, resolveLens, serverCommands } from './features/code-lens.ts';
import { FIX_ALL, fixAllActions } from './features/fix-all.ts';
import {
  editOf,
  isWanted,
  refactoringActions,
  refused,
  resolveRefactoring,
  type RefactoringContext,
} from './features/refactorings.ts';
import { importActions } from './features/imports.ts';
import { typeDefinitionAt } from './features/type-definition.ts';
import { workspaceEdit } from './features/workspace-edits.ts';
import { offsetOf, type OpenFile } from './locate.ts';
import { editOf as protocolEdit } from './positions.ts';
import type { StartOptions } from './start-options.ts';

const renamable = [{ pattern: { glob: '**/*.hnas' } }, { pattern: { glob: '**/*', matches: 'folder' as const } }];

export const editingCapabilities = (client: ClientAbilities): ServerCapabilities => ({
  codeActionProvider: {
    codeActionKinds: [
      ...[CodeActionKind.QuickFix, CodeActionKind.RefactorExtract, CodeActionKind.RefactorInline],
      ...[CodeActionKind.RefactorRewrite, CodeActionKind.Source, FIX_ALL],
    ],
    resolveProvider: client.resolveActions,
  },
  codeLensProvider: { resolveProvider: true },
  typeDefinitionProvider: true,
  callHierarchyProvider: true,
  documentOnTypeFormattingProvider: { firstTriggerCharacter: '}', moreTriggerCharacter: ['\n'] },
  ...(client.applyEdits ? { executeCommandProvider: { commands: [...serverCommands] } } : {}),
});

/** The part below `workspace`. */
export const fileCapabilities = (client: ClientAbilities): ServerCapabilities['workspace'] =>
  client.renameFiles ? { fileOperations: { willRename: { filters: renamable } } } : {};

export interface Editing extends RefactoringContext {
  readonly documents: TextDocuments<TextDocument>;
  readonly client: ClientAbilities;
  readonly accuracy: Pick<Accuracy, 'lackLabels'>;
  readonly hypernetworks: Pick<Hypernetworks, 'standings'>;
  readonly options: () => StartOptions;
  readonly diagnosticsOf: (uri: string) => readonly Diagnostic[];
  /** Hears that facts of a document were wanted. */
  readonly asked: (uri: string) => void;
}

export function registerEditingFeatures(connection: Connection, answer: Answer, editing: Editing): void {
  const { open, programs, client } = editing;
  const ask = <T>(uri: string, run: (file: OpenFile) => T, otherwise: T): T => {
    const file = open(uri);
    return file === undefined ? otherwise : run(file);
  };

  connection.onCodeAction(({ textDocument: { uri }, range, context: { only } }, token) =>
    answer(
      'code actions',
      token,
      () =>
        ask(
          uri,
          async (file): Promise<CodeAction[]> => {
            const found = editing.diagnosticsOf(uri);
            const pages = editing.options().diagnosticPages;
            const fixes = codeActions(
              { uri, text: file.text, program: file.program, diagnostics: found, pages },
              range,
            );
            const wanted = fixes.filter(({ kind = '' }) => isWanted(kind, only));
            const all = fixAllActions(file, found, range, only);
            const imports = importActions(file, found, range, only, programs);
            return [
              ...wanted,
              ...imports,
              ...all,
              ...(await refactoringActions(file, range, only, editing, client.resolveActions)),
            ];
          },
          Promise.resolve([]),
        ),
      [],
    ),
  );

  connection.onCodeActionResolve((action, token) =>
    answer('code actions', token, () => resolveRefactoring(action, editing), action),
  );

  connection.onTypeDefinition(({ textDocument: { uri }, position }, token) =>
    answer('type definition', token, () => ask(uri, (file) => typeDefinitionAt(file, position, client), null), null),
  );

  const hierarchy = connection.languages.callHierarchy;
  hierarchy.onPrepare(({ textDocument: { uri }, position }, token) =>
    answer('call hierarchy', token, () => ask(uri, (file) => prepareCalls(file, position), null), null),
  );
  hierarchy.onIncomingCalls(({ item }, token) =>
    answer('call hierarchy', token, () => callsTo(item, programs(), client.servedDocuments), []),
  );
  hierarchy.onOutgoingCalls(({ item }, token) =>
    answer('call hierarchy', token, () => callsFrom(item, programs(), client.servedDocuments), []),
  );

  connection.onCodeLens(({ textDocument: { uri } }, token) =>
    answer(
      'code lenses',
      token,
      () => ask(uri, (file) => lensesOf(file, commandsOf(editing), editing.accuracy, editing.hypernetworks), []),
      [],
    ),
  );
  connection.onCodeLensResolve((lens, token) =>
    answer(
      'code lenses',
      token,
      () => {
        const resolved = resolveLens(lens, open);
        for (const uri of editing.documents.keys())
          if (JSON.stringify(lens.data ?? '').includes(uri)) editing.asked(uri);
        return resolved;
      },
      lens,
    ),
  );

  connection.onExecuteCommand(({ command, arguments: given = [] }, token) =>
    answer('commands', token, () => execute(connection, editing, command, given), null),
  );

  connection.onDocumentOnTypeFormatting(({ textDocument: { uri }, position, ch }, token) =>
    answer(
      'formatting',
      token,
      () => {
        const text = editing.documents.get(uri)?.getText();
        if (text === undefined) return [];
        const lines = new LineMap(text);
        return formatOnType(text, uri, offsetOf(lines, position), ch).map((edit) => protocolEdit(lines, edit));
      },
      [],
    ),
  );

  connection.workspace.onWillRenameFiles(({ files }, token) =>
    answer(
      'renamed files',
      token,
      () => {
        const all = programs();
        const renames = files.map(({ oldUri, newUri }) => ({ from: oldUri, to: newUri }));
        const edits = fileRenameEdits(all, renames, (from, path) => URL.parse(path, from)?.href ?? path);
        return edits.length === 0 ? null : (workspaceEdit(edits, all) ?? null);
      },
      null,
    ),
  );
}

const commandsOf = ({ client, options }: Editing): ReadonlySet<string> =>
  new Set([...options().commands, ...(client.applyEdits ? serverCommands : [])]);

/** The commands of lenses that edit: both take the document and the name of the item. */
async function execute(
  connection: Connection,
  editing: Editing,
  command: string,
  [uri, name]: readonly unknown[],
): Promise<null> {
  const id = command === lensCommands.sample ? 'sample' : command === lensCommands.complete ? 'complete' : undefined;
  const file = typeof uri === 'string' ? editing.open(uri) : undefined;
  if (id === undefined) throw refused(`There is no command "${command}".`);
  if (file === undefined || typeof name !== 'string') throw refused('The command takes an open document and a name.');
  const kind = id === 'sample' ? 'space' : 'arch';
  const item = file.program.files
    .get(file.file)
    ?.ast.items.find((each) => each.kind === kind && 'name' in each && each.name.text === name);
  if (item === undefined || !('name' in item)) throw refused(`There is no ${kind} "${name}" in this document.`);
  const { start } = item.name.span;
  const offers = refactoringsAt(file.program, file.file, { start, end: start }, editing.programs, editing.predictor);
  const offer = offers.find((each) => each.id === id);
  if (offer === undefined) throw refused(`Nothing was changed: "${name}" has errors, or lacks nothing.`);
  const edit = await editOf(offer, file, editing);
  const { applied, failureReason } = await connection.workspace.applyEdit({ label: offer.title, edit });
  if (!applied) throw refused(failureReason ?? 'The editor did not make the change.');
  return null;
}
