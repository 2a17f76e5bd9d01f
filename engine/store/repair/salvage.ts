/** What of a damaged store is whole: its records, each held against what the store writes, and what is missing among them. */
import { openPages } from './pages.ts';
import { rowsOf, type Field, type Row } from './rows.ts';

export interface Salvage {
  /** Rows as the tables take them; runs by their rowid. */
  readonly runs: ReadonlyMap<string, { readonly rowid: number; readonly fields: readonly Field[] }>;
  /** By run and position. */
  readonly evaluations: ReadonlyMap<string, ReadonlyMap<number, readonly Field[]>>;
  readonly checkpoints: ReadonlyMap<string, readonly Field[]>;
  readonly trainings: readonly (readonly Field[])[];
  /** Places that hold something which cannot be read. */
  readonly unread: number;
}

/** Throws the system's error where the file cannot be read at all. */
export function salvage(file: string): Salvage {
  const runs = new Map<string, { rowid: number; fields: readonly Field[] }>();
  const evaluations = new Map<string, Map<number, readonly Field[]>>();
  const checkpoints = new Map<string, readonly Field[]>();
  const trainings = new Map<string, readonly Field[]>();
  let unread = 0;
  const pages = openPages(file);
  try {
    for (const row of rowsOf(pages, () => unread++)) {
      const { rowid, fields } = row;
      const run = String(fields[0]);
      const second = Number(fields[1]);
      switch (tableOf(row)) {
        case 'runs':
          runs.set(run, { rowid, fields });
          break;
        case 'evaluations': {
          const ofRun = evaluations.get(run) ?? new Map<number, readonly Field[]>();
          evaluations.set(run, ofRun.set(second, fields));
          break;
        }
        case 'checkpoints':
          // Of an older page that was left behind and the one that counts: the later.
          if (Number(checkpoints.get(run)?.[1] ?? -1) < second) checkpoints.set(run, fields);
          break;
        case 'trainings':
          trainings.set(`${run} ${second}`, fields);
          break;
        case 'damaged':
          unread++;
          break;
        case 'other':
      }
    }
  } finally {
    pages.close();
  }
  return { runs, evaluations, checkpoints, trainings: [...trainings.values()], unread };
}

/** A letter a column: t text, n number, j JSON, b bytes; a capital may be null. */
const tables = {
  runs: { kind: 'table', columns: 'ttttttjnjjJjtjtTtTTN' },
  evaluations: { kind: 'index', columns: 'tntjtttTjJnt' },
  checkpoints: { kind: 'table', columns: 'tnjj' },
  trainings: { kind: 'table', columns: 'tnnb' },
} as const;

/** `other`: a row of SQLite's own, or an index. `damaged`: has the form of a record but does not hold one. */
function tableOf({ kind, fields }: Row): keyof typeof tables | 'damaged' | 'other' {
  const alike = Object.entries(tables).filter(
    ([, table]) => table.kind === kind && table.columns.length === fields.length,
  );
  const fitting = alike.find(([, { columns }]) => fields.every((field, i) => fits(field, columns[i] ?? '')));
  if (fitting !== undefined) return fitting[0] as keyof typeof tables;
  return alike.length === 0 ? 'other' : 'damaged';
}

function fits(field: Field, letter: string): boolean {
  if (field === null) return letter !== letter.toLowerCase();
  switch (letter.toLowerCase()) {
    case 't':
      return typeof field === 'string';
    case 'n':
      return typeof field === 'number';
    case 'b':
      return field instanceof Uint8Array;
    default:
      return typeof field === 'string' && isJson(field);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
