/** Trees as compact S-expressions without spans: what the tables and golden files of the parser's tests compare. */

const isName = (value: object): value is { text: string } => 'text' in value && !('kind' in value);

/** `(binary + a (number 3))`; several lines where one would be longer than 100 characters. */
export function sexpr(value: unknown, depth = 0): string {
  if (value === undefined) return '_';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value))
    return wrap(
      '[',
      ']',
      value.map((item) => sexpr(item, depth + 1)),
      depth,
    );
  if (isName(value)) return value.text === '' ? '<missing>' : value.text;
  const { kind, ...fields } = value as { kind?: string } & Record<string, unknown>;
  if (kind === 'name') return String(fields['name']);
  if (kind === 'number') return String(fields['text']);
  const shown = Object.entries(fields).filter(([key, field]) => !/span$/i.test(key) && field !== undefined);
  const parts = shown.map(
    ([key, field]) =>
      (positional.has(key) || (key === 'steps' && Array.isArray(field)) ? '' : `${key}:`) + sexpr(field, depth + 1),
  );
  return wrap('(', ')', [kind ?? 'node', ...parts], depth);
}

/** Fields whose meaning is plain from their place. */
const positional = new Set([
  'operator',
  'left',
  'right',
  'name',
  'value',
  'items',
  'entries',
  'statements',
  'members',
  'key',
  'callee',
  'args',
  'object',
  'member',
  'index',
  'operand',
  'domain',
  'of',
  'type',
]);

function wrap(open: string, close: string, parts: readonly string[], depth: number): string {
  const flat = `${open}${parts.join(' ')}${close}`;
  if (flat.length + 2 * depth <= 100 && !flat.includes('\n')) return flat;
  const pad = '  '.repeat(depth + 1);
  return `${open}${parts.join(`\n${pad}`)}${close}`;
}

/** The tree without spans, for comparisons. */
export function withoutSpans(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSpans);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !/span$/i.test(key));
  return Object.fromEntries(kept.map(([key, field]) => [key, withoutSpans(field)]));
}
