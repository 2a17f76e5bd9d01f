/** Lists every alternative once. With weights it is not clear which of two should stay, so there is no fix. */
import type { ChoiceExpr } from '../../syntax/ast.ts';
import { nodeAt, textOf, type Fix } from './fix.ts';

export const repeatedAlternative: Fix = ({ file: name, span }, file) => {
  const choice = nodeAt<ChoiceExpr>(file, 'choice', span);
  if (choice?.domain.kind !== 'list' || choice.weights !== undefined) return undefined;
  const texts = choice.domain.items.map((item) => textOf(file, item));
  const once = [...new Set(texts)];
  if (once.length === texts.length) return undefined;
  const edit = { file: name, span: choice.domain.span, newText: `[${once.join(', ')}]` };
  return { title: 'List every alternative once', edits: [edit] };
};
