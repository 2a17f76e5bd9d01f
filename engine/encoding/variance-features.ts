/**
 * Through which operators the output's variance comes, at initialisation: a normalised operator emits unit variance, an identity
 * passes its input's on, a pool a part of it, and a merge adds what enters. A cell whose output is mostly skipped input learns
 * differently from one whose output is mostly convolved.
 */
import { PLAIN, type CellGraph } from './cell-graph.ts';
import type { CellSchema } from './cell-schema.ts';

/** For each operator the variance-weighted mean of how often it was passed on the way to the output, and the log variance there. */
export function writeVarianceShares(graph: CellGraph, schema: CellSchema, out: Float64Array, at: number): number {
  const { from, to, edgeOperator, vertexOperator, vertices, inputs } = graph;
  const operators = schema.operators.length;
  const { passes } = schema;
  const variance = new Float64Array(vertices).fill(1, 0, inputs);
  // Variance-weighted sums by vertex and operator; divided by the vertex's variance when it is complete.
  const weight = new Float64Array(vertices * operators);
  for (let start = 0; start < from.length;) {
    const target = to[start] as number;
    let end = start;
    for (; end < from.length && to[end] === target; end++) {
      const source = from[end] as number;
      const operator = edgeOperator[end] as number;
      const through = passed(variance[source] as number, operator, passes);
      variance[target]! += through;
      for (let o = 0; o < operators; o++) {
        weight[target * operators + o]! +=
          through * ((weight[source * operators + o] as number) + (o === operator ? 1 : 0));
      }
    }
    const sum = variance[target] as number;
    for (let o = 0; o < operators; o++) weight[target * operators + o]! /= sum > 0 ? sum : 1;
    const onVertex = vertexOperator[target] as number;
    if (onVertex !== PLAIN) {
      weight[target * operators + onVertex]! += 1;
      variance[target] = passed(sum, onVertex, passes);
    }
    start = end;
  }
  const output = vertices - 1;
  for (let o = 0; o < operators; o++) out[at++] = weight[output * operators + o] as number;
  out[at++] = Math.log1p(variance[output] as number);
  return at;
}

/** `passes` holds NaN for operators that normalise. */
function passed(variance: number, operator: number, passes: Float64Array): number {
  if (operator === PLAIN) return variance;
  const share = passes[operator] as number;
  return Number.isNaN(share) ? 1 : variance * share;
}
