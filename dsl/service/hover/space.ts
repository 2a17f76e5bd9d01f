/** Hover on a space: how many architectures, how many different ones, what they cost, what its requirements keep. */
import type { Program } from '../../semantics/program.ts';
import type { SpaceSize } from '../../space/decision-space.ts';
import type { SpaceItem } from '../../syntax/ast.ts';
import { ask } from '../facts/job.ts';
import { compact, grouped, percent, sizeText } from '../facts/numbers.ts';
import { spaceFacts, type SpaceRanges } from '../facts/space-facts.ts';
import { paragraphs, plural } from './markdown.ts';

/** Milliseconds spent at once on each number; the editor goes on with them in its idle time. */
const TIME = 4;

export function hoverSpace(program: Program, item: SpaceItem, file: string): string {
  const { model, space, jobs } = spaceFacts(program, item, file);
  const decisions = plural(model.decisions.length, 'decision');
  if (space === undefined || jobs === undefined) return `${decisions}. Its size is counted when its errors are mended.`;
  const raw = space.rawSize();
  const size = ask(jobs.size, TIME);
  const distinct = ask(jobs.distinct, TIME);
  const ranges = ask(jobs.ranges, TIME);
  const demanding = model.costs.length + model.tables.length + model.cells.length > 0;
  return paragraphs(
    size === undefined
      ? `**At most ${grouped(raw)} architectures**, ${decisions}. Counting …`
      : `**${counted(size)}**, ${decisions}.`,
    size === undefined || !demanding ? '' : share(size, raw),
    distinct === undefined ? 'Distinct graphs: counting …' : `Distinct graphs: ${sizeText(distinct)}.`,
    jobs.ranges.done ? ranges && table(ranges, model.costs.length > 0) : 'Costs: adding up …',
  );
}

const counted = (size: SpaceSize): string =>
  size.method === 'exact' ? plural(size.value, 'architecture') : `${sizeText(size)} architectures`;

function share({ value, method }: SpaceSize, raw: bigint): string {
  const before = `Before requirements: ${grouped(raw)}`;
  if (raw === 0n) return `${before}.`;
  if (method === 'exact' && value === raw) return 'Its requirements keep all of them.';
  return `${before}; they keep ${method === 'exact' ? '' : 'about '}${percent(value, raw)}.`;
}

function table({ params, macs, draws }: SpaceRanges, demanding: boolean): string {
  const aside = demanding ? '; requirements on costs left aside' : '';
  const basis = draws === undefined ? `exact${aside}` : `of ${grouped(draws)} draws${aside}`;
  const rows = [['parameters', params] as const, ['MACs', macs] as const];
  return [
    `| costs (${basis}) | least | most |`,
    '| --- | ---: | ---: |',
    ...rows.map(([name, { least, most }]) => `| ${name} | ${compact(least)} | ${compact(most)} |`),
  ].join('\n');
}
