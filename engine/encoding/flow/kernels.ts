/**
 * What mean-field theory knows of a value inside a network of infinite width with random weights: how alike it is, over all channels, at two positions
 * of one image, of an image and a nearly equal one, and of two different images (the kernel of Lee et al., ICLR 2018), and how alike the
 * gradients of the output with respect to all weights before it (the neural tangent kernel, Jacot et al., NeurIPS 2018). Images
 * are stationary: only the distance of two positions counts, on a ring of eight.
 */

/** Distances 0..4 on the ring. */
export const LAGS = 5;
const RING = 2 * (LAGS - 1);
/** Pairs of images: an image and itself, nearly the same image, another image. */
export const SAME = 0;
export const NEAR = 1;
export const OTHER = 2;
export const PAIRS = 3;
const SIZE = PAIRS * LAGS;

/** Few numbers: plain arrays of doubles are made several times faster than typed ones of this size. */
export type Numbers = number[];
const ZEROS: Numbers = Array.from({ length: SIZE }, () => 0.5).fill(0);
export const zeros = (): Numbers => ZEROS.slice();

/** Both by pair and lag, row-major. */
export interface Kernels {
  readonly value: Numbers;
  readonly tangent: Numbers;
}

/** Kernels that nothing before has to do with; their spectra are computed when a filter asks for them. */
interface Source extends Kernels {
  spectra: Kernels | undefined;
}

/** A part of a value that is independent of the other parts, and the filter that was applied to it since, by frequency. */
interface Part {
  readonly source: Source;
  readonly gain: Numbers;
}

/** A sum of independent parts. Two paths from one source add up before they are squared: that is why parts are kept apart. */
export interface Value {
  readonly parts: readonly Part[];
  /** Number of channels, 0 where it is not known: the weights of `concat`. */
  readonly channels: number;
}

/** How many positions of the ring have this lag. */
const MULTIPLICITY = Array.from({ length: LAGS }, (_, lag) => (lag === 0 || lag === LAGS - 1 ? 1 : 2));
const COSINES = Array.from({ length: LAGS * LAGS }, (_, i) =>
  Math.cos((2 * Math.PI * Math.floor(i / LAGS) * (i % LAGS)) / RING),
);
const FLAT: Numbers = Array.from({ length: LAGS }, () => 1);

export function emptyKernels(): Kernels {
  return { value: zeros(), tangent: zeros() };
}

/** An image: similarity falls with distance; a nearly equal image agrees to nine tenths, another one to a quarter. */
export function imageValue(channels: number): Value {
  const kernels = emptyKernels();
  const between = [1, 0.9, 0.25];
  for (let pair = 0; pair < PAIRS; pair++) {
    for (let lag = 0; lag < LAGS; lag++) kernels.value[pair * LAGS + lag] = (between[pair] as number) * Math.exp(-lag / 2); // prettier-ignore
  }
  return fresh(kernels, channels);
}

/** A value that is independent of all before it. */
export function fresh({ value, tangent }: Kernels, channels: number): Value {
  return { parts: [{ source: { value, tangent, spectra: undefined }, gain: FLAT }], channels };
}

/** Kernels of a value, its parts summed. Not to be written to. */
export function kernelsOf({ parts }: Value): Kernels {
  const [first] = parts;
  if (parts.length === 1 && first?.gain === FLAT) return first.source;
  const value = zeros();
  const tangent = zeros();
  for (const { source, gain } of parts) {
    const power = (gain[0] as number) ** 2;
    if (isFlat(gain)) {
      for (let i = 0; i < SIZE; i++) {
        value[i]! += power * (source.value[i] as number);
        tangent[i]! += power * (source.tangent[i] as number);
      }
    } else {
      source.spectra ??= { value: spectrum(source.value), tangent: spectrum(source.tangent) };
      addFiltered(value, source.spectra.value, gain);
      addFiltered(tangent, source.spectra.tangent, gain);
    }
  }
  return { value, tangent };
}

function isFlat(gain: Numbers): boolean {
  for (let f = 1; f < LAGS; f++) if (gain[f] !== gain[0]) return false;
  return true;
}

