/**
 * Where the cursor stands, for completion: from the tokens before it, which are there however broken the text is, and the nodes around
 * it.
 */
import type { ArchItem, ListExpr, Name, RecordExpr, Span } from '../../syntax/ast.ts';
import type { Token } from '../../syntax/lexer/tokens.ts';
import { nodesAt, type TreeNode } from '../locate.ts';
import type { OptionGroup } from '../facts/options.ts';
import type { ResolvedFile } from '../names.ts';
import { isWord, tokenAfter, tokensOf } from '../tokens.ts';

export type Place =
  | { readonly kind: 'nothing' | 'unit' | 'shape-member' | 'item' | 'space-member' | 'cell-member' | 'node-member' }
  | { readonly kind: 'statement' | 'step' | 'value' | 'metric' | 'merge' | 'type' | 'shape' | 'experiment-member' }
  | { readonly kind: 'argument'; readonly call: OpenCall }
  | { readonly kind: 'kind'; readonly group: string }
  | { readonly kind: 'item-name'; readonly group: string }
  | { readonly kind: 'section-key'; readonly section: string }
  | { readonly kind: 'option'; readonly of: OptionsHere }
  | { readonly kind: 'option-value'; readonly of: OptionsHere; readonly option: string; readonly quoted?: boolean }
  | { readonly kind: 'device' | 'notation' | 'cell-output' | 'cell-require' }
  | { readonly kind: 'member'; readonly of: string }
  | { readonly kind: 'record-key'; readonly keys: readonly string[] }
  | { readonly kind: 'path'; readonly arch: ArchItem }
  | { readonly kind: 'alternative'; readonly arch: ArchItem; readonly path: string }
  /** After a value, or a word that wants another: `node` is what ends there, or the word. */
  | { readonly kind: 'after'; readonly node: string };

/** The options of a data set, evaluator, predictor or strategy that the cursor stands in. */
export interface OptionsHere {
  readonly group: OptionGroup;
  readonly type: string;
  /** Those that are given already, but for the one at the cursor. */
  readonly given: readonly string[];
  /** The keys of all, in order. */
  readonly keys: readonly Name[];
}

/** A call that the cursor stands in, as its tokens say. */
export interface OpenCall {
  readonly callee: string;
  readonly calleeAt: number;
  /** Index of the argument that the cursor is in, and the names of all that stand before it. */
  readonly index: number;
  readonly names: readonly string[];
  /** The name of the argument that the cursor is in. */
  readonly current: string | undefined;
}

export interface Located {
  readonly place: Place;
  /** The part of a word before the cursor, which a proposal replaces. */
  readonly span: Span;
  /** Where the tree is asked for what is around: the end of what is typed, as a statement that is not finished ends there. */
  readonly around: number;
}

export function placeAt(file: ResolvedFile, offset: number): Located {
  const { text } = file;
  const unit = /(?<!\w|(?<!\.)\.)\d[\d_]*(?:\.\d+)?([A-Za-z%]*)$/.exec(text.slice(Math.max(0, offset - 40), offset));
  const word = /[A-Za-z_]\w*$/.exec(text.slice(Math.max(0, offset - 200), offset))?.[0] ?? '';
  const prefix = unit === null ? word : (unit[1] ?? '');
  const start = offset - prefix.length;
  const tokens = tokensOf(text);
  const before = tokens.slice(0, tokenAfter(tokens, start));
  const last = before.at(-1);
  const gap = text.slice(last === undefined ? 0 : last.endOffset + 1, start);
  const inText = textAround(tokens[before.length], last, gap, offset);
  const ended = last === undefined || gap.includes('\n') || last.image === '}' ? start : last.endOffset + 1;
  const around = prefix === '' && ended < start ? ended : offset;
  const nodes = nodesAt(file.ast, around);
  const arch = nodes.find((node) => node.kind === 'arch') as ArchItem | undefined;
  const located = (place: Place, span = { start, end: offset }): Located => ({ place, span, around });
  if (inText !== undefined) {
    const quoted = { start: inText.startOffset + 1, end: offset };
    if (/(?<![A-Za-z_])device\s*:\s*$/.test(text.slice(0, inText.startOffset)))
      return located({ kind: 'device' }, quoted);
    const whole = inText === last ? before.slice(0, -1) : before;
    const place = placeAfter(file, whole, inText.newlineBefore, nodes, inText.startOffset);
    return located(place.kind === 'option-value' ? { ...place, quoted: true } : { kind: 'nothing' }, quoted);
  }
  if (gap.slice(gap.lastIndexOf('\n') + 1).includes('//')) return located({ kind: 'nothing' });
  if (arch?.value.kind === 'record' && arch.value.span.start < offset) return inArchitecture(arch, text, offset);
  if (unit !== null) return located({ kind: 'unit' });
  return located(placeAfter(file, before, gap.includes('\n'), nodes, start));
}

