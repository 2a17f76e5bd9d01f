/**
 * The notation of DARTS cells (Liu et al., ICLR 2019). Read are tuples, `((normal), (reduce))` of eight (input, operator number) pairs
 * each, two a node, inputs 0 and 1 being the two previous cells; and the authors' `Genotype(normal=[('sep_conv_3x3', 1), …],
 * normal_concat=…, reduce=[…], …)`. Written is the tuple form.
 */
import type { Parsed } from './parsed.ts';

/** One cell: for each node its edges, in the order of the text. */
export type Genotype = readonly (readonly { readonly from: number; readonly operator: string }[])[];

export interface CellPair {
  readonly normal: Genotype;
  readonly reduce: Genotype;
}

/** The operators by number. */
export const dartsOperators = [
  'max_pool_3x3',
  'avg_pool_3x3',
  'skip_connect',
  'sep_conv_3x3',
  'sep_conv_5x5',
  'dil_conv_3x3',
  'dil_conv_5x5',
] as const;

const EDGES_A_NODE = 2;

export function parseDarts(text: string): Parsed<CellPair> {
  const trimmed = text.trim();
  const named = /^Genotype\(\s*normal\s*=\s*\[([^\]]*)\].*?reduce\s*=\s*\[([^\]]*)\]/s.exec(trimmed);
  if (named !== null) {
    return pairOf(namedEdges(named[1] as string), namedEdges(named[2] as string));
  }
  const tuples = trimmed.replace(/[\s]/g, '').replace(/\[/g, '(').replace(/\]/g, ')');
  const match = /^\(\(((?:\(\d+,\d+\),?)+)\),\(((?:\(\d+,\d+\),?)+)\),?\)$/.exec(tuples);
  if (match === null) {
    const shown = trimmed.length > 60 ? `${trimmed.slice(0, 57)}…` : trimmed;
    return {
      error: `"${shown}" is no darts text: expected "(((input,operator),…),((input,operator),…))" or "Genotype(…)"`,
    };
  }
  return pairOf(numberedEdges(match[1] as string), numberedEdges(match[2] as string));
}

export function writeDarts(cells: CellPair): string {
  const cell = (genotype: Genotype): string =>
    `(${genotype.flatMap((node) => node.map((edge) => `(${edge.from},${dartsOperators.findIndex((name) => name === edge.operator)})`)).join(',')})`;
  return `(${cell(cells.normal)},${cell(cells.reduce)})`;
}

type Edges = Parsed<{ readonly from: number; readonly operator: string }[]>;

function numberedEdges(text: string): Edges {
  const edges = [];
  for (const [, from, number] of text.matchAll(/\((\d+),(\d+)\)/g)) {
    const operator = dartsOperators[Number(number)];
    if (operator === undefined)
      return { error: `operator ${number} is not one of 0..${dartsOperators.length - 1} of darts` };
    edges.push({ from: Number(from), operator });
  }
  return { value: edges };
}

function namedEdges(text: string): Edges {
  const edges = [];
  for (const [, operator, from] of text.matchAll(/\(\s*['"](\w+)['"]\s*,\s*(\d+)\s*\)/g)) {
    edges.push({ from: Number(from), operator: operator as string });
  }
  return { value: edges };
}

function pairOf(normal: Edges, reduce: Edges): Parsed<CellPair> {
  const first = nodesOf(normal, 'normal');
  if ('error' in first) return first;
  const second = nodesOf(reduce, 'reduce');
  return 'error' in second ? second : { value: { normal: first.value, reduce: second.value } };
}

function nodesOf(edges: Edges, which: string): Parsed<Genotype> {
  if ('error' in edges) return edges;
  const { value } = edges;
  if (value.length === 0 || value.length % EDGES_A_NODE !== 0) {
    return { error: `the ${which} cell has ${value.length} edges: expected ${EDGES_A_NODE} a node` };
  }
  const nodes = [];
  for (let i = 0; i < value.length; i += EDGES_A_NODE) {
    const node = value.slice(i, i + EDGES_A_NODE);
    const limit = 2 + nodes.length;
    const late = node.find((edge) => edge.from >= limit);
    if (late !== undefined)
      return { error: `node ${nodes.length} of the ${which} cell reads input ${late.from}, which is not before it` };
    nodes.push(node);
  }
  return { value: nodes };
}
