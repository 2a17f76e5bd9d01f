/** Hover on a requirement: when it is tested, and what it keeps. */
import type { Program } from '../../semantics/program.ts';
import type { RequireMember, SpaceItem } from '../../syntax/ast.ts';
import { grouped, percent, sizeText } from '../facts/numbers.ts';
import { requireFacts, type RequireFacts } from '../facts/require-facts.ts';
import type { Kept } from '../facts/space-facts.ts';
import { paragraphs } from './markdown.ts';

const kinds: Readonly<Record<RequireFacts['kind'], string>> = {
  decisions: 'Requirement on decisions: counted, sampled and checked exactly.',
  structure: "Requirement on a cell's structure: counted, sampled and checked exactly.",
  static: 'Static requirement: tested on the network that an architecture makes, before anything is evaluated.',
  predicted: 'Predicted requirement: no architecture is counted out; every experiment of the space takes it over.',
};

/** Milliseconds spent at once on its share. */
const TIME = 10;

export function hoverRequire(program: Program, space: SpaceItem, file: string, member: RequireMember): string {
  const { kind, keeps, counting } = requireFacts(program, space, file, member, TIME);
  const share = keeps === undefined ? '' : keptText(keeps);
  return paragraphs(kinds[kind], counting ? 'Counting what it keeps …' : share);
}

function keptText({ of, kept }: Kept): string {
  if (of.value === 0n) return '';
  if (of.method === 'exact' && kept.method === 'exact') {
    if (kept.value === of.value) return `Always true: it keeps all ${grouped(of.value)} architectures.`;
    if (kept.value === 0n) return 'Always false: it keeps nothing.';
    return `Keeps ${percent(kept.value, of.value)}: ${grouped(kept.value)} of ${grouped(of.value)} architectures.`;
  }
  return `Keeps about ${percent(kept.value, of.value)}: ${sizeText(kept)} of ${sizeText(of)} architectures.`;
}
