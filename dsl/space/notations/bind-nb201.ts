/** `nb201` texts in a space: a cell whose nodes read all earlier vertices, each edge with an operator of its own. */
import type { DecisionSpace } from '../decision-space.ts';
import { fromTexts, textOf, toTexts, type NotationBinding } from './binding.ts';
import { cellDecisions } from './cell-decisions.ts';
import { nb201Operators, parseNb201, writeNb201 } from './nb201.ts';
import { operatorMeaning, sameMeaning } from './operator-meaning.ts';
import type { Parsed } from './parsed.ts';

export function bindNb201(space: DecisionSpace, column: string): Parsed<NotationBinding> {
  const cell = cellDecisions(space).find(({ nodes, all }) => {
    const edges = nodes.reduce((count, node) => count + node.edges.filter((edge) => edge !== undefined).length, 0);
    return edges === all.length && nodes.every((node, i) => node.edges.length === i + 1);
  });
  if (cell === undefined) {
    return {
      error: `${space.name} has no cell of the nb201 kind: nodes from "all earlier", an operator on every edge`,
    };
  }
  const decisions = cell.nodes.map((node) => node.edges.flatMap((edge) => edge ?? []));
  const known = new Map<string, string>();
  return {
    value: {
      notation: 'nb201',
      columns: [column],
      read: (row) => {
        const parsed = parseNb201(textOf(row(column)));
        if ('error' in parsed) return parsed;
        const { value: nodes } = parsed;
        if (nodes.length !== decisions.length) {
          return { error: `it has ${nodes.length} nodes after the input, ${cell.cell} has ${decisions.length}` };
        }
        const values: Record<string, string> = {};
        for (const [i, operators] of nodes.entries()) {
          for (const [j, operator] of operators.entries()) {
            const decision = decisions[i]?.[j];
            if (decision === undefined) continue;
            const key = `${decision.path} ${operator}`;
            const text = known.get(key) ?? sameMeaning(operator, decision.alternatives);
            if (text === undefined) {
              return {
                error: `${decision.path} has no operator like ${operator}: it has ${decision.alternatives.join(', ')}`,
              };
            }
            known.set(key, text);
            values[decision.path] = text;
          }
        }
        return fromTexts(space, values);
      },
      write: (architecture) => {
        const texts = toTexts(space, architecture);
        const nodes = decisions.map((edges) =>
          edges.map((edge) => {
            const text = texts.get(edge.path) ?? 'none';
            return nb201Operators.get(operatorMeaning(text)) ?? text;
          }),
        );
        return { value: { [column]: writeNb201(nodes) } };
      },
    },
  };
}
