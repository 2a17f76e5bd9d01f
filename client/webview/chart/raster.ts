/**
 * Points into pixels. A canvas that strokes a hundred thousand arcs takes a second; stamping masks of coverage into a plane of bytes takes a
 * few milliseconds, and points that fall on the same pixel are stamped once. Pure, so that it is tested without a browser.
 */
import { rgbOf } from './colour.ts';
import { HOLLOW_RIM, type Box, type PointGroup } from './scene.ts';
import { shapeMask, type Mask } from './shapes.ts';

export interface Raster {
  readonly width: number;
  readonly height: number;
  /** RGBA, not premultiplied, as `ImageData` has it. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  /** Coverage of the group that is being drawn. */
  readonly plane: Uint8Array;
  /** Pixels that are the middle of a stamp of the group. */
  readonly taken: Uint8Array;
}

export function rasterOf(width: number, height: number): Raster {
  const size = width * height;
  return {
    width,
    height,
    pixels: new Uint8ClampedArray(4 * size),
    plane: new Uint8Array(size),
    taken: new Uint8Array(size),
  };
}

/** Draws the groups into a cleared raster, whose left upper corner is that of the box; `ratio` device pixels a pixel. */
export function drawPoints(raster: Raster, groups: readonly PointGroup[], box: Box, ratio: number): void {
  raster.pixels.fill(0);
  for (const group of groups) {
    if (group.count > 0) drawGroup(raster, group, box, ratio);
  }
}

function drawGroup(raster: Raster, group: PointGroup, box: Box, ratio: number): void {
  const { width, height, plane, taken } = raster;
  const mask = maskOf(group, ratio);
  const reach = (mask.side - 1) / 2;
  const { shifts, values } = footprint(mask, width);
  plane.fill(0);
  taken.fill(0);
  let top = height;
  let bottom = -1;
  for (let i = 0; i < group.count; i++) {
    const x = Math.floor(((group.xs[i] as number) - box.left) * ratio);
    const y = Math.floor(((group.ys[i] as number) - box.top) * ratio);
    // Comparisons are false for NaN, which is a point without a place.
    if (!(x >= 0 && x < width && y >= 0 && y < height)) continue;
    const at = y * width + x;
    if (taken[at] === 1) continue;
    taken[at] = 1;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
    if (x < reach || y < reach || x + reach >= width || y + reach >= height) {
      stampAtEdge(raster, mask, reach, x, y);
      continue;
    }
    for (let k = 0; k < shifts.length; k++) {
      const to = at + (shifts[k] as number);
      if ((values[k] as number) > (plane[to] as number)) plane[to] = values[k] as number;
    }
  }
  if (bottom >= 0) paint(raster, group, Math.max(0, top - reach), Math.min(height - 1, bottom + reach));
}

/** Where a mask covers anything, as shifts within a plane of that width. */
function footprint(
  { side, coverage }: Mask,
  width: number,
): { readonly shifts: Int32Array; readonly values: Uint8Array } {
  const reach = (side - 1) / 2;
  const covered = [...coverage.keys()].filter((i) => (coverage[i] as number) > 0);
  return {
    shifts: Int32Array.from(covered, (i) => (Math.floor(i / side) - reach) * width + (i % side) - reach),
    values: Uint8Array.from(covered, (i) => coverage[i] as number),
  };
}

function stampAtEdge({ width, height, plane }: Raster, mask: Mask, reach: number, x: number, y: number): void {
  const { side, coverage } = mask;
  const firstRow = Math.max(0, reach - y);
  const lastRow = Math.min(side, height - y + reach);
  const firstColumn = Math.max(0, reach - x);
  const lastColumn = Math.min(side, width - x + reach);
  for (let row = firstRow; row < lastRow; row++) {
    let from = row * side + firstColumn;
    let to = (y - reach + row) * width + x - reach + firstColumn;
    for (let column = firstColumn; column < lastColumn; column++, from++, to++) {
      const value = coverage[from] as number;
      if (value > (plane[to] as number)) plane[to] = value;
    }
  }
}

/** The plane, in the colour of the group, over what is there. */
function paint({ width, pixels, plane }: Raster, group: PointGroup, top: number, bottom: number): void {
  const { red, green, blue } = rgbOf(group.colour);
  for (let at = top * width; at < (bottom + 1) * width; at++) {
    const covered = plane[at] as number;
    if (covered === 0) continue;
    const alpha = (covered / 255) * group.opacity;
    const p = 4 * at;
    const below = (pixels[p + 3] as number) / 255;
    const together = alpha + below * (1 - alpha);
    const share = alpha / together;
    pixels[p] = red * share + (pixels[p] as number) * (1 - share);
    pixels[p + 1] = green * share + (pixels[p + 1] as number) * (1 - share);
    pixels[p + 2] = blue * share + (pixels[p + 2] as number) * (1 - share);
    pixels[p + 3] = together * 255;
  }
}

const masks = new Map<string, Mask>();

function maskOf({ shape, radius, hollow }: PointGroup, ratio: number): Mask {
  const key = `${shape} ${radius} ${hollow} ${ratio}`;
  const known = masks.get(key);
  if (known !== undefined) return known;
  const mask = shapeMask(shape, radius * ratio, hollow ? HOLLOW_RIM * ratio : undefined);
  masks.set(key, mask);
  return mask;
}