/** A linear filter over positions, given by frequency. */
export function filtered({ parts, channels }: Value, filter: Numbers): Value {
  return { parts: parts.map(({ source, gain }) => ({ source, gain: gain.map((g, f) => g * (filter[f] as number)) })), channels }; // prettier-ignore
}

export function scaled(value: Value, factor: number): Value {
  return factor === 1
    ? value
    : filtered(
        value,
        Array.from({ length: LAGS }, () => factor),
      );
}

/** The sum; parts of one source are added before anything is squared. */
export function summed(values: readonly Value[]): Value {
  const gains = new Map<Source, Numbers>();
  for (const { parts } of values) {
    for (const { source, gain } of parts) {
      const known = gains.get(source);
      gains.set(source, known === undefined ? gain : known.map((g, f) => g + (gain[f] as number)));
    }
  }
  return { parts: [...gains].map(([source, gain]) => ({ source, gain })), channels: values[0]?.channels ?? 0 };
}

/** Channels side by side: the kernels' mean, weighted by channels; a value of an unknown number counts as the others do on average. */
export function joinedValues(values: readonly Value[]): Value {
  const result = emptyKernels();
  const known = values.filter(({ channels }) => channels > 0);
  const sum = known.reduce((total, { channels }) => total + channels, 0);
  const usual = known.length === 0 ? 1 : sum / known.length;
  const total = sum + usual * (values.length - known.length);
  for (const each of values) {
    const kernels = kernelsOf(each);
    const share = (each.channels > 0 ? each.channels : usual) / total;
    for (let i = 0; i < SIZE; i++) {
      result.value[i]! += (kernels.value[i] as number) * share;
      result.tangent[i]! += (kernels.tangent[i] as number) * share;
    }
  }
  return fresh(result, total);
}

const boxes = new Map<number, Numbers>();

/** Mean over a window of `width` positions. */
export function box(width: number): Numbers {
  let gains = boxes.get(width);
  if (gains === undefined) {
    gains = Array.from({ length: LAGS }, (_, f) => {
      if (f === 0) return 1;
      const half = (Math.PI * f) / RING;
      return width >= RING ? 0 : Math.sin(width * half) / (width * Math.sin(half));
    });
    boxes.set(width, gains);
  }
  return gains;
}

/** Every `stride`-th position. */
export function strided(kernels: Kernels, stride: number): Kernels {
  if (stride === 1) return kernels;
  const pick = (all: Numbers): Numbers =>
    all.map((_, i) => all[i - (i % LAGS) + Math.min(LAGS - 1, (i % LAGS) * stride)] as number);
  return { value: pick(kernels.value), tangent: pick(kernels.tangent) };
}

/** Mean over all pairs of positions. */
export function overPositions(all: Numbers, pair: number): number {
  let sum = 0;
  for (let lag = 0; lag < LAGS; lag++) sum += (MULTIPLICITY[lag] as number) * (all[pair * LAGS + lag] as number);
  return sum / RING;
}

/** By frequency, so that the filter f leads to f^2 times it. */
function spectrum(lags: Numbers): Numbers {
  const result = zeros();
  for (let pair = 0; pair < PAIRS; pair++) {
    for (let f = 0; f < LAGS; f++) {
      let sum = 0;
      for (let lag = 0; lag < LAGS; lag++) sum += (MULTIPLICITY[lag] as number) * (COSINES[f * LAGS + lag] as number) * (lags[pair * LAGS + lag] as number); // prettier-ignore
      result[pair * LAGS + f] = sum / RING;
    }
  }
  return result;
}

/** Adds what a filter leaves, by lag. */
function addFiltered(sums: Numbers, frequencies: Numbers, gain: Numbers): void {
  for (let pair = 0; pair < PAIRS; pair++) {
    for (let lag = 0; lag < LAGS; lag++) {
      let sum = 0;
      for (let f = 0; f < LAGS; f++) sum += (MULTIPLICITY[f] as number) * (gain[f] as number) ** 2 * (COSINES[lag * LAGS + f] as number) * (frequencies[pair * LAGS + f] as number); // prettier-ignore
      sums[pair * LAGS + lag]! += sum;
    }
  }
}
