/** `darts` genotypes in a space: two cells, normal and reduction, whose nodes choose two earlier vertices with an operator on each edge. */
import type { DecisionSpace } from '../decision-space.ts';
import { fromTexts, textOf, toTexts, type NotationBinding } from './binding.ts';
import { cellDecisions, memberNames, membersOf, type CellDecisions } from './cell-decisions.ts';
import { dartsOperators, parseDarts, writeDarts, type Genotype } from './darts.ts';
import { operatorMeaning, sameMeaning } from './operator-meaning.ts';
import type { Parsed } from './parsed.ts';

export function bindDarts(space: DecisionSpace, column: string): Parsed<NotationBinding> {
  const cells = cellDecisions(space).filter(
    ({ nodes }) => nodes.length > 1 && nodes.every((node) => node.edges.length === 2),
  );
  const reduce = cells.find(({ cell }) => /reduc/i.test(cell)) ?? cells[1];
  const normal = cells.find((cell) => cell !== reduce);
  if (normal === undefined || reduce === undefined) {
    return {
      error: `${space.name} has no two cells of the darts kind: nodes that choose 2 of earlier, with operators on edges`,
    };
  }
  return {
    value: {
      notation: 'darts',
      columns: [column],
      read: (row) => {
        const parsed = parseDarts(textOf(row(column)));
        if ('error' in parsed) return parsed;
        const values: Record<string, string> = {};
        for (const [cell, genotype] of [
          [normal, parsed.value.normal],
          [reduce, parsed.value.reduce],
        ] as const) {
          // prettier-ignore
          const why = addTexts(cell, genotype, values);
          if (why !== undefined) return { error: why };
        }
        return fromTexts(space, values);
      },
      write: (architecture) => {
        const texts = toTexts(space, architecture);
        const first = genotypeOf(normal, texts);
        if ('error' in first) return first;
        const second = genotypeOf(reduce, texts);
        if ('error' in second) return second;
        return { value: { [column]: writeDarts({ normal: first.value, reduce: second.value }) } };
      },
    },
  };
}

/** Names of the vertices in the notation's numbering: the two inputs, then the nodes. */
function vertexNames(cell: CellDecisions): readonly string[] {
  const deciding = cell.nodes.findLast((node) => node.from !== undefined)?.from;
  return deciding === undefined ? [] : memberNames(deciding);
}

/** Adds the cell's texts to `values`; a sentence where the genotype does not fit. */
function addTexts(cell: CellDecisions, genotype: Genotype, values: Record<string, string>): string | undefined {
  if (genotype.length !== cell.nodes.length)
    return `it has ${genotype.length} nodes in a cell, ${cell.cell} has ${cell.nodes.length}`;
  const names = vertexNames(cell);
  for (const [i, node] of cell.nodes.entries()) {
    // An edge's number is its source's place among the chosen ones, so the pairs are put in the order of their sources.
    const edges = [...(genotype[i] ?? [])].sort((a, b) => a.from - b.from);
    const sources = edges.map((edge) => names[edge.from]);
    if (node.from !== undefined) values[node.from.path] = `[${sources.join(', ')}]`;
    else if (edges[0]?.from === edges[1]?.from)
      return `${node.path} reads input ${edges[0]?.from} twice, ${cell.cell} takes different ones`;
    for (const [j, edge] of edges.entries()) {
      const decision = node.edges[j];
      if (decision === undefined) continue;
      const text = sameMeaning(edge.operator, decision.alternatives);
      if (text === undefined)
        return `${decision.path} has no operator like ${edge.operator}: it has ${decision.alternatives.join(', ')}`;
      values[decision.path] = text;
    }
  }
  return undefined;
}

function genotypeOf(cell: CellDecisions, texts: ReadonlyMap<string, string>): Parsed<Genotype> {
  const names = vertexNames(cell);
  const genotype = [];
  for (const node of cell.nodes) {
    const sources = node.from === undefined ? [0, 1] : membersOf(texts.get(node.from.path) ?? '[]').map((name) => names.indexOf(name)); // prettier-ignore
    const edges = [];
    for (const [j, from] of sources.entries()) {
      const text = texts.get(node.edges[j]?.path ?? '') ?? '';
      const operator = dartsOperators.find((known) => operatorMeaning(known) === operatorMeaning(text));
      if (operator === undefined) return { error: `darts has no operator like ${text}` };
      edges.push({ from, operator });
    }
    genotype.push(edges);
  }
  return { value: genotype };
}
