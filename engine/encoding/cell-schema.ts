/** Which features a cell declaration has, and their names: fixed by its operators, inputs and most vertices. */
import { operatorSubsets, subsetName } from './operator-subsets.ts';
import type { OperatorProfile } from './operator-profile.ts';

export interface CellSchema {
  /** Name of the declaration. */
  readonly cell: string;
  /** The alphabet, in the order of its numbers. */
  readonly operators: readonly OperatorProfile[];
  readonly inputs: number;
  /** The most vertices that an architecture of the space has in this cell, inputs and output among them. */
  readonly maxVertices: number;
  /** Bit masks over the alphabet. */
  readonly subsets: readonly number[];
  /** Letters of the word features: START, each operator that is no identity, END; empty where there would be too many. */
  readonly letters: number;
  readonly names: readonly string[];
  /** By operator: 1 for an identity; 1 for one with weights; 1 for one with weights that sees neighbours. */
  readonly identity: Uint8Array;
  readonly weighted: Uint8Array;
  readonly spatial: Uint8Array;
  /** By operator: pixels of receptive field; share of variance passed, NaN where normalised; letter, 0 for identities. */
  readonly growth: Float64Array;
  readonly passes: Float64Array;
  readonly letterOf: Uint8Array;
}

/** Path-length histograms count up to this many operators; longer paths fall into the last bucket. */
export const HISTOGRAM = 7;
/** Words of two letters are counted up to this many operators. */
const MAX_WORD_OPERATORS = 10;

export function cellSchema(
  cell: string,
  operators: readonly OperatorProfile[],
  inputs: number,
  maxVertices: number,
): CellSchema {
  const texts = operators.map((operator) => operator.name);
  const subsets = operatorSubsets(operators.length);
  const words = operators.filter((operator) => !operator.identity).map((operator) => operator.name);
  const letters = words.length <= MAX_WORD_OPERATORS ? words.length + 1 : 0;
  const names: string[] = [];
  for (const text of texts) names.push(`count ${text}`);
  names.push('count operators', 'live vertices', 'direct edges');
  for (const mask of subsets) {
    const set = subsetName(mask, texts);
    names.push(`shortest ${set}`, `most ${set}`, `first ${set}`, `last ${set}`, `log paths ${set}`);
  }
  names.push('paths', 'log paths', 'receptive most', 'receptive mean', 'receptive least', 'operators mean');
  for (let i = 0; i < HISTOGRAM; i++) names.push(`paths with ${i} weighted`);
  for (let i = 0; i < HISTOGRAM; i++) names.push(`paths with ${i} spatial`);
  for (const text of texts) names.push(`mean on path ${text}`);
  if (letters > 0) {
    for (const before of ['start', ...words]) for (const after of [...words, 'end']) names.push(`${before} > ${after}`);
  }
  for (const text of texts) names.push(`variance from ${text}`);
  names.push('log variance');
  for (let i = 0; i < inputs; i++) names.push(`degree of input ${i}`, `nearest output from input ${i}`);
  return {
    cell,
    operators,
    inputs,
    maxVertices,
    subsets,
    letters,
    names: names.map((name) => `${cell}: ${name}`),
    identity: Uint8Array.from(operators, (operator) => (operator.identity ? 1 : 0)),
    weighted: Uint8Array.from(operators, (operator) => (operator.weighted ? 1 : 0)),
    spatial: Uint8Array.from(operators, (operator) => (operator.weighted && operator.growth > 0 ? 1 : 0)),
    growth: Float64Array.from(operators, (operator) => operator.growth),
    passes: Float64Array.from(operators, (operator) => operator.passes ?? NaN),
    letterOf: Uint8Array.from(operators, (operator) => (operator.identity ? 0 : words.indexOf(operator.name) + 1)),
  };
}
