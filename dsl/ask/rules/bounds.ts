/** Numbers with units that a metric is to keep to: `under 5 MB`, `latency at most 20 ms`, `between 1M and 5M parameters`, `90% accuracy`. */
import { metrics } from '../../semantics/metrics.ts';
import type { Dimension } from '../../semantics/units.ts';
import type { MetricName } from '../fact.ts';
import { amount, NUMBER, numberOf, UNIT, unitOf } from '../number.ts';
import type { Reading, Rule } from '../rule.ts';
import { METRIC, metricOf, type MetricWord } from './metric-words.ts';

const ADJECTIVE = '(?:more|larger|bigger|higher|greater|heavier|longer|slower|deeper)';
const LESS = '(?:less|fewer|smaller|lower|lighter|shorter|faster|shallower)';
const AT_MOST = `at (?:the )?most|(?:no|not|never) ${ADJECTIVE} than|(?:not|never) (?:above|over|exceed(?:ing)?)|max(?:imum|imal)?(?: of)?|up to|within|less than or equal to|not to exceed|limited to|capped at|fit(?:s|ting)? (?:in|into|within)|${LESS} than|under|below|<=?|≤|=<`;
const AT_LEAST = `at (?:the )?least|(?:no|not|never) (?:${LESS}|worse) than|(?:not|never) (?:below|under)|min(?:imum|imal)?(?: of)?|(?:${ADJECTIVE}|better) than|over|above|exceed(?:s|ing)?|beyond|>=?|≥|=>`;
const ABOUT = 'about|around|roughly|approximately|approx\\.?|some|~|≈|circa|near(?:ly)?|almost';
const OR_LESS = 'or (?:less|fewer|lower|smaller|below|under|faster)|max(?:imum)?|at most|tops';
const OR_MORE = 'or (?:more|better|higher|above|over)|min(?:imum)?|at least|\\+';
const FILLER =
  '(?:of|is|are|be|being|must|should|has|have|having|to|stays?|staying|kept|keep|at|a|an|with|which|that|=|:) ';

const QUANTITY = (n: string): string =>
  `(?<n${n}>${NUMBER})[- ]?(?:(?<joined${n}>[kmg])(?=-?(?:macs?|flops?|params?|adds?)(?![\\w]))[- ]?|(?<unit${n}>${UNIT})(?![\\w])[- ]?)?`;
const AFTER = `(?:[- ]?(?:of |in |for |the |total |with |on |per |its |model )*(?<after>${METRIC})(?![\\w]))?`;
const BEFORE = `(?:(?<before>${METRIC}) (?:${FILLER})*)?`;

interface Quantity {
  readonly value: number;
  readonly dimension: Dimension | undefined;
}

function quantityOf(n: string, unit: string | undefined): Quantity {
  const found = unit === undefined ? undefined : unitOf(unit);
  return { value: numberOf(n) * (found?.factor ?? 1), dimension: found?.dimension };
}

/** What a unit alone stands for: a size is that of the file, some seconds at a time are the latency. Counts need a name. */
const byUnit: Readonly<Partial<Record<Dimension, MetricWord>>> = {
  bytes: { metric: 'weight_memory' },
  time: { metric: 'latency' },
};

const dimensionOfMetric = (metric: MetricName): Dimension => metrics.get(metric)?.dimension ?? 'count';

/** Whether a metric may be told so: of percent and counts the unit may be missing; bytes and times need theirs. */
const suits = ({ metric }: MetricWord, { dimension }: Quantity): boolean => {
  const wanted = dimensionOfMetric(metric);
  return dimension === wanted || (dimension === undefined && (wanted === 'count' || wanted === 'percent'));
};

const sizeOfMemory = (word: MetricWord, { dimension }: Quantity): MetricWord =>
  // "5M weights" counts them.
  word.metric === 'weight_memory' && dimension === 'count' ? { metric: 'params' } : word;

const naming = (text: string | undefined, quantity: Quantity): MetricWord | undefined => {
  const word = text === undefined ? undefined : metricOf(text);
  if (word === undefined) return undefined;
  const meant = sizeOfMemory(word, quantity);
  return suits(meant, quantity) ? meant : undefined;
};

type Side = 'most' | 'least' | 'about';

function reading(word: MetricWord, low: number | undefined, high: number | undefined): Reading | undefined {
  const { metric } = word;
  const flip = (value: number | undefined): number | undefined =>
    value === undefined ? undefined : Number((100 - value).toPrecision(12));
  const [min, max] = word.complement === true ? [flip(high), flip(low)] : [low, high];
  const show = (value: number): string => amount(value, dimensionOfMetric(metric));
  const meaning =
    min !== undefined && max !== undefined
      ? `${metric} in ${show(min)}..${show(max)}`
      : max !== undefined
        ? `${metric} <= ${show(max)}`
        : `${metric} >= ${show(min ?? 0)}`;
  const bound = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  return { facts: [{ kind: 'bound', metric, ...bound }], meaning };
}

