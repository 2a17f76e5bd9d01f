/**
 * The journal of an Optuna study (JournalStorage over a file: an operation a line, as JSON): every completed trial a row, its parameters columns named like the
 * decisions of a space, so that the notation `decisions` reads them.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { didYouMean } from '../../dsl/semantics/suggest.ts';
import { columnName, counted, ImportProblem, type ImportedTable } from './imported.ts';
import { reasonOf } from './tfrecord.ts';

/** Of optuna.storages.journal. */
const operation = {
  createStudy: 0,
  deleteStudy: 1,
  createTrial: 4,
  setParam: 5,
  setState: 6,
  setUserAttribute: 8,
} as const;
const complete = 1;
/** States after which Optuna changes a trial no more: complete, pruned, failed. */
const finished: ReadonlySet<number> = new Set([1, 2, 3]);

interface Trial {
  readonly study: number;
  state: number;
  values: readonly number[];
  readonly params: Map<string, string>;
  readonly attributes: Map<string, number>;
}

interface Journal {
  readonly studies: Map<number, string>;
  readonly trials: Trial[];
  next: number;
}

type Entry = Readonly<Record<string, unknown>>;

/** `study`: its name, where the journal has several. Rejects with an ImportProblem. */
export async function importOptuna(
  file: string,
  study: string | undefined,
  signal?: AbortSignal,
): Promise<ImportedTable> {
  const journal: Journal = { studies: new Map(), trials: [], next: 0 };
  let line = 0;
  const source = createReadStream(file);
  try {
    for await (const text of createInterface({ input: source, crlfDelay: Infinity })) {
      signal?.throwIfAborted();
      line++;
      if (text.trim() !== '') apply(journal, entryOf(text, `${file} line ${line}`), `${file} line ${line}`);
    }
  } catch (error) {
    if (error instanceof ImportProblem || signal?.aborted === true) throw error;
    throw new ImportProblem(`${file}: ${reasonOf(error)}`);
  } finally {
    source.destroy();
  }
  const chosen = chooseStudy(journal, study, file);
  return tableOf(
    journal.trials.filter((trial) => trial.study === chosen),
    file,
  );
}

function entryOf(text: string, where: string): Entry & { readonly op_code: number } {
  let entry: unknown;
  try {
    entry = JSON.parse(text);
  } catch {
    throw new ImportProblem(`${where} is no JSON: expected a journal of Optuna, an operation a line`);
  }
  const code = typeof entry === 'object' && entry !== null ? (entry as Entry)['op_code'] : undefined;
  if (typeof code !== 'number')
    throw new ImportProblem(`${where} is no operation of a journal of Optuna: it has no "op_code"`);
  return entry as Entry & { readonly op_code: number };
}

function apply(journal: Journal, entry: Entry & { readonly op_code: number }, where: string): void {
  switch (entry.op_code) {
    case operation.createStudy: {
      const name = String(entry['study_name']);
      // Two processes may ask for one study: the first made it.
      if (![...journal.studies.values()].includes(name)) journal.studies.set(journal.next++, name);
      return;
    }
    case operation.deleteStudy:
      journal.studies.delete(Number(entry['study_id']));
      return;
    case operation.createTrial: {
      const study = Number(entry['study_id']);
      if (!journal.studies.has(study)) return;
      const { value, values, state } = entry;
      const trial: Trial = {
        study,
        state: typeof state === 'number' ? state : 0,
        values: Array.isArray(values) ? (values as number[]) : typeof value === 'number' ? [value] : [],
        params: new Map(),
        attributes: new Map(),
      };
      const distributions = (entry['distributions'] ?? {}) as Entry;
      for (const [name, internal] of Object.entries((entry['params'] ?? {}) as Entry))
        trial.params.set(name, paramText(internal, distributions[name], where));
      note(trial, entry['user_attrs']);
      journal.trials.push(trial);
      return;
    }
    default: {
      const trial = journal.trials[Number(entry['trial_id'])];
      if (trial === undefined || finished.has(trial.state)) return;
      if (entry.op_code === operation.setParam)
        trial.params.set(
          String(entry['param_name']),
          paramText(entry['param_value_internal'], entry['distribution'], where),
        );
      else if (entry.op_code === operation.setUserAttribute) note(trial, entry['user_attr']);
      else if (entry.op_code === operation.setState) {
        trial.state = Number(entry['state']);
        if (Array.isArray(entry['values'])) trial.values = entry['values'] as number[];
      }
    }
  }
}

