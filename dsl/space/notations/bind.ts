/** Binds a notation to a space and to the columns of a table, or says why they do not go together. */
import type { DecisionSpace } from '../decision-space.ts';
import { didYouMean } from '../../semantics/suggest.ts';
import { bindAutoformer } from './bind-autoformer.ts';
import { bindDarts } from './bind-darts.ts';
import { bindNb101 } from './bind-nb101.ts';
import { bindNb201 } from './bind-nb201.ts';
import { failureOf, fromTexts, textOf, type NotationBinding, type RowValue } from './binding.ts';
import { notationNames, type NotationName } from './notation-name.ts';
import type { Parsed } from './parsed.ts';

export interface BindRequest {
  /** Found out from the columns where undefined. */
  readonly notation: NotationName | undefined;
  /** Column that names the architecture; each notation has its usual ones. */
  readonly key: string | undefined;
  readonly columns: readonly string[];
  /** A row by which to tell notations apart that the columns allow alike. */
  readonly row?: RowValue;
}

const usualKeys: Readonly<Record<NotationName, readonly string[]>> = {
  nb201: ['arch', 'arch_str'],
  nb101: [],
  darts: ['arch', 'genotype'],
  autoformer: ['arch'],
  text: ['arch'],
  decisions: [],
};

export function bindNotation(space: DecisionSpace, request: BindRequest): Parsed<NotationBinding> {
  if (request.notation !== undefined) return bindAs(space, request.notation, request);
  const fitting = notationNames
    .map((notation) => bindAs(space, notation, request))
    .filter((bound): bound is { readonly value: NotationBinding } => 'value' in bound);
  const { row } = request;
  const reading = fitting.find(({ value }) => {
    if (row === undefined) return value.notation !== 'text';
    const read = value.read(row);
    return 'value' in read || read.infeasible === true;
  });
  const chosen = reading ?? fitting[0];
  if (chosen !== undefined) return chosen;
  const columns = request.columns.join(', ');
  return { error: `no notation of ${space.name} fits the columns ${columns}; say which with --notation and --key` };
}

function bindAs(space: DecisionSpace, notation: NotationName, { key, columns }: BindRequest): Parsed<NotationBinding> {
  if (key !== undefined && !columns.includes(key)) {
    return { error: `there is no column "${key}"${didYouMean(key, columns)}; the columns are ${columns.join(', ')}` };
  }
  const column = key ?? usualKeys[notation].find((usual) => columns.includes(usual));
  switch (notation) {
    case 'nb101': {
      const missing = ['vertices', 'adj', 'ops'].filter((name) => !columns.includes(name));
      if (key === undefined && missing.length > 0) return lacks(missing, notation, columns);
      return bindNb101(space, key);
    }
    case 'decisions':
      return bindDecisions(space, columns);
    case 'nb201':
      return column === undefined ? lacks(usualKeys[notation], notation, columns) : bindNb201(space, column);
    case 'darts':
      return column === undefined ? lacks(usualKeys[notation], notation, columns) : bindDarts(space, column);
    case 'autoformer':
      return column === undefined ? lacks(usualKeys[notation], notation, columns) : bindAutoformer(space, column);
    case 'text':
      return column === undefined ? lacks(usualKeys[notation], notation, columns) : bindText(space, column);
  }
}

function bindText(space: DecisionSpace, column: string): Parsed<NotationBinding> {
  return {
    value: {
      notation: 'text',
      columns: [column],
      read: (row) => {
        const { value, diagnostics } = space.parse(textOf(row(column)));
        return value === undefined ? failureOf(diagnostics, 'it is no architecture text') : { value };
      },
      write: (architecture) => ({ value: { [column]: space.text(architecture) } }),
    },
  };
}

function bindDecisions(space: DecisionSpace, columns: readonly string[]): Parsed<NotationBinding> {
  const paths = space.decisions.map(({ path }) => path);
  const missing = paths.filter((path) => !columns.includes(path));
  if (missing.length > 0) return lacks(missing, 'decisions', columns);
  return {
    value: {
      notation: 'decisions',
      columns: paths,
      read: (row) => {
        const values: Record<string, string> = {};
        for (const path of paths) {
          const text = textOf(row(path)).trim();
          if (text !== '') values[path] = text;
        }
        return fromTexts(space, values);
      },
      write: (architecture) => ({
        value: Object.fromEntries(paths.map((path, i) => [path, space.alternative(architecture, i) ?? ''])),
      }),
    },
  };
}

function lacks(
  missing: readonly string[],
  notation: NotationName,
  columns: readonly string[],
): { readonly error: string } {
  const shown = missing.length > 4 ? [...missing.slice(0, 3), `${missing.length - 3} more`] : missing;
  const needed = notation === 'nb101' || notation === 'decisions' ? shown.join(', ') : missing.join(' or ');
  return { error: `notation ${notation} needs the column ${needed}; the columns are ${columns.join(', ')}` };
}
