/**
 * Extremely randomised regression trees (P. Geurts, D. Ernst, L. Wehenkel, "Extremely randomized trees", Machine Learning 63, 2006): every tree
 * sees all rows, a node draws one threshold for each feature that it tries, and the split that explains most of the variance is taken.
 */
import type { Random } from '../../../dsl/random.ts';
import type { FeatureMatrix } from '../../encoding/feature-matrix.ts';
import type { Forest } from './forest.ts';

export interface GrowOptions {
  readonly trees: number;
  /** Share, above 0 up to 1, of the features that a node tries; features that are the same for all of its rows are not counted. */
  readonly tried: number;
  /** A node with fewer rows is not split; 2 grows trees to the full. */
  readonly smallestSplit: number;
}

/** `targets` has a value a row; there is at least one row. O(trees * rows * features * depth). */
export function growForest(inputs: FeatureMatrix, targets: Float64Array, options: GrowOptions, random: Random): Forest {
  const { rows: n, columns: d } = inputs;
  const byColumn = transposed(inputs);
  const capacity = options.trees * (2 * n - 1);
  const feature = new Int32Array(capacity);
  const threshold = new Float64Array(capacity);
  const right = new Int32Array(capacity);
  const value = new Float64Array(capacity);
  const roots = new Int32Array(options.trees);
  const order = new Int32Array(n);
  const columns = Int32Array.from({ length: d }, (_, j) => j);
  const wanted = Math.max(1, Math.round(options.tried * d));
  let nodes = 0;

  /** The best of the random splits of the rows order[from..to), or undefined where no feature tells them apart. */
  const split = (from: number, to: number, sum: number): { feature: number; threshold: number } | undefined => {
    let best = -Infinity;
    let bestFeature = -1;
    let bestThreshold = 0;
    const count = to - from;
    // Fisher-Yates as far as it is needed: features come in random order until enough of them vary.
    for (let tried = 0, k = 0; k < d && tried < wanted; k++) {
      if (wanted < d) {
        const other = k + random.int(d - k);
        const held = columns[k] as number;
        columns[k] = columns[other] as number;
        columns[other] = held;
      }
      const column = columns[k] as number;
      const at = column * n;
      let low = byColumn[at + (order[from] as number)] as number;
      let high = low;
      for (let i = from + 1; i < to; i++) {
        const x = byColumn[at + (order[i] as number)] as number;
        if (x < low) low = x;
        else if (x > high) high = x;
      }
      if (low === high) continue;
      tried++;
      let cut = low + random.next() * (high - low);
      if (cut >= high) cut = low;
      let left = 0;
      let leftSum = 0;
      for (let i = from; i < to; i++) {
        const row = order[i] as number;
        if ((byColumn[at + row] as number) <= cut) {
          left++;
          leftSum += targets[row] as number;
        }
      }
      const rest = sum - leftSum;
      const score = (leftSum * leftSum) / left + (rest * rest) / (count - left);
      if (score > best) {
        best = score;
        bestFeature = column;
        bestThreshold = cut;
      }
    }
    return bestFeature < 0 ? undefined : { feature: bestFeature, threshold: bestThreshold };
  };

  /** Rows order[from..to) become a subtree, its left child straight after its root. */
  const grow = (from: number, to: number): void => {
    const node = nodes++;
    let sum = 0;
    let isPure = true;
    const first = targets[order[from] as number] as number;
    for (let i = from; i < to; i++) {
      const target = targets[order[i] as number] as number;
      sum += target;
      if (target !== first) isPure = false;
    }
    value[node] = isPure ? first : sum / (to - from);
    const best = isPure || to - from < options.smallestSplit ? undefined : split(from, to, sum);
    if (best === undefined) {
      feature[node] = -1;
      return;
    }
    feature[node] = best.feature;
    threshold[node] = best.threshold;
    const at = best.feature * n;
    let middle = from;
    for (let i = from; i < to; i++) {
      const row = order[i] as number;
      if ((byColumn[at + row] as number) <= best.threshold) {
        order[i] = order[middle] as number;
        order[middle++] = row;
      }
    }
    grow(from, middle);
    right[node] = nodes;
    grow(middle, to);
  };

  for (let tree = 0; tree < options.trees; tree++) {
    for (let i = 0; i < n; i++) order[i] = i;
    roots[tree] = nodes;
    grow(0, n);
  }
  return {
    columns: d,
    roots,
    feature: feature.slice(0, nodes),
    threshold: threshold.slice(0, nodes),
    right: right.slice(0, nodes),
    value: value.slice(0, nodes),
  };
}

function transposed({ rows, columns, values }: FeatureMatrix): Float64Array {
  const result = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result[j * rows + i] = values[i * columns + j] as number;
  }
  return result;
}
