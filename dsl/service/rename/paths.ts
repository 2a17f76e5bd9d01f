/** Decision paths and alternatives in `arch` literals follow a renaming: they are read off the program as it will be. */
import type { TextEdit } from '../../diagnostics/diagnostic.ts';
import { itemsOf, loadProgram, type Program } from '../../semantics/program.ts';
import { show } from '../../semantics/values.ts';
import type { SpaceModel } from '../../space/model.ts';
import { traceSpace } from '../../space/trace-space.ts';
import type { ArchItem } from '../../syntax/ast.ts';
import { spaceFacts } from '../facts/space-facts.ts';

export function renamedPaths(programs: readonly Program[], edits: readonly TextEdit[]): TextEdit[] {
  const found = new Map<string, TextEdit>();
  for (const program of programs) {
    const archs = itemsOf(program, 'arch').filter(({ item }) => item.value.kind === 'record');
    if (archs.length === 0) continue;
    const after = edited(program, edits);
    for (const { item, file } of archs) {
      const index = itemsOf(program, 'space', file).findIndex((each) => each.item.name.text === item.space.text);
      const home = itemsOf(program, 'space', file)[index];
      const future = after && itemsOf(after, 'space', file)[index];
      if (home === undefined || future === undefined || after === undefined) continue;
      const before = spaceFacts(program, home.item, home.file).model;
      const model = traceSpace(after, future.item, future.file).model;
      for (const edit of editsOf(program, item, file, before, model))
        found.set(`${edit.file} ${edit.span.start}`, edit);
    }
  }
  return [...found.values()];
}

/** The program as it will be. */
export function edited(program: Program, edits: readonly TextEdit[]): Program | undefined {
  return loadProgram(program.entry, {
    read: (file) => {
      const text = program.files.get(file)?.text;
      if (text === undefined) return { error: 'the file does not exist' };
      return {
        text: applyEdits(
          text,
          edits.filter((edit) => edit.file === file),
        ),
      };
    },
    resolve: (from, path) => program.files.get(from)?.imports.find(({ item }) => item.path === path)?.file ?? path,
  }).value;
}

export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return [...edits]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce((result, { span, newText }) => result.slice(0, span.start) + newText + result.slice(span.end), text);
}

/** Decisions come in the same order before and after; a space that changes otherwise is left alone. */
function editsOf(program: Program, arch: ArchItem, file: string, before: SpaceModel, after: SpaceModel): TextEdit[] {
  if (arch.value.kind !== 'record' || before.decisions.length !== after.decisions.length) return [];
  const text = program.files.get(file)?.text ?? '';
  return arch.value.entries.flatMap(({ key, value }) => {
    const id = before.decisions.findIndex(({ path }) => path === key.text);
    const [old, renamed] = [before.decisions[id], after.decisions[id]];
    if (old === undefined || renamed === undefined) return [];
    const changes: TextEdit[] = [];
    if (renamed.path !== key.text) changes.push({ file, span: key.span, newText: renamed.path });
    const written = text.slice(value.span.start, value.span.end);
    const taken = old.alternatives.findIndex((alternative) => show(alternative) === written);
    const alternative = renamed.alternatives[taken];
    if (alternative !== undefined && show(alternative) !== written)
      changes.push({ file, span: value.span, newText: show(alternative) });
    return changes;
  });
}
