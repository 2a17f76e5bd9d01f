/** Type definition. */
import type { Location, LocationLink, Position } from 'vscode-languageserver';
import { PRELUDE_FILE } from '../../dsl/semantics/program.ts';
import { typeDefinitions } from '../../dsl/service/type-definition.ts';
import { locationOf, offsetOf, rangeIn, uriOf, type OpenFile } from '../locate.ts';
import { rangeOf } from '../positions.ts';
import type { DefinitionAbilities } from './navigation.ts';

export function typeDefinitionAt(
  { program, file, lines }: OpenFile,
  position: Position,
  { links, servedDocuments }: DefinitionAbilities,
): Location[] | LocationLink[] | null {
  const found = typeDefinitions(program, file, offsetOf(lines, position));
  const targets = found?.targets.filter((each) => each.file !== PRELUDE_FILE || servedDocuments) ?? [];
  if (found === undefined || targets.length === 0) return null;
  if (!links) return targets.map(({ file: at, span }) => locationOf(program, at, span));
  return targets.map(({ file: at, span, whole }) => ({
    originSelectionRange: rangeOf(lines, found.origin),
    targetUri: uriOf(at),
    targetRange: rangeIn(program, at, whole),
    targetSelectionRange: rangeIn(program, at, span),
  }));
}
