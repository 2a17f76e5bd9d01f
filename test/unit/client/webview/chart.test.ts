import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  contrast,
  laidOver,
  opaque,
  rgbOf,
  seenOpacity,
  type Colour,
} from '../../../../client/webview/chart/colour.ts';
import { beside } from '../../../../client/webview/chart/export.ts';
import { drawPoints, rasterOf } from '../../../../client/webview/chart/raster.ts';
import { panned, place, roomy, ticks, valueAt, zoomed, type Scale } from '../../../../client/webview/chart/scale.ts';
import { escapeXml, sceneSvg, type PointGroup, type Scene } from '../../../../client/webview/chart/scene.ts';
import { shapeMask, shapePath, shapes } from '../../../../client/webview/chart/shapes.ts';

const linear: Scale = { log: false, low: 0, high: 10, start: 100, end: 300 };
const log: Scale = { log: true, low: 1, high: 1000, start: 300, end: 0 };

describe('scales', () => {
  it('go to pixels and back', () => {
    expect(place(linear, 5)).toBe(200);
    expect(place(log, 10)).toBeCloseTo(200);
    for (const scale of [linear, log]) {
      for (const value of [1, 3.7, 9.9]) expect(valueAt(scale, place(scale, value))).toBeCloseTo(value);
    }
  });

  it('have no place for what is missing, nor for what is not positive on a logarithmic one', () => {
    expect(place(linear, NaN)).toBeNaN();
    expect(place(log, 0)).toBeNaN();
    expect(place(log, -1)).toBeNaN();
  });

  it('keep the value under the pointer while zooming, and shift while panning', () => {
    for (const scale of [linear, log]) {
      const [low, high] = zoomed(scale, 150, 0.5);
      expect(place({ ...scale, low, high }, valueAt(scale, 150))).toBeCloseTo(150);
      const [from, to] = panned(scale, 20);
      expect(place({ ...scale, low: from, high: to }, valueAt(scale, 150))).toBeCloseTo(170);
    }
  });

  it('stop zooming before numbers run out of digits', () => {
    let scale = linear;
    for (let i = 0; i < 500; i++) {
      const [low, high] = zoomed(scale, 150, 0.5);
      scale = { ...scale, low, high };
    }
    expect(scale.high).toBeGreaterThan(scale.low);
    expect(place(scale, scale.high)).toBeCloseTo(300);
  });

  it('have round ticks within them, of any domain', () => {
    expect(ticks(linear, 5)).toEqual([0, 2, 4, 6, 8, 10]);
    expect(ticks({ ...linear, low: -9.379004004009007, high: -9.379004004009007 + 0.00400400400400347 }, 2)).toEqual([
      -9.378, -9.376,
    ]);
    expect(ticks({ ...log, high: 1000 }, 6)).toEqual([1, 3, 10, 30, 100, 300, 1000]);
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        fc.integer({ min: 2, max: 12 }),
        (low, span, count) => {
          const found = ticks({ ...linear, low, high: low + span }, count);
          expect(found.length).toBeGreaterThan(0);
          expect(found.length).toBeLessThanOrEqual(3 * count);
          for (const tick of found) {
            expect(tick).toBeGreaterThanOrEqual(low - 1e-6 * span);
            expect(tick).toBeLessThanOrEqual(low + span * (1 + 1e-6));
          }
        },
      ),
    );
  });

  it('have room around what they hold: many values, one, none', () => {
    expect(roomy(20, 30, false)).toEqual([19.4, 30.6]);
    expect(roomy(0, 30, false)[0]).toBe(0);
    expect(roomy(90, 100, false, [0, 100])[1]).toBeCloseTo(100.318, 2);
    const [low, high] = roomy(5, 5, false);
    expect([low < 5, high > 5]).toEqual([true, true]);
    expect(roomy(Infinity, -Infinity, false)).toEqual([0, 1]);
    expect(roomy(Infinity, -Infinity, true)).toEqual([1, 10]);
  });
});

const group = (places: readonly (readonly [number, number])[], more: Partial<PointGroup> = {}): PointGroup => ({
  shape: 'square',
  radius: 2,
  hollow: false,
  colour: '#ff0000',
  opacity: 1,
  count: places.length,
  xs: Float32Array.from(places, ([x]) => x),
  ys: Float32Array.from(places, ([, y]) => y),
  ...more,
});
const box = { left: 0, top: 0, right: 40, bottom: 30 };

