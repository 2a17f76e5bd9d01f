/** Hover on a space: how many architectures, how many different ones, how many decisions. */
import type { Program } from '../../semantics/program.ts';
import type { SpaceItem } from '../../syntax/ast.ts';
import { grouped } from '../facts/numbers.ts';
import { spaceFacts } from '../facts/space-facts.ts';
import { paragraphs, plural } from './markdown.ts';

/** Milliseconds spent here on counts that need every architecture; the editor goes on with them in its idle time. */
const TIME = 25;

export function hoverSpace(program: Program, item: SpaceItem, file: string): string {
  const facts = spaceFacts(program, item, file);
  const { model, space, structural } = facts;
  const decisions = plural(model.decisions.length, 'decision');
  if (space === undefined) return `${decisions}. Its size is counted when its errors are mended.`;
  const raw = space.rawSize();
  const costs = model.costs.length;
  const walked = facts.walkable ? facts.walk(TIME) : undefined;
  const lines: string[] = [];
  if (costs === 0 && structural !== undefined) lines.push(`**${plural(structural, 'architecture')}**, ${decisions}.`);
  else if (costs > 0 && walked?.done === true)
    lines.push(`**${plural(walked.feasible, 'architecture')}**, ${decisions}.`);
  else lines.push(`**At most ${grouped(structural ?? raw)} architectures**, ${decisions}.`);
  if (structural !== raw) lines.push(`Before requirements: ${grouped(raw)}.`);
  if (costs > 0 && walked?.done !== true)
    lines.push(`${plural(costs, 'requirement')} on costs not counted here; \`hnas space\` does.`);
  else if (structural === undefined) lines.push('Its requirements take long to count; `hnas space` does.');
  if (walked?.done === true) lines.push(`Distinct graphs: ${grouped(walked.distinct)}.`);
  else if (walked !== undefined) lines.push('Distinct graphs are being counted.');
  return paragraphs(...lines);
}
