/**
 * A request in plain English becomes an experiment: by rules, so that the same words always mean the same and nothing leaves the machine. What is
 * written checks without errors; what was understood, what was not, what is assumed and what contradicts itself is told beside it and in it.
 */
import { metrics } from '../semantics/metrics.ts';
import type { Program } from '../semantics/program.ts';
import { format } from '../syntax/format/formatter.ts';
import { evaluate, type Evaluation } from './evaluation.ts';
import type { Bound } from './fact.ts';
import type { KnownSpace } from './known-spaces.ts';
import { amount } from './number.ts';
import { settleShape } from './shape.ts';
import { chooseSubject, freeName, type Subject } from './subject.ts';
import { understand, type Understood } from './understand.ts';
import { settle, type Wishes } from './wishes.ts';

export interface AskContext {
  /** The document that the experiment is for, with all that it sees. */
  readonly program?: Program;
  /** What may be searched: of the document, then of other files of the workspace. */
  readonly spaces: readonly KnownSpace[];
}

export interface Asked {
  /** Items to stand at the end of the document, or a document of their own. */
  readonly text: string;
  readonly experiment: string;
  readonly space: string;
  readonly understood: readonly Understood[];
  readonly notUnderstood: readonly { readonly phrase: string; readonly why: string }[];
  readonly assumed: readonly string[];
  readonly contradictions: readonly string[];
}

/** Characters of a request. */
export const LONGEST_REQUEST = 2000;

export const EXAMPLE = 'a fast image classifier for phones under 5 MB';

/** One sentence where there is nothing to write. */
export function ask(request: string, { program, spaces }: AskContext): Asked | { readonly error: string } {
  const asked = request.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  if (asked === '') return { error: `There is no request: say what you look for, such as "${EXAMPLE}".` };
  if (asked.length > LONGEST_REQUEST)
    return {
      error: `The request has ${asked.length} characters; ${LONGEST_REQUEST} can be read. Say it in fewer words.`,
    };
  const own = spaces.filter(({ path }) => path === undefined).map(({ name }) => name);
  const { facts, understood, unsupported, unknown } = understand(
    asked,
    [...own, ...spaces.map(({ name }) => name)].filter(isName),
  );
  const notUnderstood = [...unsupported, ...unknown.map((phrase) => ({ phrase, why: 'no rule knows these words' }))];
  if (facts.length === 0) {
    const why = unsupported[0]?.why;
    return {
      error: `Nothing of "${short(asked)}" can be searched for${why === undefined ? '' : `: ${why}`}. Say for example "${EXAMPLE}".`,
    };
  }
  const wishes = settle(facts);
  const settled = settleShape(wishes);
  const taken = namesOf(program);
  const subject = chooseSubject(wishes, settled.shape, settled.firm, spaces, taken);
  const evaluation = evaluate(wishes, subject, settled, new Set([...taken, subject.name]));
  const told: string[] = [];
  const experiment = freeName('Asked', new Set([...taken, subject.name]));
  const body = experimentText(experiment, wishes, subject, evaluation, taken, told);
  for (const each of wishes.idle) told.push(`${each} is left out; nothing else follows from that`);
  const assumed = [...subject.assumed, ...evaluation.assumed, ...told].filter(
    (each, i, all) => all.indexOf(each) === i,
  );
  const contradictions = [
    ...wishes.contradictions,
    ...settled.contradictions,
    ...subject.contradictions,
    ...(wishes.strategy === 'halving' && !evaluation.trains
      ? ['successive halving trains for parts of the epochs, and a table has only whole results']
      : []),
    ...(wishes.strategy === 'prescreen' && evaluation.dataset === undefined
      ? ['a hypernetwork learns on images, and a table has none: the search is another one']
      : []),
  ];
  const answer = {
    experiment,
    space: subject.name,
    understood,
    notUnderstood,
    assumed,
    contradictions,
  };
  const { path } = subject.known ?? {};
  const items = [
    ...(path === undefined ? [] : [`import ${JSON.stringify(path)}`]),
    ...(subject.text === undefined ? [] : [subject.text.trim()]),
    ...evaluation.items,
    body,
  ];
  return { ...answer, text: laidOut(`${remarks(asked, answer)}\n\n${items.join('\n\n')}\n`) };
}

const isName = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name);
const short = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);

/** All names that the document sees: of every kind, so that what is written hides nothing. */
function namesOf(program: Program | undefined): ReadonlySet<string> {
  const files = [...(program?.files.values() ?? [])];
  return new Set(files.flatMap(({ ast }) => ast.items.flatMap((item) => ('name' in item ? [item.name.text] : []))));
}

