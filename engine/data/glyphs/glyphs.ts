/**
 * The generated data set: digits and letters of the project's own stroke font, each written with random shift, rotation, scale,
 * slant, bend, stroke width, contrast, stray strokes and noise. The same seed gives the same bytes on every platform.
 */
import { seededRandom, type Random } from '../../../dsl/random.ts';
import { image } from '../../../dsl/graph/shape.ts';
import type { CommonOptions } from '../assemble.ts';
import { memoryBytes } from '../bytes.ts';
import type { ImageShape, ImageSource, SourceParts } from '../dataset.ts';
import { amount, integer, number, oneOf, optional, withDefault } from '../options.ts';
import { fail, ok, type Outcome } from '../outcome.ts';
import { decodePlanarBytes, recordSource } from '../source.ts';
import { distort, uniform } from './distort.ts';
import { glyphsOf, type GlyphSet } from './font.ts';
import { drawStrokes } from './raster.ts';
import { flatten, type Segments } from './strokes.ts';

export const glyphOptions = {
  classes: withDefault(oneOf('digits', 'letters', 'all'), 'digits'),
  /** Width and height in pixels. */
  size: withDefault(integer(8, 256), 16),
  /** 1: grey, 3: coloured. */
  channels: withDefault(oneOf(1, 3), 1),
  /** Images to validate on: a count or a fraction. */
  val: withDefault(amount, 0.2),
  /** Images to train and validate on together; unless told, as many as `train` and `val` ask for, but no fewer than 5,000. */
  count: optional(integer(2, 10_000_000)),
  /** 0: as in a book; 1: the default; 2: hardly readable. */
  difficulty: withDefault(number(0, 2), 1),
};

interface GlyphOptions {
  readonly classes: GlyphSet;
  readonly size: number;
  readonly channels: 1 | 3;
  readonly count: number | undefined;
  readonly difficulty: number;
}

const DEFAULT_COUNT = 5000;
const DEFAULT_TEST = 1000;
const MEMORY_LIMIT = 2 ** 31 - 1;

/** Draws the training and validation images, and as a stream of its own the test images (`test` counts them, 1,000 unless told). */
export function openGlyphs(options: GlyphOptions, common: CommonOptions): Outcome<SourceParts> {
  const { test = DEFAULT_TEST } = common;
  const count = options.count ?? countFor(common.train, common.val ?? 0);
  if (test > 0 && test < 1) return fail('option "test" must be a number of images: test images are generated for it');
  const bytes = (count + test) * options.channels * options.size ** 2;
  if (bytes > MEMORY_LIMIT)
    return fail(`${count + test} images of this size need ${bytes} bytes, the limit is ${MEMORY_LIMIT}`);
  const random = seededRandom(common.seed).fork('glyphs');
  const names = glyphsOf(options.classes).map((glyph) => glyph.name);
  const first = drawSet(options, count, random.fork('train'));
  return ok({
    classNames: names,
    train: first,
    ...(test > 0 ? { test: drawSet(options, test, random.fork('test')) } : {}),
  });
}

/** Enough images for counts and fractions of training and validation; exactly their sum when both are counts. */
function countFor(train: number | undefined, val: number): number {
  if (train !== undefined && train >= 1 && val >= 1) return train + val;
  const amounts = [train ?? 0, val];
  const counted = amounts.reduce((sum, amount) => sum + (amount >= 1 ? amount : 0), 0);
  const share = amounts.reduce((sum, amount) => sum + (amount < 1 ? amount : 0), 0);
  return Math.max(DEFAULT_COUNT, share < 1 ? Math.ceil(counted / (1 - share)) : 0);
}

/** `count` images, classes in turn, so that every class has its share. */
function drawSet(options: GlyphOptions, count: number, random: Random): ImageSource {
  const { size, channels } = options;
  const glyphs = glyphsOf(options.classes).map((glyph) => glyph.forms.map(flatten));
  const length = channels * size * size;
  const pixels = new Uint8Array(count * length);
  const labels = Uint16Array.from({ length: count }, (_, i) => i % glyphs.length);
  for (let i = 0; i < count; i++) {
    const forms = glyphs[labels[i] as number] as Segments[];
    const form = forms[random.int(forms.length)] as Segments;
    drawGlyph(form, options, random, pixels.subarray(i * length, (i + 1) * length));
  }
  const shape = image(channels, size, size) as ImageShape;
  const layout = { shape, start: 0, stride: length, length, decode: decodePlanarBytes };
  return recordSource(memoryBytes('generated glyphs', pixels), layout, labels);
}

/** One image: strokes, stray strokes, contrast, noise; quantised to bytes. */
function drawGlyph(form: Segments, options: GlyphOptions, random: Random, into: Uint8Array): void {
  const { size, channels, difficulty } = options;
  const cover = new Float64Array(size * size);
  const pen = (size / 16) * uniform(random, 1.5 - 0.5 * Math.min(1, difficulty), 1.5 + 0.9 * difficulty);
  drawStrokes(distort(form, size, difficulty, random), pen, size, cover);
  const strays = difficulty === 0 ? 0 : random.int(3);
  for (let i = 0; i < strays; i++) drawStrokes(strayStroke(size, difficulty, random), pen * 0.7, size, cover);

  const contrast = uniform(random, 0.9 - 0.5 * Math.min(1.4, difficulty), 0.9);
  const paper = uniform(random, 0, 1 - contrast);
  // Ink darker than paper as often as lighter.
  const inverted = difficulty > 0 && random.int(2) === 1;
  const noise = 0.16 * difficulty;
  for (let c = 0; c < channels; c++) {
    const tint = channels === 1 ? 1 : uniform(random, 0.5, 1);
    for (let p = 0; p < cover.length; p++) {
      const ink = paper + contrast * tint * (cover[p] as number);
      const grain = noise * (random.next() + random.next() + random.next() - 1.5);
      const value = (inverted ? 1 - ink : ink) + grain;
      into[c * cover.length + p] = Math.round(255 * Math.min(1, Math.max(0, value)));
    }
  }
}

/** A short line anywhere, that belongs to no glyph. */
function strayStroke(size: number, difficulty: number, random: Random): Segments {
  const reach = 0.25 * size * difficulty;
  const x = uniform(random, 0, size);
  const y = uniform(random, 0, size);
  return Float64Array.of(x, y, x + uniform(random, -reach, reach), y + uniform(random, -reach, reach));
}
