/**
 * The reports of all trainings of an evaluator on a space: one file of JSON lines beside the spec, to which lines are only added. It is what early stopping
 * compares with, also after a restart, and what a user can draw curves from.
 */
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { digest } from '../../../dsl/graph/digest.ts';
import type { DecisionSpace } from '../../../dsl/space/decision-space.ts';
import { fail, fileError, ok, type Outcome } from '../../data/outcome.ts';
import { decisiveOptions } from './aside.ts';
import type { Curve } from './early-stop.ts';
import type { Report } from './report.ts';

export interface ReportLog {
  /** A report takes the place of those of its step and later ones: the training went back. A sentence where it cannot be kept. */
  add(architecture: string, report: Report): string | undefined;
  /** The training is over; `ok`: it ran to its end. */
  end(architecture: string, status: string): string | undefined;
  /** What one training has reported of a metric, in the order of its steps. */
  curve(architecture: string, metric: string): Curve;
  /** Those of the trainings that ran to their end, but for one architecture's. */
  others(architecture: string, metric: string): readonly Curve[];
}

/** A line of the file. `job` stands for the architecture, whose text may be long; the last line of a training holds it. */
type Entry = { readonly job: string } & (
  | { readonly step: number; readonly of?: number; readonly metrics: Readonly<Record<string, number | null>> }
  | { readonly end: string; readonly architecture: string }
);

interface Training {
  /** By step. */
  readonly reports: { readonly step: number; readonly metrics: Readonly<Record<string, number | null>> }[];
  isComplete: boolean;
}

/** The log's file, by what decides the results: reports of other programs or spaces compare with nothing here. */
export function reportFile(options: Readonly<Record<string, unknown>>, space: DecisionSpace, folder: string): string {
  const decisive = Object.entries(decisiveOptions(options))
    .filter(([name]) => name !== 'early_stop')
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const identity = digest(JSON.stringify([space.hash, decisive])).slice(0, 16);
  return join(folder, '.hnas', 'reports', `${identity}.jsonl`);
}

export function openReportLog(file: string): Outcome<ReportLog> {
  const trainings = new Map<string, Training>();
  const take = (entry: Entry): void => {
    const training = trainings.get(entry.job) ?? { reports: [], isComplete: false };
    trainings.set(entry.job, training);
    training.isComplete = 'end' in entry && entry.end === 'ok';
    if ('end' in entry) return;
    const { reports } = training;
    while ((reports.at(-1)?.step ?? -1) >= entry.step) reports.pop();
    reports.push(entry);
  };
  try {
    mkdirSync(dirname(file), { recursive: true });
    for (const entry of entriesOf(file)) take(entry);
  } catch (problem) {
    return fail(`the reports of trainings cannot be kept: ${fileError(file, problem)}`);
  }
  const keep = (entry: Entry): string | undefined => {
    take(entry);
    try {
      appendFileSync(file, `${JSON.stringify(entry)}\n`);
      return undefined;
    } catch (problem) {
      return `its reports cannot be kept: ${fileError(file, problem)}`;
    }
  };
  const curve = ({ reports }: Training, metric: string): Curve =>
    reports.flatMap(({ step, metrics }) => {
      const value = metrics[metric];
      return typeof value === 'number' && Number.isFinite(value) ? [{ step, value }] : [];
    });
  return ok({
    add: (architecture, { step, of, values }) =>
      step === undefined
        ? undefined
        : keep({ job: jobOf(architecture), step, ...(of === undefined ? {} : { of }), metrics: values }),
    end: (architecture, status) => keep({ job: jobOf(architecture), end: status, architecture }),
    curve: (architecture, metric) => {
      const training = trainings.get(jobOf(architecture));
      return training === undefined ? [] : curve(training, metric);
    },
    others: (architecture, metric) =>
      [...trainings].flatMap(([each, training]) =>
        each === jobOf(architecture) || !training.isComplete ? [] : [curve(training, metric)],
      ),
  });
}

const jobOf = (architecture: string): string => digest(architecture).slice(0, 16);

/** A line that was cut by a kill, or that is not ours, is passed over. */
function* entriesOf(file: string): Generator<Entry> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw problem;
  }
  for (const line of text.split('\n')) {
    try {
      const value: unknown = JSON.parse(line);
      if (isEntry(value)) yield value;
    } catch {
      continue;
    }
  }
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null || !('job' in value) || typeof value.job !== 'string') return false;
  if ('end' in value) return typeof value.end === 'string';
  return 'step' in value && typeof value.step === 'number' && 'metrics' in value && isPlain(value.metrics);
}

const isPlain = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
