/** An import that leads nowhere, or back. */
import type { ImportItem } from '../../syntax/ast.ts';
import { around, editing, wholeLines, type Fix } from './fix.ts';

export const removeImport: Fix = ({ span }, file) => {
  const [item] = around<ImportItem>(file, span, 'import');
  return item && editing('Remove the import', file, wholeLines(file.text, item.span), '');
};
