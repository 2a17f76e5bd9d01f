/** Hover on a requirement: when it is tested, and what it keeps. */
import type { Program } from '../../semantics/program.ts';
import type { RequireMember, SpaceItem } from '../../syntax/ast.ts';
import { grouped, percent } from '../facts/numbers.ts';
import { requireFacts, type RequireFacts } from '../facts/require-facts.ts';
import { paragraphs } from './markdown.ts';

const kinds: Readonly<Record<RequireFacts['kind'], string>> = {
  decisions: 'Requirement on decisions: counted, sampled and checked exactly.',
  structure: "Requirement on a cell's structure: counted, sampled and checked exactly.",
  static: 'Static requirement: tested on the network that an architecture makes, before anything is evaluated.',
  predicted: 'Predicted requirement: no architecture is counted out; every experiment of the space takes it over.',
};

export function hoverRequire(program: Program, space: SpaceItem, file: string, member: RequireMember): string {
  const { kind, keeps } = requireFacts(program, space, file, member);
  return paragraphs(kinds[kind], keeps === undefined ? '' : kept(keeps));
}

function kept({ of, kept: count }: NonNullable<RequireFacts['keeps']>): string {
  if (of === 0n) return '';
  if (count === of) return `Always holds: it keeps all ${grouped(of)} architectures.`;
  if (count === 0n) return 'Never holds.';
  return `Keeps ${percent(count, of)}: ${grouped(count)} of ${grouped(of)} architectures.`;
}
