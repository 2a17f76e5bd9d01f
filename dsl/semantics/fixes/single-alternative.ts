/** A choice of one thing is that thing. */
import type { ChoiceExpr } from '../../syntax/ast.ts';
import { nodeAt, textOf, type Fix } from './fix.ts';

export const singleAlternative: Fix = ({ file: name, span }, file) => {
  const choice = nodeAt<ChoiceExpr>(file, 'choice', span);
  const domain = choice?.domain;
  const only =
    domain?.kind === 'list' && domain.items.length === 1
      ? domain.items[0]
      : domain?.kind === 'range'
        ? domain.from
        : undefined;
  if (only === undefined) return undefined;
  const newText = textOf(file, only);
  return { title: `Replace the choice by ${newText}`, edits: [{ file: name, span, newText }] };
};
