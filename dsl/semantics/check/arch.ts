/** Literal architectures: of a space that exists, in a notation that can be read, inside the space. */
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { readArch } from '../../space/arch.ts';
import { decisionSpace } from '../../space/lower.ts';
import type { SpaceModel } from '../../space/model.ts';
import type { ArchItem } from '../../syntax/ast.ts';
import { itemsOf, type Program } from '../program.ts';
import { nearest } from '../suggest.ts';

export function checkArch(
  program: Program,
  item: ArchItem,
  file: string,
  modelOf: (space: string) => SpaceModel | undefined,
): readonly Diagnostic[] {
  const name = item.space.text;
  if (name === '') return [];
  const model = modelOf(name);
  if (model === undefined) {
    const suggestion = nearest(
      name,
      itemsOf(program, 'space', file).map((found) => found.item.name.text),
    );
    return [
      diagnostic(
        'unknown-name',
        { file, span: item.space.span },
        { name, what: 'space', ...(suggestion === undefined ? {} : { suggestion }) },
      ),
    ];
  }
  return model.sound ? readArch(decisionSpace(program, model), item, file).diagnostics : [];
}
