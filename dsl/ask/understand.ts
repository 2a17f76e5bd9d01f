/**
 * Reads a request by the rules: each takes the words that it matches, in the order of the table; `no`, `without` and their like before them turn
 * what they mean around. Words that nobody took and that say nothing by themselves are left out; all others are named.
 */
import type { Fact } from './fact.ts';
import type { Rule } from './rule.ts';
import { rules } from './rules/all.ts';

export interface Understood {
  /** As it was written. */
  readonly phrase: string;
  readonly meaning: string;
}

export interface Understanding {
  readonly facts: readonly Fact[];
  /** In the order of the request. */
  readonly understood: readonly Understood[];
  /** Wishes that nothing here can grant. */
  readonly unsupported: readonly { readonly phrase: string; readonly why: string }[];
  readonly unknown: readonly string[];
}

/** Stands for each character that a rule has taken: of a private use area, so that no request means anything by it. */
const TAKEN = '\uE000';

interface Taken {
  readonly start: number;
  readonly end: number;
  readonly facts: readonly Fact[];
  readonly meaning: string;
  readonly negated: boolean;
}

/** `names`: spaces that the request may name, as they are written. */
export function understand(request: string, names: readonly string[] = []): Understanding {
  // Letters only: the length must stay.
  let open = request
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    .replace(/[\s\u00a0]/g, ' ')
    .replaceAll(TAKEN, ' ')
    .replaceAll('’', "'")
    // "Not only" denies nothing.
    .replace(/(?<![\w-])not (?=only |just |merely )/g, '    ');
  const lower = open;
  const taken: Taken[] = [];
  const take = (start: number, end: number, facts: readonly Fact[], meaning: string): void => {
    taken.push({ start, end, facts, meaning, negated: false });
    hide(start, end);
  };
  const hide = (start: number, end: number): void => {
    open = open.slice(0, start) + TAKEN.repeat(end - start) + open.slice(end);
  };
  for (const name of names)
    for (const match of request.matchAll(new RegExp(`(?<![\\w-])${name}(?![\\w])`, 'g')))
      if (open[match.index] !== TAKEN)
        take(match.index, match.index + name.length, [{ kind: 'space', name }], `the space ${name}`);
  for (const rule of rules)
    for (const found of matches(rule, () => open)) take(found.start, found.end, found.facts, found.meaning);
  taken.sort((a, b) => a.start - b.start);
  // From the left: a negation reaches over "or" to what follows.
  taken.forEach((each, i) => {
    const from = each.facts.every(hasOpposite) ? negationBefore(lower, open, each.start, taken[i - 1]) : undefined;
    if (from === undefined) return;
    hide(from, each.start);
    const facts = each.facts.map((fact): Fact => ({ kind: 'not', fact }));
    taken[i] = { ...each, start: from, facts, meaning: `not: ${each.meaning}`, negated: true };
  });
  const phraseOf = ({ start, end }: Taken): string => request.slice(start, end).trim();
  const whyNot = ({ facts }: Taken): string | undefined =>
    facts.flatMap((fact) => (fact.kind === 'unsupported' ? [fact.why] : []))[0];
  return {
    facts: taken.flatMap(({ facts }) => facts).filter(({ kind }) => kind !== 'unsupported'),
    understood: taken.flatMap((each) =>
      whyNot(each) === undefined ? [{ phrase: phraseOf(each), meaning: each.meaning }] : [],
    ),
    unsupported: taken.flatMap((each) => {
      const why = whyNot(each);
      return why === undefined ? [] : [{ phrase: phraseOf(each), why }];
    }),
    unknown: unknownIn(request, open),
  };
}

interface Match {
  readonly start: number;
  readonly end: number;
  readonly facts: readonly Fact[];
  readonly meaning: string;
}

