/** What a space, a cell or an experiment must have, ready to be changed. */
import { parametersOf } from '../../diagnostics/catalogue.ts';
import type { CellItem, ExperimentItem, SpaceItem } from '../../syntax/ast.ts';
import { itemsOf } from '../program.ts';
import { indentAt, inserting, nodesAround, type Fix } from './fix.ts';

const members: Readonly<Record<string, string>> = {
  '"input"': 'input image[3, 32, 32]',
  '"output"': 'output logits[10]',
  '"network"': 'network {\n  global_avgpool >> linear(out: 10)\n}',
  '"inputs"': 'inputs x',
};

export const addMember: Fix = (found, file) => {
  const member = members[parametersOf(found, 'missing-member')?.what ?? ''];
  const owner = nodesAround(file, found.span).findLast(({ kind }) => kind === 'space' || kind === 'cell') as
    SpaceItem | CellItem | undefined;
  if (member === undefined || owner?.members === undefined) return undefined;
  const last = member.startsWith('network');
  return inBraces(`Add "${member.split('\n')[0] ?? ''}"`, file, owner.span, owner.name.span.end, member, last);
};

export const completeExperiment: Fix = (found, file, program) => {
  const what = parametersOf(found, 'experiment-incomplete')?.what ?? '';
  const item = nodesAround(file, found.span).findLast(({ kind }) => kind === 'experiment') as
    ExperimentItem | undefined;
  if (item === undefined) return undefined;
  const spaces = itemsOf(program, 'space', file.file).map((each) => each.item.name.text);
  const lines = what.startsWith('objective') ? ['maximize accuracy'] : spaces.map((name) => `space: ${name}`);
  return lines.map((line) => inBraces(`Add "${line}"`, file, item.span, item.name.span.end, line, false));
};

/** As the first or last line between the braces. */
function inBraces(
  title: string,
  file: Parameters<Fix>[1],
  { start, end }: SpaceItem['span'],
  from: number,
  text: string,
  last: boolean,
): ReturnType<typeof inserting> {
  const indent = indentAt(file.text, start);
  const own = text.replaceAll('\n', `\n${indent}  `);
  if (!last) return inserting(title, file, file.text.indexOf('{', from) + 1, `\n${indent}  ${own}\n${indent}  `);
  return inserting(title, file, end - 1, `  ${own}\n${indent}`);
}
