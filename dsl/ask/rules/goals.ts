/** What is to be large or small, and what does not matter. */
import type { Fact, MetricName } from '../fact.ts';
import { phrase, type Rule } from '../rule.ts';
import { METRIC, metricOf } from './metric-words.ts';

const goal = (name: string, words: string, meaning: string, fact: Fact, example: string): Rule =>
  phrase(name, words, meaning, [fact], example);
const least = (metric: MetricName): Fact => ({ kind: 'objective', metric, direction: 'minimize' });
const most: Fact = { kind: 'objective', metric: 'accuracy', direction: 'maximize' };

const POSSIBLE = '(?: as possible)?';

/** `minimize latency`, `the fewest parameters`: any metric by its name. Before the words below, which they contain. */
const explicit: readonly Rule[] = [
  {
    name: 'minimize a metric',
    pattern: new RegExp(
      `(?<![\\w-])(?:minimi[sz](?:e|es|ing)|lowest|fewest|least|smallest|as (?:few|low|little)|fewer|lower|reduc(?:e|es|ing)|low|little|few|minimal|minimum|small) (?:the |possible |number of |amount of )*(?<metric>${METRIC})(?![\\w])${POSSIBLE}`,
      'g',
    ),
    read: ({ metric = '' }) => {
      const found = metricOf(metric);
      if (found === undefined) return undefined;
      // Little error is much accuracy.
      if (found.complement === true) return { facts: [most], meaning: 'maximize accuracy' };
      if (found.metric === 'accuracy') return undefined;
      return found.metric === 'latency'
        ? { facts: [{ kind: 'speed' }], meaning: 'minimize latency' }
        : { facts: [least(found.metric)], meaning: `minimize ${found.metric}` };
    },
    example: ['with the fewest parameters', 'minimize params'],
  },
  {
    name: 'maximize a metric',
    pattern: new RegExp(
      `(?<![\\w-])(?:maximi[sz](?:e|es|ing)|highest|best(?: possible)?|greatest|high|good|great|top|increase) (?:the |possible )*(?<metric>${METRIC})(?![\\w])${POSSIBLE}`,
      'g',
    ),
    read: ({ metric = '' }) =>
      metricOf(metric)?.metric === 'accuracy' && metricOf(metric)?.complement !== true
        ? { facts: [most], meaning: 'maximize accuracy' }
        : undefined,
    example: ['the highest accuracy', 'maximize accuracy'],
  },
  {
    name: 'unimportant',
    pattern: new RegExp(
      `(?<![\\w-])(?:(?:do(?:es)? ?n[o']t|don't|never) (?:care|mind|worry)(?: about)?|ignor(?:e|ing)|regardless of|irrespective of|whatever) (?:the |its |model )*(?<a>${METRIC})(?![\\w])|(?<![\\w-])(?<b>${METRIC}) (?:(?:is|are|does|do)(?: not|n't)|not) (?:important|matter|count|relevant)(?![\\w])|(?<![\\w-])(?<c>${METRIC}) (?:is|are) (?:irrelevant|unimportant)(?![\\w])`,
      'g',
    ),
    read: ({ a, b, c }) => {
      const found = metricOf(a ?? b ?? c ?? '');
      if (found === undefined) return undefined;
      const metrics: readonly MetricName[] =
        found.metric === 'weight_memory'
          ? ['weight_memory', 'params']
          : found.metric === 'latency'
            ? ['latency', 'macs']
            : [found.metric];
      return { facts: [{ kind: 'unimportant', metrics }], meaning: `${metrics.join(' and ')}: no objective` };
    },
    example: ['latency does not matter', 'latency and macs: no objective'],
  },
  {
    name: 'trade-off',
    pattern: new RegExp(
      `(?<![\\w-])(?:trade[- ]?offs?|balance|compromise|pareto[- ]front|pareto|front) (?:between|of|over|for) (?:the )?(?<a>${METRIC}) (?:and|versus|vs\\.?|against|with) (?:the )?(?<b>${METRIC})(?![\\w])`,
      'g',
    ),
    read: ({ a = '', b = '' }) => {
      const sides = [metricOf(a), metricOf(b)].map((side): Fact | undefined =>
        side === undefined
          ? undefined
          : side.metric === 'accuracy'
            ? most
            : side.metric === 'latency'
              ? { kind: 'speed' }
              : least(side.metric),
      );
      if (sides.some((side) => side === undefined)) return undefined;
      return { facts: sides.filter((side) => side !== undefined), meaning: `objectives: ${a} and ${b}` };
    },
    example: ['a trade-off between accuracy and latency', 'objectives: accuracy and latency'],
  },
];

export const goalRules: readonly Rule[] = [
  ...explicit,
  goal(
    'fast',
    '(?:as |very |really |super )*(?:fast(?:er|est)?|quick(?:ly|er|est)?|speedy|low[- ]latency|real[- ]?time|responsive|snappy|(?:not|never) (?:too )?slow)' +
      POSSIBLE +
      '(?: inference)?',
    'little latency',
    { kind: 'speed' },
    'a fast network',
  ),
  goal(
    'efficient',
    '(?:compute[- ]|computationally )?(?:efficient|cheap(?:er|est)?|inexpensive)(?: to run)?|low[- ]compute' + POSSIBLE,
    'few multiply-accumulates',
    least('macs'),
    'an efficient network',
  ),
  goal(
    'energy',
    '(?:low|little|less)[- ](?:energy|power)(?: consumption)?|energy[- ](?:efficient|saving)|battery[- ](?:friendly|powered|saving)',
    'little energy, of which multiply-accumulates are a measure',
    least('macs'),
    'energy-efficient',
  ),
  goal(
    'low memory',
    'low[- ]memory|memory[- ]efficient',
    'little memory while it runs',
    least('memory'),
    'a memory-efficient network',
  ),
  goal(
    'small',
    '(?:as |very |really |super )*(?:small(?:er|est)?|tin(?:y|ier|iest)|compact|light(?:weight|er|est)?|light-weight|little|slim|(?:not|never) (?:too )?(?:big|large|heavy|huge))' +
      POSSIBLE,
    'few parameters',
    least('params'),
    'a tiny network',
  ),
  goal('shallow', 'shallow(?:er|est)?', 'few layers', least('depth'), 'a shallow network'),
  goal(
    'accurate',
    '(?:as |very |highly |most |really )*(?:accurate(?:ly)?|precise|reliable|state[- ]of[- ]the[- ]art|sota|best|good|strong|high[- ]quality|high[- ]accuracy|(?:not|never) (?:too )?(?:bad|inaccurate))' +
      POSSIBLE,
    'much accuracy',
    most,
    'the most accurate network',
  ),
  goal('maximize alone', 'accuracy', 'much accuracy', most, 'accuracy and nothing else'),
];
