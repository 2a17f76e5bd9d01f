/** From values to pixels and back, linear or logarithmic, and round values to label between. */
import { logTicks, niceStep } from '../../../engine/report/axis.ts';

export interface Scale {
  readonly log: boolean;
  /** Values at the two ends; of a logarithmic scale both positive. */
  readonly low: number;
  readonly high: number;
  /** Pixels at the two ends. */
  readonly start: number;
  readonly end: number;
}

export type Domain = readonly [low: number, high: number];

/** NaN for what has no place: NaN itself, and what is not positive on a logarithmic scale. */
export function place(scale: Scale, value: number): number {
  return scale.start + share(scale, value) * (scale.end - scale.start);
}

function share({ log, low, high }: Scale, value: number): number {
  if (!log) return (value - low) / (high - low);
  return value > 0 ? Math.log(value / low) / Math.log(high / low) : NaN;
}

export function valueAt(scale: Scale, pixel: number): number {
  const at = (pixel - scale.start) / (scale.end - scale.start);
  return scale.log ? scale.low * Math.pow(scale.high / scale.low, at) : scale.low + at * (scale.high - scale.low);
}

/** The domain after its pixels were moved by `pixels`. */
export function panned(scale: Scale, pixels: number): Domain {
  return [valueAt(scale, scale.start - pixels), valueAt(scale, scale.end - pixels)];
}

/** The domain in which `factor` as much is seen, the value under `pixel` staying there. Never so little that numbers run out of digits. */
export function zoomed(scale: Scale, pixel: number, factor: number): Domain {
  const from = pixel + (scale.start - pixel) * factor;
  const to = pixel + (scale.end - pixel) * factor;
  const domain: Domain = [valueAt(scale, from), valueAt(scale, to)];
  const widest = scale.log ? domain[1] < 1e300 && domain[0] > 1e-300 : Math.abs(domain[1] - domain[0]) < 1e300;
  const finest = domain[1] - domain[0] > 1e-9 * Math.max(Math.abs(domain[0]), Math.abs(domain[1]));
  return widest && finest ? domain : [scale.low, scale.high];
}

/** A domain that holds the values from `least` to `most` with air at both ends; one value gets room around it, none a unit. */
export function roomy(least: number, most: number, log: boolean, limits?: Domain): Domain {
  if (!(least <= most)) return log ? [1, 10] : [0, 1];
  if (log) {
    const air = most > least * 1.000001 ? Math.pow(most / least, 0.05) : 1.5;
    return [least / air, most * air];
  }
  const single = most - least <= 1e-9 * Math.abs(most);
  const air = single ? Math.abs(most) * 0.1 || 0.5 : 0.06 * (most - least);
  let [low, high] = [least - air, most + air];
  if (least >= 0 && low < 0) low = 0;
  if (limits !== undefined) {
    low = Math.max(low, limits[0]);
    // A little above the limit, so that points there are seen whole.
    high = Math.min(high, limits[1] + 0.03 * (limits[1] - low));
  }
  return [low, high];
}

/** Round values within the scale, about `count` of them. */
export function ticks({ log, low, high }: Scale, count: number): number[] {
  if (!(high > low)) return [];
  return log && high / low >= 10 ? logTicks(low, high, count, 1.3) : linearTicks(low, high, count);
}

export const tickStep = (low: number, high: number, count: number): number =>
  niceStep((high - low) / Math.max(1, count));

function linearTicks(low: number, high: number, count: number): number[] {
  const step = tickStep(low, high, count);
  const first = Math.ceil(low / step - 1e-9);
  const found: number[] = [];
  for (let k = first; k * step <= high + 1e-9 * step && found.length < 100; k++)
    found.push(Number((k * step).toPrecision(12)));
  // A round step may be longer than the domain, and step over it.
  return found.length === 0 && step > high - low ? linearTicks(low, high, 2 * count) : found;
}