/** One after the other: what was taken meanwhile is seen. */
function* matches(rule: Rule, text: () => string): Generator<Match> {
  for (let from = 0; ;) {
    const pattern = new RegExp(rule.pattern.source, 'g');
    pattern.lastIndex = from;
    const match = pattern.exec(text());
    if (match === null) return;
    const found = match[0] === '' ? undefined : rule.read(match.groups ?? {}, match[0]);
    if (found === undefined) {
      // Part of the match may be what the rule looks for.
      from = match.index + 1;
      continue;
    }
    const start = match.index + (found.spareStart ?? 0);
    const end = match.index + match[0].length - (found.spareEnd ?? 0);
    yield { start, end, facts: found.facts, meaning: found.meaning };
    from = Math.max(end, match.index + 1);
  }
}

const opposite: ReadonlySet<Fact['kind']> = new Set([
  'objective',
  'speed',
  'device',
  'family',
  'space',
  'feature',
  'data',
  'strategy',
  'predictor',
  'evaluator',
  'unsupported',
]);
const hasOpposite = ({ kind }: Fact): boolean => opposite.has(kind);

const NEGATION =
  /(?<![\w-])(?:no|not|never|without|avoid(?:s|ing)?|neither|nor|don'?t|do not|must not|cannot|can'?t|except(?: for)?|exclud(?:e|es|ing)|other than|rather than|instead of|anything but|rule out|leave out|skip)(?: (?:use|using|want|need|have|having|contain|be|any|an?|the|just|on|for|with|by|too|rely on|from))* ?$/;

/** Where a negation of what begins at `start` begins. One reaches over "or" to what it was not said of again. */
function negationBefore(lower: string, open: string, start: number, previous: Taken | undefined): number | undefined {
  const before = lower.slice(0, start);
  const found = NEGATION.exec(before);
  if (found !== null) return open.slice(found.index, start).includes(TAKEN) ? undefined : found.index;
  const joint = /,? (?:or|nor)(?: (?:any|an?|the))? $/.exec(before);
  return joint !== null && previous?.negated === true && previous.end === joint.index ? joint.index : undefined;
}

const SILENT = new Set(
  `a an the and or but so also plus with for to of in on at by from as into than then that which who it its it's this these those there is are be been
  being was were do does has have having had can could may might must should shall will would i me my we us our you your they them their one ones some
  any all both each every please kindly want wants need needs like likes give gives get gets find finds search searches searching look looks looking for
  make makes build builds design designs create creates write show help let let's lets seek seeking develop i'd i'm we'd us try tries trying propose
  suggest network networks net nets model models neural deep learning architecture architectures experiment experiments nas automl space spaces image
  images photo photos picture pictures classifier something anything thing one run runs running work works working use uses using used called data
  dataset set images' when where while if still very really quite rather too just only even possible best ever well about around budget time goal
  objective target objectives targets metric metrics result results device devices hardware machine platform keep keeps keeping kept stay stays input
  guided predicted files file per over measured inputs output outputs size sized pixels pixel total per`.split(/\s+/),
);

/** Silent words that may stand within a stretch that was not understood. */
const JOINED = 2;

/** What is left, as stretches of words that stand together. */
function unknownIn(request: string, open: string): string[] {
  const found: string[] = [];
  let last: { readonly start: number; end: number; silent: number } | undefined;
  const close = (): void => {
    if (last !== undefined) found.push(request.slice(last.start, last.end));
    last = undefined;
  };
  for (const match of open.matchAll(/\uE000+|[^\s\uE000]+/g)) {
    const word = match[0].replace(/^[^\p{L}\p{N}$€£%<>≤≥=+-]+|[^\p{L}\p{N}%+]+$/gu, '');
    if (word === '') close();
    else if (SILENT.has(word)) {
      if (last !== undefined && ++last.silent > JOINED) close();
    } else {
      const start = match.index + match[0].indexOf(word);
      last = { start: last?.start ?? start, end: start + word.length, silent: 0 };
    }
    if (/[,.;:!?)]$/.test(match[0])) close();
  }
  close();
  return found;
}
