/** How one glyph is written: the random placement, slant and wobble of its strokes. */
import type { Random } from '../../../dsl/random.ts';
import type { Segments } from './strokes.ts';

/** Uniform in [from, to). */
export function uniform(random: Random, from: number, to: number): number {
  return from + (to - from) * random.next();
}

/**
 * Maps a glyph from its grid (8 x 12) into an image of `size` pixels: scaled, stretched, slanted, bent by a random quadratic field,
 * rotated and shifted. `difficulty` 0 writes it upright in the middle, 1 as carelessly as the default data set is.
 */
export function distort(segments: Segments, size: number, difficulty: number, random: Random): Segments {
  const height = size * uniform(random, 0.72 - 0.2 * difficulty, 0.72 + 0.08 * difficulty);
  const aspect = uniform(random, 1 - 0.25 * difficulty, 1 + 0.3 * difficulty);
  const shear = 0.35 * difficulty * uniform(random, -1, 1);
  const half = 0.24 * difficulty * uniform(random, -1, 1);
  // The angle by its half tangent, up to about 27 degrees: exact arithmetic instead of sines.
  const cos = (1 - half * half) / (1 + half * half);
  const sin = (2 * half) / (1 + half * half);
  const bend = Array.from({ length: 6 }, () => 0.18 * difficulty * uniform(random, -1, 1));
  const room = Math.max(0, (size - height) / 2 + 0.06 * size * difficulty);
  const centreX = size / 2 + room * Math.min(1, difficulty) * uniform(random, -1, 1);
  const centreY = size / 2 + room * Math.min(1, difficulty) * uniform(random, -1, 1);
  const [bxx = 0, bxy = 0, byy = 0, cxx = 0, cxy = 0, cyy = 0] = bend;

  const out = new Float64Array(segments.length);
  for (let i = 0; i < segments.length; i += 2) {
    // -0.5..0.5 in both directions; the width of the box is two thirds of its height.
    const u = (segments[i] as number) / 8 - 0.5;
    const v = (segments[i + 1] as number) / 12 - 0.5;
    const bentX = u + bxx * u * u + bxy * u * v + byy * v * v;
    const bentY = v + cxx * u * u + cxy * u * v + cyy * v * v;
    const x = ((bentX * 2) / 3) * aspect - shear * bentY;
    out[i] = centreX + height * (cos * x - sin * bentY);
    out[i + 1] = centreY + height * (sin * x + cos * bentY);
  }
  return out;
}
