/** A literal architecture, drawn from the space that the cursor is in or on. The same text gives the same one; the next is another one. */
import type { TextEdit } from '../../diagnostics/diagnostic.ts';
import { seededRandom } from '../../random.ts';
import { itemsOf, type Program } from '../../semantics/program.ts';
import type { Item, SpaceItem } from '../../syntax/ast.ts';
import { inserted } from '../architectures/insert.ts';
import { spaceFacts } from '../facts/space-facts.ts';
import { nodesAt } from '../locate.ts';
import { occurrenceAt } from '../names.ts';
import { archText } from './architecture-literal.ts';
import type { Refactor } from './refactoring.ts';
import { freshName } from './text.ts';

export const sampleArch: Refactor = ({ program, resolved, file, range }) => {
  const [item] = nodesAt(resolved.ast, range.start).slice(1) as Item[];
  const named = occurrenceAt(resolved, range.start)?.meaning;
  const home =
    item?.kind === 'space'
      ? { item, file }
      : named?.kind === 'space'
        ? { item: named.node, file: named.file }
        : undefined;
  if (home === undefined || item === undefined || home.item.name.text === '') return [];
  const edits = (): TextEdit[] => sampledArch(program, file, home.item, home.file, item);
  const title = `Sample an architecture of ${home.item.name.text}`;
  return [{ id: 'sample', title, kind: 'source', edits }];
};

/** The literal below an item of the file; nothing where the space has errors or no architecture was found. */
export function sampledArch(
  program: Program,
  file: string,
  space: SpaceItem,
  spaceFile: string,
  below: Item,
): TextEdit[] {
  const text = program.files.get(file)?.text ?? '';
  const { space: decisions } = spaceFacts(program, space, spaceFile);
  const known = itemsOf(program, 'arch', file).filter((arch) => arch.item.space.text === space.name.text).length;
  const drawn = decisions?.sample(seededRandom(`${decisions.hash} ${known}`));
  if (decisions === undefined || drawn === undefined) return [];
  const { offset, text: newText } = inserted(text, below, archText(freshName('sample', [text]), decisions, drawn));
  return [{ file, span: { start: offset, end: offset }, newText }];
}
