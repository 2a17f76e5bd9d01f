/** Hover on `exit`: what it costs to leave here. */
import type { Program } from '../../semantics/program.ts';
import type { ExitStatement } from '../../syntax/ast.ts';
import { exitFacts, type ExitFacts } from '../facts/exit-facts.ts';
import { compact, grouped } from '../facts/numbers.ts';
import { wordDoc } from '../facts/words.ts';
import { paragraphs } from './markdown.ts';

/** Exits that are listed. */
const LISTED = 8;

export function hoverExit(program: Program, file: string, statement: ExitStatement): string {
  const facts = exitFacts(program, file, statement.span);
  const known = facts.filter(({ macs }) => macs !== undefined);
  const [only] = known;
  const costs =
    known.length === 0 || only === undefined
      ? ''
      : known.length === 1
        ? `${amount(only)} until here.`
        : known
            .slice(0, LISTED)
            .map((each, i) => `- ${i + 1}: ${amount(each)}`)
            .concat(known.length > LISTED ? [`- … ${known.length - LISTED} more`] : [])
            .join('\n');
  const unknown =
    facts.length > 0 && known.length === 0
      ? 'What it costs to get here depends on too many decisions; an `arch` says it exactly.'
      : '';
  return paragraphs(wordDoc('exit') ?? '', costs, unknown);
}

function amount({ macs, conditional }: ExitFacts): string {
  const { least, most } = macs ?? { least: 0, most: 0 };
  const range = least === most ? grouped(least) : `${compact(least)} to ${compact(most)}`;
  return `${range} MACs${conditional ? ', where it is there' : ''}`;
}
