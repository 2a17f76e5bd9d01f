/** What every importer gives: rows of named columns, ready to be a CSV that the evaluator `table` reads. */

export interface ImportedTable {
  /** In the order in which they are written; every row has each. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** Columns of numbers that can be an accuracy or another metric, the likeliest accuracy first. */
  readonly metrics: readonly string[];
  /** Columns of latencies in milliseconds. */
  readonly latencies: readonly string[];
  /** What was left out or done to the numbers, each a few words. */
  readonly notes: readonly string[];
}

/** What is wrong with a file, in one sentence for the user. */
export class ImportProblem extends Error {}

/** A name that the language takes as it is: `cifar10-valid.eval_acc1es` is `cifar10_valid_eval_acc1es`. */
export function columnName(text: string): string {
  const name = text
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase();
  return /^\d/.test(name) ? `m_${name}` : name || 'value';
}

export function isLatency(column: string): boolean {
  return /(^|_)latency(_|$)/.test(column);
}

/** Validation before test, accuracy before all else. */
export function likeliestFirst(columns: readonly string[]): string[] {
  const rank = (name: string): number =>
    /(valid|val).*(acc|top1)|(acc|top1).*(valid|val)|^val\d*$|valid$/.test(name)
      ? 0
      : /acc|top1|test/.test(name)
        ? 1
        : 2;
  return [...columns].sort((a, b) => rank(a) - rank(b));
}

/** Fields with separators, quotes or line ends are quoted (RFC 4180). */
export function csvOf({ columns, rows }: Pick<ImportedTable, 'columns' | 'rows'>): string {
  const field = (value: string | number): string => {
    const text = String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `${[columns, ...rows].map((row) => row.map(field).join(',')).join('\n')}\n`;
}

/** `3 rows`, `1 row` */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
