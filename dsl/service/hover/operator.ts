/** Hover on an operator at its place: what enters and leaves it there, what it costs, and the primitives that it comes down to. */
import { showShape } from '../../graph/shape.ts';
import type { Program } from '../../semantics/program.ts';
import { operatorForms, type OperatorForm } from '../facts/operator-facts.ts';
import { compact, grouped } from '../facts/numbers.ts';
import { paragraphs } from './markdown.ts';

/** Forms and primitives that are shown. */
const FORMS = 6;
const PRIMITIVES = 12;

/** `listed`: in an `opset` or `let`, which stand for their uses. */
export function hoverOperator(
  program: Program,
  file: string,
  offset: number,
  operator: string,
  listed: boolean,
): string {
  const forms = operatorForms(program, file, offset, operator, listed);
  const [first] = forms;
  if (first === undefined) return '';
  return paragraphs(
    forms.length === 1 ? 'Here:' : `Here, in ${forms.length} forms:`,
    formsTable(forms),
    primitives(first, forms.length > 1),
  );
}

function formsTable(forms: readonly OperatorForm[]): string {
  const rows = forms
    .slice(0, FORMS)
    .map(
      ({ input, expansion: { shape, params, macs } }) =>
        `| ${showShape(input)} | ${showShape(shape)} | ${compact(params)} | ${compact(macs)} |`,
    );
  if (forms.length > FORMS)
    rows.push(`| … ${forms.length - FORMS} more | | ${range(forms, 'params')} | ${range(forms, 'macs')} |`);
  return ['| in | out | parameters | MACs |', '| --- | --- | ---: | ---: |', ...rows].join('\n');
}

/** Over all forms. */
function range(forms: readonly OperatorForm[], cost: 'params' | 'macs'): string {
  const values = forms.map(({ expansion }) => expansion[cost]);
  const [least, most] = [Math.min(...values), Math.max(...values)].map(compact);
  return least === most ? `all ${least ?? ''}` : `all ${least ?? ''} … ${most ?? ''}`;
}

function primitives({ expansion }: OperatorForm, several: boolean): string {
  const { nodes } = expansion;
  if (nodes.length === 0) return 'It passes its input on.';
  const rows = nodes.slice(0, PRIMITIVES).map(({ op, shape, params, macs }) => {
    return `| ${op} | ${showShape(shape)} | ${grouped(params)} | ${grouped(macs)} |`;
  });
  if (nodes.length > PRIMITIVES) rows.push(`| … ${nodes.length - PRIMITIVES} more | | | |`);
  const head = `| ${several ? 'primitives of the first' : 'primitives'} | out | parameters | MACs |`;
  return [head, '| --- | --- | ---: | ---: |', ...rows].join('\n');
}
