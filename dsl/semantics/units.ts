/** Units of numbers: their factor and what they measure. Sizes in bytes are decimal (1 KB = 1000 B), times in seconds. */
import type { Unit } from '../syntax/ast.ts';

export type Dimension = 'count' | 'bytes' | 'time' | 'percent';

const units: Record<Unit, { readonly factor: number; readonly dimension: Dimension }> = {
  K: { factor: 1e3, dimension: 'count' },
  M: { factor: 1e6, dimension: 'count' },
  G: { factor: 1e9, dimension: 'count' },
  KB: { factor: 1e3, dimension: 'bytes' },
  MB: { factor: 1e6, dimension: 'bytes' },
  GB: { factor: 1e9, dimension: 'bytes' },
  us: { factor: 1e-6, dimension: 'time' },
  ms: { factor: 1e-3, dimension: 'time' },
  s: { factor: 1, dimension: 'time' },
  min: { factor: 60, dimension: 'time' },
  h: { factor: 3600, dimension: 'time' },
  '%': { factor: 1, dimension: 'percent' },
};

/** `1.5M` is 1,500,000: products are rounded where the text means a whole number, so that comparisons are exact. */
export function withUnit(value: number, unit: Unit | undefined): number {
  if (unit === undefined) return value;
  const product = value * units[unit].factor;
  const whole = Math.round(product);
  return units[unit].factor >= 1 && Math.abs(product - whole) < 1e-6 ? whole : product;
}

export function dimensionOf(unit: Unit): Dimension {
  return units[unit].dimension;
}

const counts = [
  ['G', 1e9],
  ['M', 1e6],
  ['K', 1e3],
] as const;

/** A count in its largest unit, without loss: `30M`, `1.5K`, `950`. `countOf` reads it back. */
export function countText(value: number): string {
  const [unit, factor] = counts.find(([, each]) => Math.abs(value) >= each) ?? ['', 1];
  return `${value / factor}${unit}`;
}

/** NaN where the text is none of `countText`. */
export function countOf(text: string): number {
  const unit = counts.find(([each]) => text.endsWith(each))?.[0];
  const digits = unit === undefined ? text : text.slice(0, -1);
  return digits === '' ? NaN : withUnit(Number(digits), unit);
}
