/** Hover on a decision path or its alternative in an `arch` literal. */
import { itemsOf, type Program } from '../../semantics/program.ts';
import type { ArchItem } from '../../syntax/ast.ts';
import { describeDecision } from '../facts/decision-facts.ts';
import { spaceFacts } from '../facts/space-facts.ts';
import { describe } from './decision.ts';
import { code, paragraphs } from './markdown.ts';

export function hoverPath(program: Program, file: string, arch: ArchItem, offset: number): string | undefined {
  if (arch.value.kind !== 'record') return undefined;
  const entry = arch.value.entries.find(({ span }) => span.start <= offset && offset < span.end);
  const home = itemsOf(program, 'space', file).find(({ item }) => item.name.text === arch.space.text);
  if (entry === undefined || home === undefined) return undefined;
  const facts = spaceFacts(program, home.item, home.file);
  const decision = facts.model.decisions.find(({ path }) => path === entry.key.text);
  if (decision === undefined) return undefined;
  return paragraphs(code(decision.path), describe(describeDecision(facts, decision), facts.model.costs.length > 0));
}
