/**
 * The notation of NAS-Bench-201 (Dong and Yang, ICLR 2020): `|op~0|+|op~0|op~1|+|op~0|op~1|op~2|`. The parts between `+` are the nodes
 * after the input, and `op~j` is the operator on the edge from vertex j, vertex 0 being the input. Any number of nodes is read.
 */
import type { Parsed } from './parsed.ts';

/** `nodes[i][j]` is the operator on the edge from vertex j to vertex i + 1. */
export type EdgeOperators = readonly (readonly string[])[];

export function parseNb201(text: string): Parsed<EdgeOperators> {
  const nodes: string[][] = [];
  for (const part of text.trim().split('+')) {
    const node = part.trim();
    if (!/^\|.*\|$/.test(node)) {
      return {
        error: `"${shorten(text)}" is no nb201 text: expected "|op~0|+|op~0|op~1|+…", found "${shorten(part)}"`,
      };
    }
    const operators: string[] = [];
    for (const edge of node.slice(1, -1).split('|')) {
      const match = /^([A-Za-z_][\w]*)~(\d+)$/.exec(edge.trim());
      if (match === null)
        return { error: `"${shorten(edge)}" is no edge of an nb201 text: expected "operator~vertex"` };
      const source = Number(match[2]);
      if (source > nodes.length) {
        return {
          error: `edge "${edge}" of node ${nodes.length + 1} comes from vertex ${source}, which is not before it`,
        };
      }
      if (operators[source] !== undefined)
        return { error: `node ${nodes.length + 1} has two edges from vertex ${source}` };
      operators[source] = match[1] as string;
    }
    for (let source = 0; source <= nodes.length; source++) {
      if (operators[source] === undefined)
        return { error: `node ${nodes.length + 1} has no edge from vertex ${source}` };
    }
    nodes.push(operators);
  }
  return { value: nodes };
}

export function writeNb201(nodes: EdgeOperators): string {
  return nodes.map((operators) => `|${operators.map((operator, j) => `${operator}~${j}`).join('|')}|`).join('+');
}

/** The benchmark's names of its five operators by meaning. */
export const nb201Operators: ReadonlyMap<string, string> = new Map([
  ['none', 'none'],
  ['skip', 'skip_connect'],
  ['conv1x1', 'nor_conv_1x1'],
  ['conv3x3', 'nor_conv_3x3'],
  ['avgpool3x3', 'avg_pool_3x3'],
]);

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
