/** Options of `evaluator Farm = queue { redis: "redis://host", evaluator: Train, ... }`, checked. */
import {
  integer,
  number,
  optional,
  readOptions,
  show,
  text,
  withDefault,
  type OptionReader,
} from '../../data/options.ts';
import { fail, ok, type Outcome } from '../../data/outcome.ts';
import { readAddress, type Address } from './address.ts';

export interface QueueOptions {
  readonly address: Address;
  /** The queue, as users call it: workers and searches that name the same one meet. */
  readonly queue: string;
  /** Jobs of a larger one are taken first. */
  readonly priority: number;
  /** Evaluations that are in the queue or at workers at the same time. */
  readonly concurrency: number;
  /** Seconds that a worker may take for an evaluation; undefined: as long as it takes. */
  readonly timeout: number | undefined;
  /** How many workers may die at an evaluation before it counts as failed. */
  readonly retries: number;
}

export const DEFAULT_QUEUE = 'default';
const DEFAULT_CONCURRENCY = 8;
/** Workers on borrowed machines die often; one that a job takes down each time is told apart by then. */
const DEFAULT_RETRIES = 5;
export const LARGEST_PRIORITY = 1000;

export const queueName: OptionReader<string> = (value) =>
  typeof value === 'string' && /^[A-Za-z0-9][\w.-]{0,63}$/.test(value)
    ? ok(value)
    : fail(`must be a name of letters, digits, ".", "_" and "-", not ${show(value)}`);

const table = {
  redis: optional(text),
  // Which one it is was looked up where the language is read.
  evaluator: optional(text),
  queue: withDefault(queueName, DEFAULT_QUEUE),
  priority: withDefault(integer(-LARGEST_PRIORITY, LARGEST_PRIORITY), 0),
  concurrency: withDefault(integer(1, 1024), DEFAULT_CONCURRENCY),
  timeout: optional(number(0.001, 1e8)),
  retries: withDefault(integer(0, 1000), DEFAULT_RETRIES),
};

export const queueOptionNames: readonly string[] = Object.keys(table);

export function readQueueOptions(
  options: Readonly<Record<string, unknown>>,
  environment: NodeJS.ProcessEnv = process.env,
): Outcome<QueueOptions> {
  const read = readOptions('evaluator queue', table, options);
  if ('error' in read) return read;
  const { redis, evaluator: _, ...rest } = read.value;
  const address = readAddress(redis, environment);
  if ('error' in address) return fail(`evaluator queue: option "redis" ${address.error}`);
  return ok({ ...rest, address: address.value });
}

/** Evaluations at the same time, whether or not the address can be read. */
export function queueConcurrency({ concurrency }: Readonly<Record<string, unknown>>): number {
  const read = table.concurrency(concurrency);
  return 'error' in read ? 1 : read.value;
}
