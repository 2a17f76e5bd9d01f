/** Number literals: `1_000`, `0.5`, `1e-3`, each directly followed by an optional unit (`600M`, `10min`, `20%`). */
import type { NumberExpr, Unit } from '../ast.ts';
import type { Token } from '../lexer/tokens.ts';
import { spanOf } from './recovery.ts';

const shape = /^([\d_.]+(?:[eE][+-]?\d+)?)(.*)$/;
const units = new Set<string>(['K', 'M', 'G', 'KB', 'MB', 'GB', 'us', 'ms', 's', 'min', 'h', '%'] satisfies Unit[]);

const isUnit = (text: string): text is Unit => units.has(text);

/** The number with its unit; an unknown unit (reported by the scanner) is left out. */
export function numberOf(token: Token): NumberExpr {
  const [, digits = '0', suffix = ''] = shape.exec(token.image) ?? [];
  return {
    kind: 'number',
    value: Number(digits.replaceAll('_', '')),
    text: token.image,
    unit: isUnit(suffix) ? suffix : undefined,
    span: spanOf(token),
  };
}
