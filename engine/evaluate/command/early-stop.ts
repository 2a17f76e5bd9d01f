/**
 * The median rule of early stopping (Golovin et al. 2017): a training ends when the best that it has reported up to a step is worse than the
 * median, over the trainings that ran to their end, of what each of them had reported on average up to that step.
 */
import {
  flag,
  integer,
  number,
  oneOf,
  readOptions,
  show,
  text,
  withDefault,
  type OptionReader,
} from '../../data/options.ts';
import { fail, ok } from '../../data/outcome.ts';
import { median } from '../../statistics/quantiles.ts';

export interface EarlyStop {
  readonly metric: string;
  readonly goal: 'maximize' | 'minimize';
  /** No training ends before this step. */
  readonly from: number;
  /** Trainings to compare with that there must be. */
  readonly others: number;
}

/** What one training reported of the metric. */
export type Curve = readonly { readonly step: number; readonly value: number }[];

const table = {
  metric: withDefault(text, 'accuracy'),
  goal: withDefault(oneOf('maximize', 'minimize'), 'maximize'),
  from: withDefault(number(0, 1e9), 1),
  others: withDefault(integer(1, 10_000), 5),
};

/** `true` for the defaults, `false` for none, or a record. */
export const readEarlyStop: OptionReader<EarlyStop | undefined> = (value) => {
  const given = flag(value);
  if ('value' in given && !given.value) return ok(undefined);
  if (!('value' in given) && (typeof value !== 'object' || value === null || Array.isArray(value)))
    return fail(`must be true or a record, such as { metric: accuracy, from: 3 }, not ${show(value)}`);
  const record = 'value' in given ? {} : (value as Readonly<Record<string, unknown>>);
  const read = readOptions('its record', table, record);
  return 'error' in read ? fail(`is wrong: ${read.error}`) : read;
};

/** A sentence on why a training ends at its last report, or undefined where it goes on. */
export function stopsEarly(own: Curve, others: readonly Curve[], rule: EarlyStop): string | undefined {
  const step = own.at(-1)?.step;
  if (step === undefined || step < rule.from) return undefined;
  const sign = rule.goal === 'maximize' ? 1 : -1;
  const averages = others.flatMap((curve) => {
    const values = curve.filter((each) => each.step <= step).map(({ value }) => value);
    return values.length === 0 ? [] : [values.reduce((sum, value) => sum + value, 0) / values.length];
  });
  if (averages.length < rule.others) return undefined;
  const middle = median(averages);
  // A training may report a hundred thousand steps: more than a call takes arguments.
  const best = sign * own.reduce((most, { value }) => Math.max(most, sign * value), -Infinity);
  if (sign * best >= sign * middle) return undefined;
  const shown = (value: number): string => `${Number(value.toPrecision(4))}`;
  return `was stopped early at step ${step}: ${rule.metric} ${shown(best)} is worse than ${shown(middle)}, the median of ${averages.length} others`;
}
