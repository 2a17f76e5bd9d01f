/** Features of all paths from a cell's inputs to its output, by counting paths instead of walking them. */
import { PLAIN, type CellGraph } from './cell-graph.ts';
import { HISTOGRAM, type CellSchema } from './cell-schema.ts';

/** Number of paths from the inputs to each vertex, from each vertex to the output, and in all. */
export interface PathCounts {
  readonly before: Float64Array;
  readonly after: Float64Array;
  readonly total: number;
}

export function pathCounts(graph: CellGraph): PathCounts {
  const { from, to, vertices, inputs } = graph;
  const before = new Float64Array(vertices);
  const after = new Float64Array(vertices);
  before.fill(1, 0, inputs);
  after[vertices - 1] = 1;
  for (let e = 0; e < from.length; e++) before[to[e] as number]! += before[from[e] as number] as number;
  for (let e = from.length - 1; e >= 0; e--) after[from[e] as number]! += after[to[e] as number] as number;
  return { before, after, total: before[vertices - 1] as number };
}

/** Largest, mean and smallest growth of the receptive field over the paths, in pixels, and the mean number of operators. */
export function writeReceptiveFields(
  graph: CellGraph,
  schema: CellSchema,
  paths: PathCounts,
  out: Float64Array,
  at: number,
): number {
  const { from, to, edgeOperator, vertexOperator, vertices, inputs } = graph;
  const largest = new Float64Array(vertices).fill(-Infinity).fill(0, 0, inputs);
  const smallest = new Float64Array(vertices).fill(Infinity).fill(0, 0, inputs);
  let growthSum = 0;
  let operatorSum = 0;
  for (let e = 0; e < from.length; e++) {
    const source = from[e] as number;
    const target = to[e] as number;
    const onEdge = edgeOperator[e] as number;
    const onVertex = vertexOperator[target] as number;
    let growth = 0;
    let operators = 0;
    for (const operator of [onEdge, onVertex]) {
      if (operator === PLAIN) continue;
      growth += schema.growth[operator] as number;
      operators += schema.identity[operator] === 1 ? 0 : 1;
    }
    largest[target] = Math.max(largest[target] as number, (largest[source] as number) + growth);
    smallest[target] = Math.min(smallest[target] as number, (smallest[source] as number) + growth);
    const through = (paths.before[source] as number) * (paths.after[target] as number);
    growthSum += growth * through;
    operatorSum += operators * through;
  }
  const { total } = paths;
  out[at++] = total > 0 ? (largest[vertices - 1] as number) : -1;
  out[at++] = total > 0 ? growthSum / total : -1;
  out[at++] = total > 0 ? (smallest[vertices - 1] as number) : -1;
  out[at++] = total > 0 ? operatorSum / total : -1;
  return at;
}

/** Number of paths with 0, 1, 2, ... operators whose `counted` is 1; the last bucket holds the longer ones too. */
export function writeHistogram(graph: CellGraph, counted: Uint8Array, out: Float64Array, at: number): number {
  const { from, to, edgeOperator, vertexOperator, vertices, inputs } = graph;
  const paths = new Float64Array(vertices * HISTOGRAM);
  for (let v = 0; v < inputs; v++) paths[v * HISTOGRAM] = 1;
  for (let e = 0; e < from.length; e++) {
    const source = (from[e] as number) * HISTOGRAM;
    const target = (to[e] as number) * HISTOGRAM;
    const onEdge = edgeOperator[e] as number;
    const onVertex = vertexOperator[to[e] as number] as number;
    const step = (onEdge === PLAIN ? 0 : (counted[onEdge] as number)) + (onVertex === PLAIN ? 0 : (counted[onVertex] as number)); // prettier-ignore
    for (let j = 0; j < HISTOGRAM; j++) {
      paths[target + Math.min(j + step, HISTOGRAM - 1)]! += paths[source + j] as number;
    }
  }
  const last = (vertices - 1) * HISTOGRAM;
  for (let j = 0; j < HISTOGRAM; j++) out[at++] = paths[last + j] as number;
  return at;
}

/** Mean over the paths of the number of each operator; 0 where there is no path. */
export function writePathMeans(
  graph: CellGraph,
  schema: CellSchema,
  paths: PathCounts,
  out: Float64Array,
  at: number,
): number {
  const { from, to, edgeOperator, vertexOperator } = graph;
  const operators = schema.operators.length;
  out.fill(0, at, at + operators);
  if (paths.total === 0) return at + operators;
  for (let e = 0; e < from.length; e++) {
    const target = to[e] as number;
    const share = ((paths.before[from[e] as number] as number) * (paths.after[target] as number)) / paths.total;
    const onEdge = edgeOperator[e] as number;
    const onVertex = vertexOperator[target] as number;
    if (onEdge !== PLAIN) out[at + onEdge]! += share;
    if (onVertex !== PLAIN) out[at + onVertex]! += share;
  }
  return at + operators;
}
