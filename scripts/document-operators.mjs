// Writes the appendix of docs/language.md that lists the operator library, from the documentation comments of the prelude.
// With --check nothing is written; the exit code is 1 where the appendix is not in step. Run after every edit of the prelude.
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { prelude } from '../dsl/semantics/program.ts';
import { printExpr } from '../dsl/syntax/format/formatter.ts';

const target = new URL('../docs/language.md', import.meta.url);
const [begin, end] = ['<!-- operators: begin -->', '<!-- operators: end -->'];

const parameter = ({ name, type, default: value }) =>
  `${name.text}${type === undefined ? '' : `: ${type.text}`}${value === undefined ? '' : ` = ${printExpr(value)}`}`;

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function table(operators) {
  const rows = operators.map(
    ({ name, params, doc }) =>
      `| \`${name.text}\` | ${cell(params.map((each) => `\`${parameter(each)}\``).join(', '))} | ${cell(doc ?? '')} |`,
  );
  return ['| operator | parameters | |', '| --- | --- | --- |', ...rows].join('\n');
}

const operators = prelude().value.items.filter((item) => item.kind === 'op');
const sections = [
  '### Primitives',
  table(operators.filter((op) => op.native)),
  '### Made of primitives',
  table(operators.filter((op) => !op.native)),
];

const text = readFileSync(target, 'utf8');
const [before, rest] = text.split(begin);
const after = rest?.split(end)[1];
if (before === undefined || after === undefined) throw new Error(`docs/language.md lacks ${begin} or ${end}`);
const options = { ...(await resolveConfig(target)), parser: 'markdown' };
const updated = await format(`${before}${begin}\n\n${sections.join('\n\n')}\n\n${end}${after}`, options);

if (!process.argv.includes('--check')) {
  writeFileSync(target, updated);
  console.log(`docs/language.md: ${operators.length} operators listed`);
} else if (updated !== text) {
  console.error('docs/language.md is not in step with the prelude: run node scripts/document-operators.mjs');
  process.exitCode = 1;
}
