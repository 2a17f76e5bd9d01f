/** Draws line segments anti-aliased: a pixel is covered as far as its centre lies within half the stroke's width. */
import type { Segments } from './strokes.ts';

/**
 * Coverage 0..1 of a square image.
 *
 * @param segments in pixels, y downwards, (0, 0) the upper left corner of the image
 * @param width    stroke width in pixels
 * @param cover    receives max(cover, coverage) for `size * size` pixels
 */
export function drawStrokes(segments: Segments, width: number, size: number, cover: Float64Array): void {
  const reach = width / 2 + 0.5;
  for (let s = 0; s < segments.length; s += 4) {
    const x1 = segments[s] as number;
    const y1 = segments[s + 1] as number;
    const dx = (segments[s + 2] as number) - x1;
    const dy = (segments[s + 3] as number) - y1;
    const length2 = dx * dx + dy * dy;
    const left = Math.max(0, Math.floor(Math.min(x1, x1 + dx) - reach));
    const right = Math.min(size - 1, Math.ceil(Math.max(x1, x1 + dx) + reach));
    const top = Math.max(0, Math.floor(Math.min(y1, y1 + dy) - reach));
    const bottom = Math.min(size - 1, Math.ceil(Math.max(y1, y1 + dy) + reach));
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const px = x + 0.5 - x1;
        const py = y + 0.5 - y1;
        const along = length2 === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / length2));
        const ex = px - along * dx;
        const ey = py - along * dy;
        const covered = Math.min(1, reach - Math.sqrt(ex * ex + ey * ey));
        const at = y * size + x;
        if (covered > (cover[at] as number)) cover[at] = covered;
      }
    }
  }
}
