/** Numbers for people. */
import type { SpaceSize } from '../../space/decision-space.ts';

/** Between thousands: narrow, and no place to break a line. */
const THIN_SPACE = '\u202f';

/** `15 625`, exact. */
export function grouped(value: bigint | number): string {
  const [whole = '', fraction] = String(value).split('.');
  const separated = whole.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
  return fraction === undefined ? separated : `${separated}.${fraction}`;
}

/** At most five characters: `950`, `15.6K`, `1.53M`, `361M`, `1e18`. Three digits, rounded to nearest. */
export function compact(value: bigint | number): string {
  const number = Number(value);
  if (number < 1000) return String(Math.round(number));
  const suffixes = ['K', 'M', 'G', 'T'];
  let scaled = number;
  for (const suffix of suffixes) {
    scaled /= 1000;
    const shown = scaled.toPrecision(3);
    if (Number(shown) < 1000)
      return `${shown.replace(/\.?0+$/, (zeros) => (shown.includes('.') ? '' : zeros))}${suffix}`;
  }
  return number.toExponential(0).replace('e+', 'e');
}

/** Of seconds, three digits: `1.23`. */
export const milliseconds = (seconds: number): string => String(Number((seconds * 1000).toPrecision(3)));

/** A share of 0..1 as a percentage of two digits: `31 %`, `0.42 %`, `99.9 %`; never 0 or 100 where it is neither. */
export function percent(part: bigint, whole: bigint): string {
  if (part === 0n || part === whole) return part === 0n ? '0 %' : '100 %';
  const share = Number((part * 1_000_000_000_000n) / whole) / 1e10;
  if (share > 99) return `${Math.min(99.99, Math.floor(share * 100) / 100)} %`;
  return share < 1e-8 ? 'less than 0.00000001 %' : `${Number(share.toPrecision(2))} %`;
}

/** A size with what it rests on: `15 625`, `about 1 200 ± 40`, `at most 10^40`. */
export function sizeText({ value, method, standardError, bound }: SpaceSize): string {
  if (method === 'exact') return grouped(value);
  if (bound === 'lower') return `at least about ${rounded(value)}`;
  if (bound === 'upper' && standardError === undefined) return `at most ${rounded(value)}`;
  const spread = standardError === undefined ? '' : ` ± ${rounded(BigInt(Math.round(Math.min(standardError, 1e300))))}`;
  return `${bound === 'upper' ? 'at most ' : ''}about ${rounded(value)}${spread}`;
}

/** Three digits that mean something, grouped. */
function rounded(value: bigint): string {
  const digits = String(value);
  if (digits.length <= 3) return digits;
  if (digits.length > 21) return compact(value);
  return grouped(BigInt(`${digits.slice(0, 3)}${'0'.repeat(digits.length - 3)}`));
}
