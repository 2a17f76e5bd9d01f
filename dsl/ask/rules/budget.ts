/** How long to search, how long to train, and the seed. */
import { amount, NUMBER, numberOf, TIME_UNIT, unitOf } from '../number.ts';
import type { Rule } from '../rule.ts';

const whole = (value: number): boolean => Number.isInteger(value) && value > 0 && value <= Number.MAX_SAFE_INTEGER;

/** Seconds of words that name a span. */
const spans: readonly (readonly [words: string, seconds: number])[] = [
  ['over ?night|by tomorrow', 8 * 3600],
  ['over the weekend|(?:in|for) a weekend', 48 * 3600],
  ['half an hour', 1800],
  ['an hour(?: or less)?', 3600],
  ['a day', 86_400],
  ['a week', 604_800],
  ['a minute', 60],
];

const IN =
  '(?:in|within|for|after|takes?|taking|budget(?: of|:)?|lasting|run(?:ning)? for|under|below|at most|up to|less than|no more than|no longer than|max(?:imum)?(?: of)?) ';

export const budgetRules: readonly Rule[] = [
  {
    name: 'evaluations',
    pattern: new RegExp(
      `(?<![\\w.])(?:(?:budget(?: of|:)?|at most|up to|max(?:imum)?(?: of)?|no more than|only|with|using|in|about|around|under|fewer than|less than|after|sample|try|evaluate|train) )*(?<n>${NUMBER})(?: ?(?<k>k))? ?(?:different |real |random )?(?:trials?|evaluations?|evals?|architectures?|candidates?|samples?|trainings?|iterations|experiments|networks|models|nets)(?![\\w])`,
      'g',
    ),
    read: ({ n = '', k }) => {
      const evaluations = numberOf(n) * (k === undefined ? 1 : 1000);
      if (!whole(evaluations)) return undefined;
      return {
        facts: [{ kind: 'evaluations', evaluations }],
        meaning: `a budget of ${evaluations} evaluation${evaluations === 1 ? '' : 's'}`,
      };
    },
    example: ['in 100 trials', 'a budget of 100 evaluations'],
  },
  {
    name: 'time',
    pattern: new RegExp(
      `(?<![\\w.])(?<lead>${IN})*(?<n>${NUMBER})[- ]?(?<unit>${TIME_UNIT})(?![\\w])(?: (?:budget|long|of (?:search(?:ing)?|compute|time)))?`,
      'g',
    ),
    read: ({ n = '', unit = '' }) => {
      const time = numberOf(n) * (unitOf(unit)?.factor ?? 1);
      // Less is the latency of a network.
      if (!(time >= 60 && Number.isFinite(time))) return undefined;
      return { facts: [{ kind: 'time', time }], meaning: `a budget of ${amount(time, 'time')}` };
    },
    example: ['search for two hours', 'a budget of 2h'],
  },
  ...spans.map(([words, time]): Rule => ({
    name: `time: ${words}`,
    pattern: new RegExp(`(?<![\\w.])(?:${IN})*(?:${words})(?![\\w])`, 'g'),
    read: () => ({ facts: [{ kind: 'time', time }], meaning: `a budget of ${amount(time, 'time')}` }),
    example: [
      `search ${/^[^|(]*/.exec(words)?.[0]?.replace(' ?', '').trim() || 'in a weekend'}`,
      `a budget of ${amount(time, 'time')}`,
    ],
  })),
  {
    name: 'seed',
    pattern: /(?<![\w-])(?:random )?seed(?: of| is| =|=|:)? ?(?<n>\d+)(?![\w.])/g,
    read: ({ n = '' }) =>
      Number.isSafeInteger(Number(n))
        ? { facts: [{ kind: 'seed', seed: Number(n) }], meaning: `seed ${Number(n)}` }
        : undefined,
    example: ['with seed 7', 'seed 7'],
  },
  {
    name: 'epochs',
    pattern: new RegExp(
      `(?<![\\w.])(?:(?:train(?:ed|ing)?|each|them|for|in) )*(?<n>${NUMBER})[- ]epochs?(?: each)?(?![\\w])`,
      'g',
    ),
    read: ({ n = '' }) => {
      const epochs = numberOf(n);
      return whole(epochs)
        ? { facts: [{ kind: 'epochs', epochs }], meaning: `${epochs} epoch${epochs === 1 ? '' : 's'} of training` }
        : undefined;
    },
    example: ['train each for 3 epochs', '3 epochs of training'],
  },
  {
    name: 'batch',
    pattern: /(?<![\w-])(?:training )?batch(?:es)?(?:[- ]size)?(?: of| is| =|=|:)? ?(?<n>\d+)(?![\w.])/g,
    read: ({ n = '' }) =>
      whole(Number(n))
        ? { facts: [{ kind: 'batch', batch: Number(n) }], meaning: `batches of ${Number(n)} images` }
        : undefined,
    example: ['batch size 128', 'batches of 128 images'],
  },
];
