/** Edits of the language as edits of the protocol, by file. */
import type { TextEdit as ProtocolEdit, WorkspaceEdit } from 'vscode-languageserver';
import type { TextEdit } from '../../dsl/diagnostics/diagnostic.ts';
import type { Program } from '../../dsl/semantics/program.ts';
import { LineMap } from '../../dsl/syntax/line-map.ts';
import { editOf } from '../positions.ts';

/** Undefined where one is in a file that cannot be edited, such as the operator library. */
export function workspaceEdit(edits: readonly TextEdit[], programs: readonly Program[]): WorkspaceEdit | undefined {
  const changes: Record<string, ProtocolEdit[]> = {};
  const lines = new Map<string, LineMap>();
  for (const edit of edits) {
    const text = programs.find(({ files }) => files.has(edit.file))?.files.get(edit.file)?.text;
    if (text === undefined) return undefined;
    const own = lines.get(edit.file) ?? new LineMap(text);
    lines.set(edit.file, own);
    (changes[edit.file] ??= []).push(editOf(own, edit));
  }
  return { changes };
}
