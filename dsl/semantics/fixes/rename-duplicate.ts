/**
 * A second declaration of a name gets a name of its own: what uses the name means the first one, so nothing else changes. A second member of a
 * space that may have but one goes.
 */
import { parametersOf } from '../../diagnostics/catalogue.ts';
import { editing, freshName, nodesAround, wholeLines, type Fix } from './fix.ts';

export const renameDuplicate: Fix = (found, file) => {
  const { span, related } = found;
  const { name, what } = parametersOf(found, 'duplicate-name') ?? { name: '', what: '' };
  if (what === 'the member') return editing(`Remove this "${name}"`, file, wholeLines(file.text, span), '');
  if (what === 'the decision' || related?.[0]?.file !== file.file) return undefined;
  const declares = nodesAround(file, span).some((node) => {
    const declared = (node as { readonly name?: { readonly span?: unknown } }).name;
    return declared?.span === span || JSON.stringify(declared?.span) === JSON.stringify(span);
  });
  const fresh = freshName(name, [file.text]);
  return declares ? editing(`Rename this one to "${fresh}"`, file, span, fresh) : undefined;
};
