/** As many as there are: items to choose, weights of alternatives. */
import { parametersOf } from '../../diagnostics/catalogue.ts';
import type { ChoiceExpr, ChooseExpr } from '../../syntax/ast.ts';
import { around, editing, nodeAt, textOf, type Fix } from './fix.ts';

export const fitCount: Fix = (found, file) => {
  const parameters = parametersOf(found, 'choose-too-many');
  const choose = nodeAt<ChooseExpr>(file, 'choose', found.span);
  if (parameters === undefined || choose?.count?.kind !== 'number') return undefined;
  return editing(`Choose ${parameters.size}`, file, choose.count.span, String(parameters.size));
};

/** Weights that are missing are 1, as they are without any. */
export const fitWeights: Fix = (found, file) => {
  const parameters = parametersOf(found, 'weights-mismatch');
  const choice = around<ChoiceExpr>(file, found.span, 'choice').at(-1);
  if (parameters === undefined || choice?.weights?.kind !== 'list') return undefined;
  const given = choice.weights.items.map((item) => textOf(file, item));
  const fitted = Array.from({ length: parameters.size }, (_, i) => given[i] ?? '1');
  const title = given.length > fitted.length ? 'Remove the weights of nothing' : 'Add weights of 1';
  return editing(title, file, choice.weights.span, `[${fitted.join(', ')}]`);
};

/** The whole number that is nearest. */
export const makeWhole: Fix = ({ message, span }, file) => {
  if (!message.includes('must be a whole number, not')) return undefined;
  const text = /-?[\d.]+$/.exec(file.text.slice(span.start, span.end))?.[0];
  if (text === undefined || !Number.isFinite(Number(text))) return undefined;
  const whole = String(Math.round(Number(text)));
  return editing(`Change to ${whole}`, file, { start: span.end - text.length, end: span.end }, whole);
};