/** The text in quotes that the cursor stands in: it may not be closed yet. */
function textAround(next: Token | undefined, last: Token | undefined, gap: string, offset: number): Token | undefined {
  if (next?.image.startsWith('"') === true && next.startOffset < offset) return next;
  return last !== undefined && /^"(?:[^"\\]|\\.)*$/.test(last.image) && !gap.includes('\n') ? last : undefined;
}

function inArchitecture(arch: ArchItem, text: string, offset: number): Located {
  const entries = arch.value.kind === 'record' ? arch.value.entries : [];
  const entry = entries.findLast(({ key }) => key.span.end < offset);
  const since = entry === undefined ? '' : text.slice(entry.key.span.end, offset);
  const value = /^\s*:\s*([^\n,}]*)$/.exec(since);
  if (entry !== undefined && value !== null)
    return {
      place: { kind: 'alternative', arch, path: entry.key.text },
      span: { start: offset - (value[1]?.length ?? 0), end: offset },
      around: offset,
    };
  const path = /[\w.#[\]]*$/.exec(text.slice(0, offset))?.[0] ?? '';
  return { place: { kind: 'path', arch }, span: { start: offset - path.length, end: offset }, around: offset };
}

const kindGroups: ReadonlySet<string> = new Set(['dataset', 'evaluator', 'predictor', 'hypernetwork']);
const itemGroups: ReadonlySet<string> = new Set(['space', 'dataset', 'evaluator', 'predictor']);

function placeAfter(
  file: ResolvedFile,
  before: readonly Token[],
  newLine: boolean,
  nodes: readonly TreeNode[],
  start: number,
): Place {
  const { text } = file;
  const last = before.at(-1);
  const image = last?.image;
  const word = (back: number): string | undefined => before.at(-back)?.image;
  const open = openBracket(before);
  const inside = containers(nodes, start, text);
  const around = inside.at(-1);
  if (image === '.') {
    const of = before.at(-2);
    if (of?.image === 'in') return { kind: 'shape-member' };
    return isWord(of) && word(3) !== '.' ? { kind: 'member', of: of.image } : { kind: 'nothing' };
  }
  if (image === '>>') return { kind: 'step' };
  const record = recordKey(nodes, open, newLine || image === '{' || image === ',', start);
  if (record !== undefined) return record;
  const statement = open === undefined || open.image === '{';
  if (
    statement &&
    !continues(image) &&
    (newLine || image === undefined || image === '{' || image === '}' || image === ';')
  )
    return placeOfContainer(around);
  if ((around?.kind === 'section' || around?.kind === 'options') && image === ',' && open?.image === '{')
    return placeOfContainer(around);
  if (image === 'maximize' || image === 'minimize') return { kind: 'metric' };
  if (image === 'merge' || image === 'branches') return { kind: 'merge' };
  if (image === 'with') return { kind: 'after', node: 'with' };
  if (image === 'any' && word(2) === 'choose') return { kind: 'after', node: 'choose' };
  if (image === 'residual' || image === 'gate') return { kind: 'after', node: 'residual' };
  if (image === 'output' && around?.kind === 'cell') return { kind: 'cell-output' };
  if (around?.kind === 'cell' && image === 'require') return { kind: 'cell-require' };
  if (image === '=' && word(3) === 'of' && word(5) === 'arch') return { kind: 'notation' };
  if (word(2) === 'for') return { kind: 'after', node: 'for' };
  if (word(2) === 'arch') return { kind: 'after', node: 'arch' };
  if (around?.kind === 'experiment' && image === 'search') return { kind: 'kind', group: 'search' };
  if (around?.kind === 'experiment' && image === ':' && itemGroups.has(word(2) ?? ''))
    return { kind: 'item-name', group: word(2) ?? '' };
  if (around?.kind === 'experiment' && before.findLast((token) => token.newlineBefore)?.image === 'require')
    return { kind: 'metric' };
  if (image === 'of' && word(3) === 'arch') return { kind: 'item-name', group: 'space' };
  if (image === '=' && kindGroups.has(word(3) ?? '')) return { kind: 'kind', group: word(3) ?? '' };
  if ((image === 'input' || image === 'output') && around?.kind === 'space') return { kind: 'shape' };
  if (image === ':' && (word(3) === 'param' || declares(before, open))) return { kind: 'type' };
  if (declares(before, open) || (isDeclaring(image) && !(image === 'op' && around?.kind === 'nodes')))
    return image === '=' ? { kind: 'value' } : { kind: 'nothing' };
  if (image === ',' && listsNames(before)) return { kind: 'nothing' };
  if (open?.image === '(' && (image === '(' || image === ',')) {
    const call = openCall(before);
    return call === undefined ? { kind: 'value' } : { kind: 'argument', call };
  }
  if (around?.options !== undefined) {
    const option = image === ':' ? word(2) : keyBefore(before, open);
    if (option !== undefined) return { kind: 'option-value', of: around.options, option };
  }
  if (around?.kind === 'section' || around?.kind === 'options') return { kind: 'nothing' };
  if (isValueEnd(last)) {
    const half = conditionalBefore(before);
    if (half !== undefined) return { kind: 'after', node: half };
    const ended = nodesAt(file.ast, last.endOffset + 1);
    return { kind: 'after', node: ended.findLast((node) => afterKinds.has(node.kind ?? ''))?.kind ?? '' };
  }
  return { kind: 'value' };
}