function note(trial: Trial, attributes: unknown): void {
  for (const [name, value] of Object.entries((attributes ?? {}) as Entry))
    if (typeof value === 'number') trial.attributes.set(name, value);
}

/** Journals keep the number of a categorical choice, and floats for all else. */
function paramText(internal: unknown, distribution: unknown, where: string): string {
  try {
    const { name, attributes } = JSON.parse(String(distribution)) as {
      name: string;
      attributes: { choices?: unknown[] };
    };
    if (name === 'CategoricalDistribution') {
      const choice = attributes.choices?.[Number(internal)];
      if (choice !== undefined) return typeof choice === 'string' ? choice : JSON.stringify(choice);
    } else if (Number.isFinite(Number(internal))) return String(Number(internal));
  } catch {
    // Told below.
  }
  throw new ImportProblem(`${where}: the value of a parameter does not go with its distribution`);
}

function chooseStudy({ studies }: Journal, wanted: string | undefined, file: string): number {
  const names = [...studies.values()];
  if (names.length === 0) throw new ImportProblem(`${file} holds no study of Optuna`);
  if (wanted === undefined && names.length > 1)
    throw new ImportProblem(`${file} holds ${names.length} studies: choose one of ${names.join(', ')} with --study`);
  const found = [...studies].find(([, name]) => name === (wanted ?? names[0]));
  if (found === undefined)
    throw new ImportProblem(
      `${file} has no study "${wanted ?? ''}"${didYouMean(wanted ?? '', names)}; it has ${names.join(', ')}`,
    );
  return found[0];
}

function tableOf(trials: readonly Trial[], file: string): ImportedTable {
  const done = trials.filter(
    ({ state, values }) => state === complete && values.length > 0 && values.every(Number.isFinite),
  );
  if (done.length === 0) throw new ImportProblem(`${file} holds no completed trial`);
  const params = [...new Set(done.flatMap((trial) => [...trial.params.keys()]))];
  const objectives = done[0]?.values.length ?? 0;
  const values = Array.from({ length: objectives }, (_, i) => (objectives === 1 ? 'value' : `value_${i}`));
  // What every trial has noted is a metric; what some have is none.
  const attributes = [...(done[0]?.attributes.keys() ?? [])].filter((name) =>
    done.every((trial) => trial.attributes.has(name)),
  );
  const taken = new Set([...params, ...values]);
  const noted = attributes.map((name) => (taken.has(columnName(name)) ? `attr_${columnName(name)}` : columnName(name)));
  const seen = new Map<string, number>();
  const rows: (string | number)[][] = [];
  for (const trial of done) {
    const decided = params.map((name) => trial.params.get(name) ?? '');
    const earlier = seen.get(decided.join('\0'));
    // Trained again with other luck: the first counts, since a table has one value an architecture.
    if (earlier !== undefined) continue;
    seen.set(decided.join('\0'), rows.length);
    rows.push([...decided, ...trial.values, ...attributes.map((name) => trial.attributes.get(name) ?? 0)]);
  }
  const notes = [counted(done.length, 'completed trial')];
  if (trials.length > done.length) notes.push(`${trials.length - done.length} left out that were not completed`);
  if (done.length > rows.length) notes.push(`${done.length - rows.length} left out that repeat an earlier one`);
  return { columns: [...params, ...values, ...noted], rows, metrics: [...values, ...noted], latencies: [], notes };
}
