/** Number literals: `1_000`, `0.5`, `1e-3`, each directly followed by an optional unit (`600M`, `10min`, `20%`). */
import type { NumberExpr, Unit } from '../ast.ts';
import type { Token } from './tokens.ts';

const shape = /^([\d_.]+(?:[eE][+-]?\d+)?)(.*)$/;
const units = new Set<string>(['K', 'M', 'G', 'KB', 'MB', 'GB', 'us', 'ms', 's', 'min', 'h', '%'] satisfies Unit[]);

const isUnit = (text: string): text is Unit => units.has(text);

/** The value of digits without a unit. */
export const valueOf = (digits: string): number => Number(digits.replaceAll('_', ''));

/** The number with its unit; an unknown unit (reported by the scanner) is left out. */
export function numberOf(token: Pick<Token, 'image' | 'startOffset' | 'endOffset'>): NumberExpr {
  const [, digits = '0', suffix = ''] = shape.exec(token.image) ?? [];
  return {
    kind: 'number',
    value: valueOf(digits),
    text: token.image,
    unit: isUnit(suffix) ? suffix : undefined,
    span: { start: token.startOffset, end: token.endOffset + 1 },
  };
}