const trimmed = (word: string | undefined, used: boolean): number => (used || word === undefined ? 0 : word.length);

const range: Rule = {
  name: 'range',
  pattern: new RegExp(
    `(?<![\\w.])(?<head>${BEFORE})(?:between |from |in |of )?${QUANTITY('1')} ?(?:and|to|-|–|\\.\\.+)(?<![\\w]and) ?(?:at most )?${QUANTITY('2')}${AFTER}`.replace(
      '(?<![\\w]and)',
      '',
    ),
    'g',
  ),
  read: ({ before, head = '', n1 = '', joined1, unit1, n2 = '', joined2, unit2, after }) => {
    const second = quantityOf(n2, joined2 ?? unit2);
    // "1-5M parameters": the first has the unit of the second.
    const first = quantityOf(n1, joined1 ?? unit1 ?? joined2 ?? unit2);
    const word =
      naming(after, second) ??
      naming(before, second) ??
      (second.dimension === undefined ? undefined : byUnit[second.dimension]);
    if (word === undefined || first.dimension !== second.dimension || first.value > second.value) return undefined;
    const found = reading(word, first.value, second.value);
    const usedAfter = naming(after, second) !== undefined;
    const usedBefore = !usedAfter && naming(before, second) !== undefined;
    return found && { ...found, spareStart: trimmed(head, usedBefore), spareEnd: trimmed(after, usedAfter) };
  },
  example: ['between 1M and 5M parameters', 'params in 1M..5M'],
};

/** "fast, in 20 ms": what says neither is meant as the better side of the metric. */
const better = ({ metric, complement }: MetricWord): Side =>
  metric === 'accuracy' && complement !== true ? 'least' : 'most';

const bound: Rule = {
  name: 'bound',
  pattern: new RegExp(
    `(?<![\\w.])(?<head>${BEFORE})(?:(?:(?<most>${AT_MOST})|(?<least>${AT_LEAST})|(?<about>${ABOUT})) ?(?:a |an )?)?(?<![-\\d.])${QUANTITY('')}${AFTER}(?:,? (?:(?<less>${OR_LESS})|(?<more>${OR_MORE}))(?![\\w]))?`,
    'g',
  ),
  read: ({ before, head = '', most, least, about, n = '', joined, unit, after, less, more }) => {
    const quantity = quantityOf(n, joined ?? unit);
    const afterWord = naming(after, quantity);
    const beforeWord = afterWord === undefined ? naming(before, quantity) : undefined;
    const word = afterWord ?? beforeWord ?? lone(quantity, most ?? least ?? less ?? more);
    if (word === undefined || !Number.isFinite(quantity.value)) return undefined;
    const side: Side =
      most !== undefined || less !== undefined
        ? 'most'
        : least !== undefined || more !== undefined
          ? 'least'
          : about !== undefined
            ? 'about'
            : better(word);
    const value = quantity.value;
    const round = (product: number): number => Number(product.toPrecision(12));
    const found =
      side === 'about'
        ? reading(word, round(value * 0.9), round(value * 1.1))
        : reading(word, side === 'least' ? value : undefined, side === 'most' ? value : undefined);
    if (found === undefined) return undefined;
    const tail = less === undefined && more === undefined ? trimmed(after, afterWord !== undefined) : 0;
    return { ...found, spareStart: trimmed(head, beforeWord !== undefined), spareEnd: tail };
  },
  example: ['a classifier under 5 MB', 'weight_memory <= 5MB'],
};

/** Minutes and hours are no latency: they are the budget's; and percent are those of the accuracy. */
function lone({ value, dimension }: Quantity, compared: string | undefined): MetricWord | undefined {
  if (dimension === 'percent') return { metric: 'accuracy' };
  if (dimension === 'time' && value >= 1 && !(compared !== undefined && value < 5)) return undefined;
  return dimension === undefined ? undefined : byUnit[dimension];
}

/** So many images a second are so many seconds an image. */
const rate: Rule = {
  name: 'frames a second',
  pattern: new RegExp(
    `(?<![\\w.])(?:(?:${AT_LEAST}|at|with) )?(?<n>${NUMBER}) ?(?:fps|(?:frames|images|pictures)(?: per |/| a )(?:second|sec|s))(?![\\w])(?: ${OR_MORE})?`,
    'g',
  ),
  read: ({ n = '' }) => {
    const rate = numberOf(n);
    return rate > 0 ? reading({ metric: 'latency' }, undefined, Number((1 / rate).toPrecision(6))) : undefined;
  },
  example: ['runs at 25 fps', 'latency <= 40ms'],
};

export const boundRules: readonly Rule[] = [rate, range, bound];
