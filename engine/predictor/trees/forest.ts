/** Regression trees in flat arrays, and what they predict. */
import type { FeatureMatrix } from '../../encoding/feature-matrix.ts';

export interface Forest {
  /** Features a row has. */
  readonly columns: number;
  /** First node of each tree. */
  readonly roots: Int32Array;
  /** Of each node: the feature it asks for; -1 for a leaf. */
  readonly feature: Int32Array;
  /** Rows with at most this go left, which is the next node. */
  readonly threshold: Float64Array;
  readonly right: Int32Array;
  /** Mean target of the node's rows. */
  readonly value: Float64Array;
}

export interface ForestPrediction {
  /** Mean over the trees, in the unit of the targets. */
  readonly mean: Float64Array;
  /** Variance between the trees. */
  readonly variance: Float64Array;
}

/** Tree by tree, so that a tree stays in the cache. */
export function predictForest(forest: Forest, queries: FeatureMatrix): ForestPrediction {
  const { roots, feature, threshold, right, value } = forest;
  const { rows, columns, values } = queries;
  if (columns !== forest.columns) throw new Error(`the trees know ${forest.columns} features, there are ${columns}`);
  const mean = new Float64Array(rows);
  const squares = new Float64Array(rows);
  for (const root of roots) {
    for (let i = 0, at = 0; i < rows; i++, at += columns) {
      let node = root;
      for (let asked = feature[node] as number; asked >= 0; asked = feature[node] as number) {
        node = (values[at + asked] as number) <= (threshold[node] as number) ? node + 1 : (right[node] as number);
      }
      const leaf = value[node] as number;
      mean[i]! += leaf;
      squares[i]! += leaf * leaf;
    }
  }
  const trees = roots.length;
  for (let i = 0; i < rows; i++) {
    mean[i]! /= trees;
    squares[i] = Math.max(0, (squares[i] as number) / trees - (mean[i] as number) ** 2);
  }
  return { mean, variance: squares };
}
