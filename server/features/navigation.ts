/** Definition, references, highlights. */
import {
  DocumentHighlightKind,
  type DocumentHighlight,
  type Location,
  type LocationLink,
  type Position,
} from 'vscode-languageserver';
import { PRELUDE_FILE, type Program } from '../../dsl/semantics/program.ts';
import { definition } from '../../dsl/service/definition.ts';
import { highlights, referencesTo, targetAt } from '../../dsl/service/references.ts';
import { locationOf, offsetOf, rangeIn, uriOf, type OpenFile } from '../locate.ts';
import { rangeOf } from '../positions.ts';

/** What the editor can show of a definition: links with the place asked about, and documents that the server serves. */
export interface DefinitionAbilities {
  readonly links: boolean;
  readonly servedDocuments: boolean;
}

export function definitionAt(
  { program, file, lines }: OpenFile,
  position: Position,
  { links, servedDocuments }: DefinitionAbilities,
): Location | LocationLink[] | null {
  const found = definition(program, file, offsetOf(lines, position));
  if (found === undefined || (found.file === PRELUDE_FILE && !servedDocuments)) return null;
  if (!links) return locationOf(program, found.file, found.span);
  return [
    {
      originSelectionRange: rangeOf(lines, found.origin),
      targetUri: uriOf(found.file),
      targetRange: rangeIn(program, found.file, found.whole),
      targetSelectionRange: rangeIn(program, found.file, found.span),
    },
  ];
}

/** `others` are further programs that may hold the name. */
export function referencesAt(
  { program, file, lines }: OpenFile,
  position: Position,
  declarations: boolean,
  others: readonly Program[],
): Location[] {
  const target = targetAt(program, file, offsetOf(lines, position));
  if (target === undefined) return [];
  const programs = [program, ...others];
  return referencesTo(programs, target)
    .filter(({ declares }) => declarations || !declares)
    .flatMap((found) => {
      const home = programs.find((each) => each.files.has(found.file));
      return home === undefined ? [] : [locationOf(home, found.file, found.span)];
    });
}

export function highlightsAt({ program, file, lines }: OpenFile, position: Position): DocumentHighlight[] {
  return highlights(program, file, offsetOf(lines, position)).map(({ span, declares }) => ({
    range: rangeOf(lines, span),
    kind: declares ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
  }));
}
