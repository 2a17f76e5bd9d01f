/** Options of `evaluator Mine = command { run: ["python3", "train.py"], ... }`, checked. */
import { isStatic } from '../../search/metric.ts';
import { exportFormats } from '../../export/formats.ts';
import {
  flag,
  integer,
  number,
  oneOf,
  optional,
  readOptions,
  show,
  withDefault,
  type OptionReader,
} from '../../data/options.ts';
import { fail, ok, type Outcome } from '../../data/outcome.ts';
import { nameOf, unitProblem } from '../declared-name.ts';
import { readEarlyStop, type EarlyStop } from './early-stop.ts';

export interface CommandOptions {
  /** The program and its arguments; no shell reads them. */
  readonly run: readonly string[];
  /** What the program is given: a format of docs/export.md. */
  readonly format: string;
  /** Keys of the metrics that it must report: `accuracy`, `latency(edgegpu)`. */
  readonly metrics: readonly string[];
  /** Seconds that an attempt may take. */
  readonly timeout: number;
  /** Further attempts after one that ended badly. */
  readonly retries: number;
  /** Seconds before the first further attempt; twice as many before each next one. */
  readonly retryAfter: number;
  readonly env: Readonly<Record<string, string>>;
  /** Programs at the same time; undefined: no limit of the evaluator's. */
  readonly parallel: number | undefined;
  /** What `CUDA_VISIBLE_DEVICES` is in each slot; empty: it is left as it is. */
  readonly gpus: readonly string[];
  readonly earlyStop: EarlyStop | undefined;
  /** Whether the program heeds `HNAS_SHARE`: it trains for a part, and goes on from what it kept in its folder. */
  readonly parts: boolean;
}

/** A day: what hangs must end, and few trainings of a search take longer. */
const DEFAULT_TIMEOUT = 86_400;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const program: OptionReader<readonly string[]> = (value) => {
  const expected = 'a list of texts, the program and its arguments: ["python3", "train.py"]';
  if (value === undefined) return fail(`is missing; it is ${expected}`);
  const isFit = Array.isArray(value) && value.every((each) => typeof each === 'string' && !each.includes('\0'));
  const texts = isFit ? (value as readonly string[]) : [];
  return (texts[0] ?? '') === '' ? fail(`must be ${expected}, not ${show(value)}`) : ok(texts);
};

const metricNames: OptionReader<readonly string[]> = (value) => {
  const entries: unknown[] = Array.isArray(value) ? value : [];
  const unfit = entries.map(unitProblem).find((problem) => problem !== undefined);
  if (unfit !== undefined) return fail(unfit);
  const names = entries.map(nameOf);
  const isFit = (name: unknown): boolean => typeof name === 'string' && /^[A-Za-z_]\w*(\([^()"]+\))?$/.test(name);
  if (names.length === 0 || !names.every(isFit))
    return fail(
      `must be a list of names, such as [accuracy, f1(unit: percent), "latency(edgegpu)"], not ${show(value)}`,
    );
  const texts = names as readonly string[];
  const known = texts.find((metric) => isStatic({ metric }));
  if (known !== undefined) return fail(`names ${known}, which follows from the graph and is not measured`);
  return ok([...new Set(texts)]);
};

const environment: OptionReader<Readonly<Record<string, string>>> = (value) => {
  const expected = 'a record of texts: { OMP_NUM_THREADS: "4" }';
  if (!isRecord(value)) return fail(`must be ${expected}, not ${show(value)}`);
  const given: Record<string, string> = {};
  for (const [name, each] of Object.entries(value)) {
    if (!['string', 'number', 'boolean'].includes(typeof each)) return fail(`must be ${expected}, not ${show(value)}`);
    given[name] = String(each);
  }
  return ok(given);
};

/** A count of GPUs, or what each slot sees: `4`, `[0, 2]`, `["0,1", "2,3"]`. */
const devices: OptionReader<readonly string[]> = (value) => {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 1024)
    return ok(Array.from({ length: value }, (_, i) => `${i}`));
  const isFit = (each: unknown): boolean =>
    (typeof each === 'number' && Number.isInteger(each) && each >= 0) || (typeof each === 'string' && each !== '');
  if (Array.isArray(value) && value.length > 0 && value.every(isFit)) return ok(value.map(String));
  return fail(`must be a number of GPUs, or a list such as [0, 2] or ["0,1", "2,3"], not ${show(value)}`);
};

const table = {
  run: program,
  format: withDefault(oneOf(...exportFormats.map(({ format }) => format)), 'json'),
  metrics: withDefault(metricNames, ['accuracy']),
  timeout: withDefault(number(0.001, 1e8), DEFAULT_TIMEOUT),
  retries: withDefault(integer(0, 100), 2),
  retry_after: withDefault(number(0, 86_400), 1),
  env: withDefault(environment, {}),
  parallel: optional(integer(1, 1024)),
  gpus: withDefault(devices, []),
  early_stop: optional(readEarlyStop),
  parts: withDefault(flag, false),
};

export const commandOptionNames: readonly string[] = Object.keys(table);

export function readCommandOptions(options: Readonly<Record<string, unknown>>): Outcome<CommandOptions> {
  const read = readOptions('evaluator command', table, options);
  if ('error' in read) return read;
  const { retry_after, early_stop, ...rest } = read.value;
  const metric = early_stop?.metric;
  if (metric !== undefined && !rest.metrics.includes(metric))
    return fail(`evaluator command: option "early_stop" compares ${metric}, which is not among its metrics`);
  return ok({ ...rest, retryAfter: retry_after, earlyStop: early_stop });
}

/** Programs at the same time: as told, else one for each GPU; undefined where nothing was said. */
export function commandSlots({ parallel, gpus }: CommandOptions): number | undefined {
  return parallel ?? (gpus.length === 0 ? undefined : gpus.length);
}
