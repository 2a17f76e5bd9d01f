/** Numbers for people. */

/** `15,625`, exact. */
export function grouped(value: bigint | number): string {
  const [whole = '', fraction] = String(value).split('.');
  const separated = whole.replace(/\B(?=(\d{3})+$)/g, ',');
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

/** A share of 0..1 as a percentage of two digits: `31 %`, `0.42 %`, `99.9 %`; never 0 or 100 where it is neither. */
export function percent(part: bigint, whole: bigint): string {
  if (part === 0n || part === whole) return part === 0n ? '0 %' : '100 %';
  const share = Number((part * 1_000_000_000_000n) / whole) / 1e10;
  if (share > 99) return `${Math.min(99.99, Math.floor(share * 100) / 100)} %`;
  return share < 1e-8 ? 'less than 0.00000001 %' : `${Number(share.toPrecision(2))} %`;
}
