/** Numbers and units as people write them, and as the language does. */
import type { Dimension } from '../semantics/units.ts';

const words: Readonly<Record<string, number>> = {
  half: 0.5,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  'a dozen': 12,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  ninety: 90,
  'a hundred': 100,
  'one hundred': 100,
  hundred: 100,
  'two hundred': 200,
  'five hundred': 500,
  'a thousand': 1000,
  'one thousand': 1000,
  thousand: 1000,
  'a million': 1e6,
  'a couple of': 2,
};

const byLength = Object.keys(words).sort((a, b) => b.length - a.length);

/** Source of a regular expression of one number: digits with either kind of comma, or a word. */
export const NUMBER = `(?:\\d{1,3}(?:,\\d{3})+(?![\\d])|\\d+[.,]\\d+|\\d+|\\.\\d+|(?:${byLength.join('|')})(?![\\w]))`;

/** What `NUMBER` matched. "5,000" is five thousand, "5,5" five and a half. */
export function numberOf(text: string): number {
  const word = words[text];
  if (word !== undefined) return word;
  if (/^\d{1,3}(,\d{3})+$/.test(text)) return Number(text.replaceAll(',', ''));
  return Number(text.replace(',', '.'));
}

interface UnitWord {
  readonly pattern: string;
  readonly factor: number;
  readonly dimension: Dimension;
}

/** The longer ones first, so that "mb" is not taken for "m". */
const units: readonly UnitWord[] = [
  { pattern: 'kib|kibibytes?', factor: 1024, dimension: 'bytes' },
  { pattern: 'mib|mebibytes?', factor: 1024 ** 2, dimension: 'bytes' },
  { pattern: 'gib|gibibytes?', factor: 1024 ** 3, dimension: 'bytes' },
  { pattern: 'kilobytes?|kbytes?|kb', factor: 1e3, dimension: 'bytes' },
  { pattern: 'megabytes?|mbytes?|mb|megs?', factor: 1e6, dimension: 'bytes' },
  { pattern: 'gigabytes?|gbytes?|gb', factor: 1e9, dimension: 'bytes' },
  { pattern: 'bytes?', factor: 1, dimension: 'bytes' },
  { pattern: 'microseconds?|us|µs|μs', factor: 1e-6, dimension: 'time' },
  { pattern: 'milliseconds?|millis|msecs?|ms', factor: 1e-3, dimension: 'time' },
  { pattern: 'seconds?|secs?|s', factor: 1, dimension: 'time' },
  { pattern: 'minutes?|mins?', factor: 60, dimension: 'time' },
  { pattern: 'hours?|hrs?|h', factor: 3600, dimension: 'time' },
  { pattern: 'days?', factor: 86_400, dimension: 'time' },
  { pattern: 'weeks?', factor: 604_800, dimension: 'time' },
  { pattern: 'percent|per cent|pct|%', factor: 1, dimension: 'percent' },
  { pattern: 'thousand|k', factor: 1e3, dimension: 'count' },
  { pattern: 'million|mio|m', factor: 1e6, dimension: 'count' },
  { pattern: 'billion|bn|g|b', factor: 1e9, dimension: 'count' },
];

export const UNIT = `(?:${units.map(({ pattern }) => pattern).join('|')})`;
export const TIME_UNIT = `(?:${units
  .filter(({ dimension }) => dimension === 'time')
  .map(({ pattern }) => pattern)
  .join('|')})`;

export function unitOf(text: string): UnitWord | undefined {
  return units.find(({ pattern }) => new RegExp(`^(?:${pattern})$`).test(text));
}

const scales: Readonly<Record<Dimension, readonly (readonly [unit: string, factor: number])[]>> = {
  count: [
    ['G', 1e9],
    ['M', 1e6],
    ['K', 1e3],
    ['', 1],
  ],
  bytes: [
    ['GB', 1e9],
    ['MB', 1e6],
    ['KB', 1e3],
    ['', 1],
  ],
  time: [
    ['h', 3600],
    ['min', 60],
    ['s', 1],
    ['ms', 1e-3],
    ['us', 1e-6],
  ],
  percent: [['%', 1]],
};

/** The number as the language writes it, `1.5M`; of a time that no larger unit says exactly, `90s`. */
export function amount(value: number, dimension: Dimension): string {
  const plain = (scaled: number): number => Number(scaled.toPrecision(12));
  const fits = scales[dimension].filter(
    ([, factor]) => value >= factor && (dimension !== 'time' || factor <= 1 || Number.isInteger(plain(value / factor))),
  );
  const [unit, factor] = fits[0] ?? (scales[dimension].at(-1) as readonly [string, number]);
  const number = String(plain(value / factor));
  // Nothing but digits: the language has no exponents here that every reader knows.
  return `${
    /e/.test(number)
      ? plain(value / factor)
          .toFixed(12)
          .replace(/\.?0+$/, '')
      : number
  }${unit}`;
}