const afterKinds: ReadonlySet<string> = new Set(['choice', 'choose', 'repeat']);

/** The word of `if c then a else b` that the value before the cursor belongs to, as long as another is to come: `if` or `then`. */
function conditionalBefore(before: readonly Token[]): 'if' | 'then' | undefined {
  let closed = 0;
  let done = 0;
  for (let i = before.length - 1; i >= 0; i--) {
    const token = before[i] as Token;
    const { image } = token;
    if (image === ')' || image === ']' || image === '}') closed++;
    else if (image === '(' || image === '[' || image === '{') {
      if (closed-- === 0) return undefined;
    } else if (closed > 0) continue;
    else if (image === 'else') done++;
    else if (image === 'then' && done === 0) return 'then';
    else if (image === 'if' && done-- === 0) return 'if';
    else if (image === ',' || image === ';') return undefined;
    if (token.newlineBefore && closed === 0) return undefined;
  }
  return undefined;
}

/** Whether the line lists names that it declares: `inputs a, b`. */
function listsNames(before: readonly Token[]): boolean {
  const first = before.findLastIndex(({ newlineBefore }) => newlineBefore);
  const line = before.slice(Math.max(0, first));
  const at = line.findLastIndex(({ image }) => image === 'inputs');
  return at >= 0 && line.slice(at + 1).every((token) => token.image === ',' || isWord(token));
}

/** A key of a record that is a value: the records beside it in its list say which there are. */
function recordKey(
  nodes: readonly TreeNode[],
  open: Token | undefined,
  begins: boolean,
  start: number,
): Place | undefined {
  if (open?.image !== '{' || !begins) return undefined;
  const at = nodes.findLastIndex((node) => node.kind === 'record' && node.span.start === open.startOffset);
  const parent = nodes[at - 1];
  if (at < 0 || parent === undefined || 'options' in parent) return undefined;
  if ((parent as TreeNode & { key?: Name }).key?.text === 'latency') return { kind: 'device' };
  const given = entriesOf(nodes[at]).flatMap(({ key }) => (key.span.start === start ? [] : [key.text]));
  const keys = parent.kind === 'list' ? (parent as ListExpr).items.flatMap(entriesOf).map(({ key }) => key.text) : [];
  return { kind: 'record-key', keys: [...new Set(keys)].filter((key) => !given.includes(key)) };
}

const entriesOf = (node: TreeNode | undefined): RecordExpr['entries'] =>
  node?.kind === 'record' ? (node as RecordExpr).entries : [];

const declaring: ReadonlySet<string> = new Set([
  ...['space', 'cell', 'block', 'op', 'opset', 'param', 'let', 'arch', 'dataset', 'evaluator', 'predictor'],
  ...['hypernetwork', 'experiment', 'import', 'nodes', 'inputs', 'for', 'as'],
]);
const isDeclaring = (image: string | undefined): boolean => image !== undefined && declaring.has(image);

