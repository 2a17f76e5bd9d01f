/** Proposals inside `arch` literals: decision paths not yet given, and the legal alternatives of one. */
import { itemsOf, type Program } from '../../semantics/program.ts';
import { show } from '../../semantics/values.ts';
import type { ArchItem, Span } from '../../syntax/ast.ts';
import { spaceFacts, type SpaceFacts } from '../facts/space-facts.ts';
import type { Proposal } from './item.ts';

/** Paths and alternatives beyond this are left out: nobody scrolls that far, and the editor asks again. */
const LIMIT = 500;

function factsOf(program: Program, file: string, arch: ArchItem): SpaceFacts | undefined {
  const home = itemsOf(program, 'space', file).find(({ item }) => item.name.text === arch.space.text);
  return home === undefined ? undefined : spaceFacts(program, home.item, home.file);
}

export function proposePaths(program: Program, file: string, arch: ArchItem, span: Span): Proposal[] {
  const entries = arch.value.kind === 'record' ? arch.value.entries : [];
  const given = new Set(entries.flatMap(({ key }) => (key.span.start === span.start ? [] : [key.text])));
  return (factsOf(program, file, arch)?.model.decisions ?? [])
    .filter(({ path }) => !given.has(path))
    .slice(0, LIMIT)
    .map(({ path, alternatives }) => ({
      ...{ label: path, kind: 'path', insert: `${path}: `, group: 0, span },
      detail: alternatives.slice(0, 8).map(show).join(' | ') + (alternatives.length > 8 ? ' | ...' : ''),
    }));
}

export function proposeAlternatives(
  program: Program,
  file: string,
  arch: ArchItem,
  path: string,
  span: Span,
): Proposal[] {
  const decision = factsOf(program, file, arch)?.model.decisions.find((each) => each.path === path);
  return (decision?.alternatives ?? [])
    .slice(0, LIMIT)
    .map((value, group) => ({ label: show(value), kind: 'alternative', detail: path, group, span }));
}
