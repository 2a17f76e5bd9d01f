/** How images entered while a network was trained, as a file of its weights says it: whoever uses them has to do the same. */
import type { Dataset } from '../data/dataset.ts';

/** Pixels, bytes divided by 255, enter as (value - mean) / deviation, for each channel. */
export interface Pixels {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

export function aboutPixels({ mean, std }: Pick<Dataset, 'mean' | 'std'>): Record<string, string> {
  return { mean: JSON.stringify(mean), deviation: JSON.stringify(std) };
}

/** Undefined where the file does not say. */
export function pixelsOf(about: Readonly<Record<string, string>>): Pixels | undefined {
  const [mean, deviation] = [numbers(about['mean']), numbers(about['deviation'])];
  return mean === undefined || deviation === undefined ? undefined : { mean, deviation };
}

/** One line for people. */
export function wordsOfPixels({ mean, deviation }: Pixels): string {
  const shown = (values: readonly number[]): string => values.map((each) => each.toPrecision(4)).join(', ');
  return `pixels are to enter as (value - mean) / deviation: mean ${shown(mean)}, deviation ${shown(deviation)}; values of bytes are divided by 255`;
}

function numbers(text: string | undefined): readonly number[] | undefined {
  const found = /^\[([-+.,\deE ]+)\]$/
    .exec(text ?? '')?.[1]
    ?.split(',')
    .map(Number);
  return found?.every(Number.isFinite) === true ? found : undefined;
}
