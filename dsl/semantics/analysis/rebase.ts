/** Trees moved to another place of a text. */
import type { Span } from '../../syntax/ast.ts';

/** A copy of a node, a list of nodes or a part of one, with all spans moved by `delta`. */
export function rebased<T>(node: T, delta: number): T {
  return copy(node, delta) as T;
}

function copy(part: unknown, delta: number): unknown {
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) return part.map((each) => copy(each, delta));
  const out: Record<string, unknown> = {};
  for (const key in part) {
    const value = (part as Record<string, unknown>)[key];
    out[key] = key === 'span' || key === 'pathSpan' ? moved(value as Span, delta) : copy(value, delta);
  }
  return out;
}

export const moved = ({ start, end }: Span, delta: number): Span => ({ start: start + delta, end: end + delta });