function experimentText(
  name: string,
  wishes: Wishes,
  subject: Subject,
  evaluation: Evaluation,
  taken: ReadonlySet<string>,
  told: string[],
): string {
  const { evaluations, time } = wishes;
  const budget = [
    ...(evaluations === undefined
      ? time === undefined
        ? [`evaluations: ${evaluation.trains ? 30 : 100}`]
        : []
      : [`evaluations: ${evaluations}`]),
    ...(time === undefined ? [] : [`time: ${amount(time, 'time')}`]),
  ];
  if (evaluations === undefined && time === undefined)
    told.push(`the budget is ${evaluation.trains ? 30 : 100} evaluations`);
  const declares = wishes.predictor !== undefined;
  const predictor = declares ? freeName('Predictor', new Set([...taken, name])) : evaluation.predictor;
  // It learns on the data that networks are trained on.
  const screens = wishes.strategy === 'prescreen';
  const hypernetwork =
    screens && evaluation.dataset !== undefined ? freeName('Weights', new Set([...taken, name])) : undefined;
  const strategy = screens && hypernetwork === undefined ? undefined : wishes.strategy;
  if (hypernetwork !== undefined) told.push('the hypernetwork is trained before the first evaluation, for 2,000 steps');
  const lines = [
    `space: ${subject.name}`,
    ...(evaluation.dataset === undefined ? [] : [`dataset: ${evaluation.dataset}`]),
    `evaluator: ${evaluation.evaluator}`,
    ...(predictor === undefined ? [] : [`predictor: ${predictor}`]),
    ...objectives(wishes, evaluation, told),
    ...wishes.bounds.map((bound) => `require ${condition(bound, evaluation)}`),
    ...(strategy === undefined
      ? []
      : [`search ${strategy}${hypernetwork === undefined ? '' : ` { hypernetwork: ${hypernetwork} }`}`]),
    `budget { ${budget.join(', ')} }`,
    `seed: ${wishes.seed ?? 1}`,
  ];
  const declared = declares ? `predictor ${predictor ?? ''} = ${wishes.predictor ?? ''}\n\n` : '';
  const maker = hypernetwork === undefined ? '' : `hypernetwork ${hypernetwork} = ghn\n\n`;
  return `${declared}${maker}experiment ${name} {\n${lines.map((line) => `  ${line}`).join('\n')}\n}`;
}

function objectives(wishes: Wishes, { latencyOn }: Evaluation, told: string[]): string[] {
  const { unimportant } = wishes;
  const lines: string[] = [];
  const accuracyAsked = wishes.objectives.some((each) => each.kind === 'objective' && each.metric === 'accuracy');
  if (!unimportant.has('accuracy')) {
    lines.push('maximize accuracy');
    if (!accuracyAsked) told.push('accuracy is to be large');
  }
  for (const each of wishes.objectives) {
    if (each.kind === 'objective') {
      if (each.metric !== 'accuracy' && !unimportant.has(each.metric)) lines.push(`minimize ${each.metric}`);
    } else if (!unimportant.has('latency')) {
      if (latencyOn === undefined) told.push('training measures no latency: multiply-accumulates stand for it');
      lines.push(latencyOn === undefined ? 'minimize macs' : `minimize latency(device: ${JSON.stringify(latencyOn)})`);
    }
  }
  const keeps = (metric: string): boolean =>
    wishes.bounds.some((bound) => bound.metric === metric) || unimportant.has(metric as never);
  if (wishes.device?.scarceMemory === true && !keeps('memory') && !lines.includes('minimize memory')) {
    lines.push('minimize memory');
    told.push(`${wishes.device.words} has little memory: it is to be small`);
  }
  if (lines.length === 0) {
    lines.push('minimize params');
    told.push('an experiment needs an objective: parameters are to be few');
  }
  return [...new Set(lines)];
}

function condition({ metric, min, max }: Bound, { latencyOn }: Evaluation): string {
  const dimension = metrics.get(metric)?.dimension ?? 'count';
  const named = metric === 'latency' ? `latency(device: ${JSON.stringify(latencyOn ?? 'device')})` : metric;
  const [low, high] = [min, max].map((value) => (value === undefined ? undefined : amount(value, dimension)));
  if (low !== undefined && high !== undefined) return `${named} in ${low}..${high}`;
  return high === undefined ? `${named} >= ${low ?? 0}` : `${named} <= ${high}`;
}

/** What is told, as comments, so that it stays with what was written. */
function remarks(request: string, { understood, notUnderstood, assumed, contradictions }: Omit<Asked, 'text'>): string {
  return [
    `Asked for: ${request}`,
    ...understood.map(({ phrase, meaning }) => `- ${phrase}: ${meaning}`),
    ...notUnderstood.map(({ phrase, why }) => `Not understood: ${phrase} (${why})`),
    ...contradictions.map((each) => `Contradiction: ${each}`),
    ...assumed.map((each) => `Assumed: ${each}`),
  ]
    .map((line) => `// ${line}`)
    .join('\n');
}

function laidOut(text: string): string {
  const { value, diagnostics } = format(text, 'asked.hnas');
  return diagnostics.length > 0 ? text : value;
}
