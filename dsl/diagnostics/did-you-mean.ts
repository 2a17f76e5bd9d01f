/** The fix for a misspelt name: the name that was probably meant. */
import type { Place } from './catalogue.ts';
import type { CodeFix } from './diagnostic.ts';

/** For diagnostics whose place is the name itself and whose parameters hold a `suggestion` of one name. */
export function didYouMeanFix(place: Place, parameters: unknown): CodeFix | undefined {
  if (typeof parameters !== 'object' || parameters === null || !('suggestion' in parameters)) return undefined;
  const { suggestion } = parameters;
  if (typeof suggestion !== 'string' || !/^[\w.#[\]]+$/.test(suggestion)) return undefined;
  return {
    title: `Change to "${suggestion}"`,
    edits: [{ file: place.file, span: place.span, newText: suggestion }],
  };
}