describe('points as pixels', () => {
  const pixel = (groups: readonly PointGroup[], x: number, y: number, ratio = 1): number[] => {
    const raster = rasterOf(40 * ratio, 30 * ratio);
    drawPoints(raster, groups, box, ratio);
    return [...raster.pixels.subarray(4 * (y * 40 * ratio + x), 4 * (y * 40 * ratio + x) + 4)];
  };

  it('are drawn where they are, in their colour, and nowhere else', () => {
    expect(pixel([group([[10, 10]])], 10, 10)).toEqual([255, 0, 0, 255]);
    expect(pixel([group([[10, 10]])], 20, 10)).toEqual([0, 0, 0, 0]);
    expect(pixel([group([[10, 10]])], 20, 20, 2)).toEqual([255, 0, 0, 255]);
  });

  it('of one group have one opacity however many lie there; groups lie over each other', () => {
    const half = group(
      [
        [10, 10],
        [10, 10],
        [10.2, 10.2],
      ],
      { opacity: 0.5 },
    );
    expect(pixel([half], 10, 10)).toEqual([255, 0, 0, 128]);
    const blue = group([[10, 10]], { colour: '#0000ff', opacity: 0.5 });
    const [red, , over, alpha] = pixel([half, blue], 10, 10) as [number, number, number, number];
    expect(alpha).toBeCloseTo(191, -1);
    expect(over).toBeGreaterThan(red);
  });

  it('are cut at the edges, and left out where they have no place', () => {
    expect(pixel([group([[0, 0]])], 0, 0)).toEqual([255, 0, 0, 255]);
    expect(pixel([group([[39.9, 29.9]])], 39, 29)).toEqual([255, 0, 0, 255]);
    expect(() =>
      pixel(
        [
          group([
            [NaN, 5],
            [-50, 5],
            [1e9, 5],
          ]),
        ],
        0,
        0,
      ),
    ).not.toThrow();
    expect(pixel([group([[NaN, 0]])], 0, 0)).toEqual([0, 0, 0, 0]);
  });

  it('have shapes that are told apart, filled and hollow', () => {
    const seen = new Set<string>();
    for (const shape of [...shapes, 'cross' as const]) {
      const full = shapeMask(shape, 8);
      const rim = shapeMask(shape, 8, 1.2);
      const middle = (full.side * full.side - 1) / 2;
      expect(full.coverage[middle]).toBe(255);
      expect(rim.coverage[(rim.side * rim.side - 1) / 2]).toBe(0);
      const area = (mask: Uint8Array): number => mask.reduce((a, b) => a + b, 0);
      expect(area(rim.coverage)).toBeLessThan(area(full.coverage));
      expect(area(rim.coverage)).toBeGreaterThan(0);
      seen.add(`${full.side} ${full.coverage.join()}`);
    }
    expect(seen.size).toBe(9);
  });
});

describe('a scene as SVG', () => {
  const scene: Scene = {
    width: 40,
    height: 30,
    background: '#ffffff',
    font: '"A <b>", sans-serif',
    box,
    under: [{ kind: 'text', x: 1, y: 2, text: 'a < b & "c"', fill: '#000000' }],
    points: [
      group([
        [10, 10],
        [10.1, 10.1],
        [20, 20],
        [100, 100],
      ]),
    ],
    over: [
      { kind: 'path', d: '' },
      { kind: 'clip', box, marks: [] },
    ],
  };

  it('has each point that is seen once, and texts as texts', () => {
    const svg = sceneSvg(scene, 'A <title>');
    expect(svg).toContain('<title>A &lt;title&gt;</title>');
    expect(svg).toContain('>a &lt; b &amp; &quot;c&quot;</text>');
    expect(svg).toContain(shapePath('square', 10, 10, 2));
    expect(svg.split('M').length - 1).toBe(2);
    expect(svg).not.toContain('style=');
  });

  it('may stand beside another one', () => {
    const svg = sceneSvg(beside(scene, { ...scene, width: 60, height: 50 }), 'both');
    expect(svg).toContain('viewBox="0 0 100 50"');
    expect(svg).toMatch(/<g transform="translate\(40 0\)"><text x="1" y="2"/);
  });

  it('has no character that XML does not know', () => {
    expect(escapeXml('a\u0000b\ud800c\u{1f600}d\ufffe')).toBe('abc\u{1f600}d');
  });
});

describe('colours', () => {
  it('are as opaque as it takes to be seen on their ground, and no more than those of the front', () => {
    expect(contrast(rgbOf('#000000'), rgbOf('#ffffff'))).toBeCloseTo(21);
    expect(contrast(rgbOf('#777777'), rgbOf('#ffffff'))).toBeCloseTo(4.48, 2);
    const seen = (colour: Colour, ground: Colour): number => {
      const opacity = seenOpacity(0.5, colour, ground);
      expect(contrast(laidOver(colour, ground, opacity), rgbOf(ground))).toBeGreaterThanOrEqual(3);
      return opacity;
    };
    expect(seen('#ffffff', '#000000')).toBe(0.5);
    expect(seen('#0063d3', '#ffffff')).toBeGreaterThan(0.5);
    // Orange on white has no such contrast at all.
    expect(seenOpacity(0.5, '#d18616', '#ffffff')).toBe(0.9);
  });

  it('are read as browsers compute them, and laid over the ground', () => {
    expect(opaque('rgb(1, 2, 255)', '#000000')).toBe('#0102ff');
    expect(opaque('rgba(255, 255, 255, 0.5)', '#000000')).toBe('#808080');
    expect(opaque('color(srgb 1 0 0.5 / 0.5)', '#ffffff')).toBe('#ff80bf');
    expect(opaque('none', '#ffffff')).toBeUndefined();
    expect(rgbOf('#0102ff')).toEqual({ red: 1, green: 2, blue: 255 });
  });
});
