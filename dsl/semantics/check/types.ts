/** Types of parameters that there are not: `param k: integer = 3`, `op wide(act: activtion)`. */
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Item, Name, SourceFile, SpaceMember } from '../../syntax/ast.ts';
import { PARAMETER_TYPES } from '../arguments.ts';
import { nearest } from '../suggest.ts';

export function checkTypes(ast: SourceFile, file: string): Diagnostic[] {
  return typesIn(ast.items).flatMap((type) => {
    if (type.text === '' || PARAMETER_TYPES.includes(type.text)) return [];
    const suggestion = nearest(type.text, PARAMETER_TYPES) ?? PARAMETER_TYPES.join(', ');
    return [diagnostic('unknown-name', { file, span: type.span }, { name: type.text, what: 'type', suggestion })];
  });
}

/** Declared types of parameters, those of statements in bodies included. */
function typesIn(node: readonly (Item | SpaceMember)[] | object): Name[] {
  const found: Name[] = [];
  const visit = (part: unknown): void => {
    if (Array.isArray(part)) part.forEach(visit);
    else if (typeof part === 'object' && part !== null) {
      if ('type' in part && ('default' in part || ('kind' in part && part.kind === 'param'))) {
        if (part.type !== undefined) found.push(part.type as Name);
      }
      Object.values(part).forEach(visit);
    }
  };
  visit(node);
  return found;
}
