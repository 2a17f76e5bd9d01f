/**
 * The batch on which proxies are measured: glyphs that the engine draws itself (the default, images with structure as data sets have), or
 * independent normal numbers.
 */
import type { Random } from '../../dsl/random.ts';
import type { ImageShape } from '../data/dataset.ts';
import { openGlyphs } from '../data/glyphs/glyphs.ts';

export type ImageKind = 'glyphs' | 'normal';

export interface LabelledImages {
  /** [batch, channels, height, width], each channel of mean 0 and variance 1. */
  readonly pixels: Float32Array;
  readonly labels: Int32Array;
}

const SMALLEST_GLYPH = 8;

export function drawImages(
  kind: ImageKind,
  { channels, height, width }: ImageShape,
  batch: number,
  classes: number,
  random: Random,
): LabelledImages {
  const labels = Int32Array.from({ length: batch }, (_, i) => i % classes);
  const pixels = new Float32Array(batch * channels * height * width);
  if (kind === 'normal') return { pixels: pixels.map(() => random.normal()), labels };
  const size = Math.max(SMALLEST_GLYPH, height, width);
  const options = { classes: 'digits' as const, size, channels: 3 as const, count: batch, difficulty: 1 };
  const common = { train: undefined, val: undefined, test: 0, seed: random.int(2 ** 31), augment: [] };
  const drawn = openGlyphs(options, common);
  if ('error' in drawn) throw new Error(drawn.error);
  const source = drawn.value.train;
  const glyph = new Float32Array(3 * size * size);
  for (let i = 0; i < batch; i++) {
    source.read(i, glyph, 0);
    for (let c = 0; c < channels; c++) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          pixels[((i * channels + c) * height + y) * width + x] = glyph[((c % 3) * size + y) * size + x] as number;
        }
      }
    }
  }
  source.close();
  standardise(pixels, batch, channels);
  return { pixels, labels };
}

function standardise(pixels: Float32Array, batch: number, channels: number): void {
  const length = pixels.length / (batch * channels);
  for (let c = 0; c < channels; c++) {
    let [sum, squares] = [0, 0];
    const each = (visit: (at: number) => void): void => {
      for (let i = 0; i < batch; i++) for (let p = 0; p < length; p++) visit((i * channels + c) * length + p);
    };
    each((at) => {
      sum += pixels[at] as number;
      squares += (pixels[at] as number) ** 2;
    });
    const mean = sum / (batch * length);
    const deviation = Math.sqrt(Math.max(squares / (batch * length) - mean * mean, 1e-12));
    each((at) => {
      pixels[at] = ((pixels[at] as number) - mean) / deviation;
    });
  }
}
