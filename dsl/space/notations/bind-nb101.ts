/** `nb101` cells in a space: a cell with a chosen number of nodes, operators on the nodes, and any subset of earlier ones as sources. */
import type { DecisionSpace } from '../decision-space.ts';
import { fromTexts, textOf, toTexts, type NotationBinding, type RowValue } from './binding.ts';
import { cellDecisions, memberNames, membersOf, type CellDecisions } from './cell-decisions.ts';
import { nb101Operators, parseNb101, parseNb101Text, writeNb101, type AdjacencyCell } from './nb101.ts';
import { operatorMeaning, sameMeaning } from './operator-meaning.ts';
import type { Parsed } from './parsed.ts';

/** `column` undefined: the columns `vertices`, `adj` and `ops`; else one column with the three in a text. */
export function bindNb101(space: DecisionSpace, column: string | undefined): Parsed<NotationBinding> {
  const cell = cellDecisions(space).find(
    ({ nodes, output }) =>
      output !== undefined && nodes.length > 0 && nodes.every((node) => node.from !== undefined && node.op !== undefined && node.edges.length === 0), // prettier-ignore
  );
  if (cell?.output === undefined) {
    return {
      error: `${space.name} has no cell of the nb101 kind: operators on nodes, sources and output by "choose any"`,
    };
  }
  const output = cell.output;
  const members = memberNames(output);
  const inputs = members.length - cell.nodes.length;
  if (inputs !== 1) return { error: `${cell.cell} has ${inputs} inputs, an nb101 cell has one` };
  const texts = (row: RowValue): Parsed<AdjacencyCell> =>
    column === undefined
      ? parseNb101(textOf(row('vertices')), textOf(row('adj')), textOf(row('ops')))
      : parseNb101Text(textOf(row(column)));
  return {
    value: {
      notation: 'nb101',
      columns: column === undefined ? ['vertices', 'adj', 'ops'] : [column],
      read: (row) => {
        const parsed = texts(row);
        if ('error' in parsed) return parsed;
        const values = decisionTexts(parsed.value, cell, members);
        return 'error' in values ? values : fromTexts(space, values.value);
      },
      write: (architecture) => {
        const chosen = toTexts(space, architecture);
        const nodes = cell.nodes.filter((node) => chosen.has(node.op?.path ?? ''));
        const indices = (text: string | undefined): number[] =>
          membersOf(text ?? '[]').map((name) => members.indexOf(name));
        const sources = nodes.map((node) => indices(chosen.get(node.from?.path ?? '')));
        const operators: string[] = [];
        for (const node of nodes) {
          const text = chosen.get(node.op?.path ?? '') ?? '';
          const name = nb101Operators.find((known) => operatorMeaning(known) === operatorMeaning(text));
          if (name === undefined) return { error: `nb101 has no operator like ${text}` };
          operators.push(name);
        }
        const written = writeNb101({ sources: [...sources, indices(chosen.get(output.path))], operators });
        if (column === undefined) return { value: { ...written } };
        return { value: { [column]: `${written.vertices},${written.adj},${written.ops}` } };
      },
    },
  };
}

function decisionTexts(
  parsed: AdjacencyCell,
  cell: CellDecisions,
  members: readonly string[],
): Parsed<Record<string, string>> {
  const count = parsed.operators.length;
  if (count > cell.nodes.length || (cell.count === undefined && count !== cell.nodes.length)) {
    return {
      error: `it has ${count} inner vertices, ${cell.cell} has ${cell.count === undefined ? '' : 'at most '}${cell.nodes.length}`,
    };
  }
  const values: Record<string, string> = {};
  if (cell.count !== undefined) values[cell.count.path] = String(count);
  const subset = (sources: readonly number[] | undefined): string =>
    `[${(sources ?? []).map((source) => members[source]).join(', ')}]`;
  for (const [i, node] of cell.nodes.slice(0, count).entries()) {
    if (node.from === undefined || node.op === undefined) continue;
    const operator = parsed.operators[i] as string;
    const text = sameMeaning(operator, node.op.alternatives);
    if (text === undefined) {
      return { error: `${node.op.path} has no operator like ${operator}: it has ${node.op.alternatives.join(', ')}` };
    }
    values[node.from.path] = subset(parsed.sources[i]);
    values[node.op.path] = text;
  }
  if (cell.output !== undefined) values[cell.output.path] = subset(parsed.sources[count]);
  return { value: values };
}