const joining: ReadonlySet<string> = new Set([
  ...['choice', 'choose', 'of', 'all', 'in', 'if', 'then', 'else', 'and', 'or', 'not', 'require', 'repeat', 'when'],
  ...['from', 'edge', 'op', 'output', 'weights', 'steps', 'any', 'with', 'log'],
]);
const isValueEnd = (token: Token | undefined): token is Token =>
  token !== undefined && /^(?:[\w"]|[)\]])/.test(token.image) && !joining.has(token.image);

/** Tokens after which a line break ends nothing. */
const continues = (image: string | undefined): boolean =>
  image !== undefined && /^(?:[-+*/%=<>,:(]|\[|==|!=|<=|>=|and|or|not)$/.test(image) && image !== ',';

/** The innermost bracket that is open. */
function openBracket(before: readonly Token[]): Token | undefined {
  let closed = 0;
  return before.findLast(({ image }) => {
    if (image === ')' || image === ']' || image === '}') closed++;
    else if (image === '(' || image === '[' || image === '{') return closed-- === 0;
    return false;
  });
}

/** Whether the open bracket holds the parameters of a declaration. */
function declares(before: readonly Token[], open: Token | undefined): boolean {
  if (open?.image !== '(') return false;
  const at = before.indexOf(open);
  return ['op', 'block', 'cell'].includes(before[at - 2]?.image ?? '');
}

/** The key whose list the cursor stands in: `augment: [crop(pad: 4), |`. */
function keyBefore(before: readonly Token[], open: Token | undefined): string | undefined {
  const at = open === undefined ? -1 : before.indexOf(open);
  const last = before.at(-1)?.image;
  return open?.image === '[' && (last === '[' || last === ',') && before[at - 1]?.image === ':'
    ? before[at - 2]?.image
    : undefined;
}

export function openCall(before: readonly Token[]): OpenCall | undefined {
  const open = openBracket(before);
  if (open?.image !== '(' || declares(before, open)) return undefined;
  const at = before.indexOf(open);
  const callee = before[at - 1];
  if (!isWord(callee)) return undefined;
  const names: string[] = [];
  let index = 0;
  let current: string | undefined;
  let depth = 0;
  for (let i = at + 1; i < before.length; i++) {
    const image = before[i]?.image ?? '';
    if (/^[([{]$/.test(image)) depth++;
    else if (/^[)\]}]$/.test(image)) depth--;
    else if (depth > 0) continue;
    else if (image === ',') {
      index++;
      current = undefined;
    } else if (image === ':' && isWord(before[i - 1])) {
      current = before[i - 1]?.image;
      if (current !== undefined) names.push(current);
    }
  }
  return { callee: callee.image, calleeAt: callee.startOffset, index, names, current };
}

interface Container {
  readonly kind: string;
  readonly section: string;
  readonly options?: OptionsHere;
}

function optionsIn(group: OptionGroup, node: TreeNode, start: number): OptionsHere {
  const { type, options } = node as TreeNode & { type?: Name; options?: RecordExpr };
  const keys = (options?.entries ?? []).map(({ key }) => key);
  const given = keys.flatMap(({ span, text }) => (span.start === start ? [] : [text]));
  return { group, type: type?.text ?? '', given, keys };
}

/** The nodes with members that the cursor stands inside of, outermost first; `options` are records of settings. */
export function containers(nodes: readonly TreeNode[], start: number, text: string): Container[] {
  return nodes.flatMap((node) => {
    const { span, kind } = node;
    const closed = text[span.end - 1] === '}' && start >= span.end;
    if (closed || span.start >= start || text.slice(span.start, start).includes('{') === false) return [];
    if (kind === 'section') {
      const section = (node as TreeNode & { section: Name }).section.text;
      return [{ kind, section, ...(section === 'search' ? { options: optionsIn('search', node, start) } : {}) }];
    }
    if (kind === 'dataset' || kind === 'evaluator' || kind === 'predictor' || kind === 'hypernetwork')
      return [{ kind: 'options', section: '', options: optionsIn(kind, node, start) }];
    if ('statements' in node) return [{ kind: 'body', section: '' }];
    return kind === 'space' || kind === 'cell' || kind === 'nodes' || kind === 'experiment'
      ? [{ kind, section: '' }]
      : [];
  });
}

function placeOfContainer(around: Container | undefined): Place {
  if (around?.options !== undefined) return { kind: 'option', of: around.options };
  switch (around?.kind) {
    case undefined:
      return { kind: 'item' };
    case 'space':
      return { kind: 'space-member' };
    case 'cell':
      return { kind: 'cell-member' };
    case 'nodes':
      return { kind: 'node-member' };
    case 'experiment':
      return { kind: 'experiment-member' };
    case 'section':
      return { kind: 'section-key', section: around.section };
    case 'body':
      return { kind: 'statement' };
    default:
      return { kind: 'nothing' };
  }
}
