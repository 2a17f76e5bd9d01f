/** Literal architectures: a legal alternative instead of another one, a decision that is missing. */
import { parametersOf } from '../../diagnostics/catalogue.ts';
import type { RecordExpr } from '../../syntax/ast.ts';
import { nearest } from '../suggest.ts';
import { editing, indentAt, inserting, nodeAt, type Fix } from './fix.ts';

/** Alternatives that are offered. */
const OFFERED = 3;

export const legalAlternative: Fix = (found, file) => {
  const parameters = parametersOf(found, 'arch-outside-space');
  if (parameters === undefined) return undefined;
  const legal = listed(parameters.legal);
  const best = nearest(parameters.value, legal) ?? nearestNumber(Number(parameters.value), legal);
  const sorted = best === undefined ? legal : [best, ...legal.filter((each) => each !== best)];
  return sorted.slice(0, OFFERED).map((each) => editing(`Change to ${each}`, file, found.span, each));
};

function nearestNumber(value: number, legal: readonly string[]): string | undefined {
  const numbers = legal.filter((each) => Number.isFinite(Number(each)));
  if (!Number.isFinite(value) || numbers.length === 0) return undefined;
  return numbers.reduce((a, b) => (Math.abs(Number(b) - value) < Math.abs(Number(a) - value) ? b : a));
}

/** Its first alternative; `Complete ...` among the refactorings makes all that are missing. */
export const addDecision: Fix = (found, file) => {
  const parameters = parametersOf(found, 'arch-missing-decision');
  const record = nodeAt<RecordExpr>(file, 'record', found.span);
  const [first] = listed(parameters?.legal ?? '');
  if (parameters === undefined || record === undefined || first === undefined) return undefined;
  const entry = `${parameters.path}: ${first}`;
  const last = record.entries.at(-1);
  if (last === undefined) return editing(`Add ${entry}`, file, record.span, `{ ${entry} }`);
  const lines = file.text.slice(record.span.start, record.span.end).includes('\n');
  const gap = lines ? `,\n${indentAt(file.text, last.span.start)}` : ', ';
  return inserting(`Add ${entry}`, file, last.span.end, gap + entry);
};

/** The alternatives in `skip, conv(k: [3, 5]), … (20 in all)`. */
function listed(legal: string): string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const character of legal) {
    if ('([{'.includes(character)) depth++;
    if (')]}'.includes(character)) depth--;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '' && !part.startsWith('…'));
}
