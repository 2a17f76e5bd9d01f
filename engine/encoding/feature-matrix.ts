/** Features of many architectures: a dense matrix, a row an architecture. */

export interface FeatureMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Row-major, `rows * columns` long. */
  readonly values: Float64Array;
}

export function featureMatrix(rows: number, columns: number): FeatureMatrix {
  return { rows, columns, values: new Float64Array(rows * columns) };
}

/** A view of one row, not a copy. */
export function rowOf(matrix: FeatureMatrix, row: number): Float64Array {
  return matrix.values.subarray(row * matrix.columns, (row + 1) * matrix.columns);
}

/** A copy of some rows, in the order given. */
export function selectRows(matrix: FeatureMatrix, rows: ArrayLike<number>): FeatureMatrix {
  const selected = featureMatrix(rows.length, matrix.columns);
  for (let i = 0; i < rows.length; i++) selected.values.set(rowOf(matrix, rows[i] as number), i * matrix.columns);
  return selected;
}

/** Rows of equal length as a matrix; no row gives an empty matrix of no column. */
export function fromRows(rows: readonly ArrayLike<number>[]): FeatureMatrix {
  const columns = rows[0]?.length ?? 0;
  const matrix = featureMatrix(rows.length, columns);
  rows.forEach((row, i) => {
    if (row.length !== columns) throw new Error(`row ${i} has ${row.length} features, the first has ${columns}`);
    matrix.values.set(row, i * columns);
  });
  return matrix;
}
