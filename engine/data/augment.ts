/**
 * Augmentation of training images: `crop(pad)` shifts by padding and cutting back, `flip` mirrors left to right. Both work on
 * normalised pixels, so padding is the mean colour of the training split.
 */
import type { Random } from '../../dsl/random.ts';
import type { ImageShape } from './dataset.ts';
import { nearest } from '../../dsl/semantics/suggest.ts';
import { show, type OptionReader } from './options.ts';
import { fail, ok, type Outcome } from './outcome.ts';

export type Augmentation = { readonly name: 'crop'; readonly pad: number } | { readonly name: 'flip' };

/** Changes one image in place: `pixels` holds it from `offset` on, planar. */
export function applyAugmentation(
  augmentation: Augmentation,
  shape: ImageShape,
  pixels: Float32Array,
  offset: number,
  random: Random,
): void {
  switch (augmentation.name) {
    case 'crop': {
      const span = 2 * augmentation.pad + 1;
      const dy = random.int(span) - augmentation.pad;
      const dx = random.int(span) - augmentation.pad;
      if (dx !== 0 || dy !== 0) shift(shape, pixels, offset, dx, dy);
      return;
    }
    case 'flip':
      if (random.int(2) === 1) mirror(shape, pixels, offset);
  }
}

/**
 * Reads the option `augment`: a list of `crop(pad: 4)` and `flip`, each as a name, the text of a call, or a record such as
 * `{ name: "crop", pad: 4 }`.
 */
export const augmentations: OptionReader<readonly Augmentation[]> = (value) => {
  if (value === undefined) return ok([]);
  const list: Augmentation[] = [];
  for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) {
    const outcome = readOne(item);
    if ('error' in outcome) return outcome;
    list.push(outcome.value);
  }
  return ok(list);
};

function readOne(item: unknown): Outcome<Augmentation> {
  let name: unknown = item;
  let settings: Record<string, unknown> = {};
  if (typeof item === 'string') {
    const call = /^\s*(\w+)\s*(?:\(\s*(?:(?:pad\s*[:=]\s*)?(\d+))?\s*\))?\s*$/.exec(item);
    name = call?.[1] ?? item;
    if (call?.[2] !== undefined) settings = { pad: Number(call[2]) };
  } else if (typeof item === 'object' && item !== null) {
    ({ name, ...settings } = item as Record<string, unknown>);
  }
  if (name !== 'crop' && name !== 'flip') {
    const suggestion = typeof name === 'string' ? nearest(name, ['crop', 'flip']) : undefined;
    const hint = suggestion === undefined ? '' : `; did you mean "${suggestion}"?`;
    return fail(`knows the augmentations crop(pad) and flip, not ${show(name)}${hint}`);
  }
  const stray = Object.keys(settings).find((key) => name === 'flip' || key !== 'pad');
  if (stray !== undefined) return fail(`has an augmentation ${name} with an unknown setting "${stray}"`);
  if (name === 'flip') return ok({ name });
  const pad = settings['pad'] ?? 4;
  if (typeof pad !== 'number' || !Number.isInteger(pad) || pad < 1 || pad > 64) {
    return fail(`has a crop whose pad must be a whole number 1..64, not ${show(pad)}`);
  }
  return ok({ name, pad });
}

/** Moves the image by (dx, dy); what comes in from outside is 0. */
function shift(shape: ImageShape, pixels: Float32Array, offset: number, dx: number, dy: number): void {
  const { channels, height, width } = shape;
  const area = height * width;
  for (let c = 0; c < channels; c++) {
    const plane = pixels.subarray(offset + c * area, offset + (c + 1) * area);
    const before = plane.slice();
    plane.fill(0);
    for (let y = Math.max(0, dy); y < Math.min(height, height + dy); y++) {
      const from = (y - dy) * width;
      const row = before.subarray(from + Math.max(0, -dx), from + Math.min(width, width - dx));
      if (row.length > 0) plane.set(row, y * width + Math.max(0, dx));
    }
  }
}

function mirror(shape: ImageShape, pixels: Float32Array, offset: number): void {
  for (let row = 0; row < shape.channels * shape.height; row++) {
    pixels.subarray(offset + row * shape.width, offset + (row + 1) * shape.width).reverse();
  }
}
