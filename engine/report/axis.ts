/** Scales and ticks of a chart's axis. Logarithmic where positive values span more than a factor of ten. */

export interface Axis {
  readonly log: boolean;
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  /** Where a value lies between the axis' ends, 0..1. */
  place(value: number): number;
}

/** An axis that holds all values with a little air; `limits` are never passed (a percentage ends at 0 and 100). */
export function axisOf(
  values: readonly number[],
  { allowLog, limits, ticks = 5 }: { allowLog: boolean; limits?: readonly [number, number]; ticks?: number },
): Axis {
  const finite = values.filter((value) => Number.isFinite(value));
  // Nothing to show: an axis without ticks claims nothing.
  if (finite.length === 0) return { log: false, low: 0, high: 1, ticks: [], place: (value) => value };
  const least = finite.reduce((a, b) => Math.min(a, b));
  const most = finite.reduce((a, b) => Math.max(a, b));
  if (allowLog && least > 0 && most > 10 * least) return logAxis(least, most, ticks);
  return linearAxis(least, most, limits, ticks);
}

function linearAxis(least: number, most: number, limits: readonly [number, number] | undefined, count: number): Axis {
  // Values that differ by less than rounding are one value; steps that small would never get from tick to tick.
  const single = most - least <= 1e-9 * Math.abs(most);
  const span = single ? Math.abs(most) * 0.2 || 1 : most - least;
  const air = (single ? 0.5 : 0.06) * span;
  let low = least - air;
  let high = most + air;
  if (limits !== undefined) {
    low = Math.max(low, limits[0]);
    high = Math.min(high, limits[1] + 0.02 * (limits[1] - low));
  } else if (least >= 0) {
    low = Math.max(low, 0);
  }
  const step = niceStep((high - low) / count);
  const ticks: number[] = [];
  for (let k = Math.ceil(low / step); k * step <= high; k++) ticks.push(Number((k * step).toPrecision(12)));
  return {
    log: false,
    low,
    high,
    ticks: limits === undefined ? ticks : ticks.filter((t) => t >= limits[0] && t <= limits[1]),
    place: (value) => (value - low) / (high - low),
  };
}

function logAxis(least: number, most: number, count: number): Axis {
  const air = Math.pow(most / least, 0.05);
  const low = least / air;
  const high = most * air;
  const ticks = logTicks(low, high, count, 1.6);
  return { log: true, low, high, ticks, place: (value) => Math.log(value / low) / Math.log(high / low) };
}

/**
 * Round values of a logarithmic scale: 1-2-5 within a few decades, else whole decades, thinned to about `count`. `crowding`: how many times that number
 * there may be before it is decades only.
 */
export function logTicks(low: number, high: number, count: number, crowding: number): number[] {
  const decades = Math.log10(high / low);
  const mantissas = decades * 3 <= count * crowding ? [1, 2, 5] : decades * 2 <= count * crowding ? [1, 3] : [1];
  const every = mantissas.length > 1 ? 1 : Math.max(1, Math.ceil(decades / count));
  const ticks: number[] = [];
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.ceil(Math.log10(high)); exponent++) {
    if (exponent % every !== 0) continue;
    for (const mantissa of mantissas) {
      const tick = Number(`${mantissa}e${exponent}`);
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks;
}

/** The least of 1, 2, 5 times a power of ten that is not below the given step. */
export function niceStep(rough: number): number {
  const power = Math.pow(10, Math.floor(Math.log10(rough)));
  const mantissa = [1, 2, 5, 10].find((m) => m * power >= rough * 0.999) ?? 10;
  return mantissa * power;
}
