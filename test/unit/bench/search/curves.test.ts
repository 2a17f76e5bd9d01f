/** Curves of searches: what is drawn is the median and the quartiles of what was measured. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { curvesSvg } from '../../../../bench/search/curve-drawing.ts';
import { quartilesOf, readCurves, regretAfter } from '../../../../bench/search/regret.ts';

describe('distances to the best', () => {
  it('are those of the best so far, and stay where a run ended', () => {
    expect(regretAfter([90, 88, 93, 94], 94, 6)).toEqual([4, 4, 1, 0, 0, 0]);
    expect(regretAfter([90, 95], 96, 1)).toEqual([6]);
  });

  it('have a median and quartiles after every evaluation', () => {
    const runs = [1, 2, 3, 4, 5].map((k) => [k, k / 10]);
    expect(quartilesOf(runs)).toEqual([
      { low: 2, median: 3, high: 4 },
      { low: 0.2, median: 0.3, high: 0.4 },
    ]);
  });
});

const file = {
  title: 'Searches on a <table>',
  subtitle: 'seeds 1 to 3',
  curves: [
    { name: 'random', runs: [9, 10, 11].map((k) => Array.from({ length: 50 }, (_, i) => k / (i + 1))) },
    { name: 'predictor', runs: [9, 10, 11].map((k) => Array.from({ length: 50 }, (_, i) => (i < 20 ? k / (i + 1) ** 2 : 0))) }, // prettier-ignore
  ],
};

/** Points of a path, as pairs. */
const points = (path: string): number[][] => [...path.matchAll(/(-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]); // prettier-ignore

describe('the drawing', () => {
  const svg = curvesSvg(file);
  const lines = [...svg.matchAll(/class="median"[^>]* d="([^"]+)"/g)].map(([, d = '']) => points(d));
  const bands = [...svg.matchAll(/class="band"[^>]* d="([^"]+)"/g)].map(([, d = '']) => points(d));

  it('is wide enough for the names beside the curves', () => {
    const name = 'evolution, population 30, mutate 1, tournament 10';
    const wide = curvesSvg({ ...file, curves: file.curves.map((curve) => ({ ...curve, name })) });
    const widthOf = (drawn: string): number => Number(/ width="(\d+)"/.exec(drawn)?.[1]);
    expect(widthOf(wide) - widthOf(svg)).toBeGreaterThan(6 * name.length - 150);
  });

  it('has a line and a band for each search, inside of the picture, from left to right and downwards', () => {
    expect([lines.length, bands.length]).toEqual([2, 2]);
    for (const line of lines) {
      expect(line).toHaveLength(50);
      for (let i = 1; i < line.length; i++) {
        expect(line[i]?.[0]).toBeGreaterThan(line[i - 1]?.[0] ?? NaN);
        expect(line[i]?.[1]).toBeGreaterThanOrEqual(line[i - 1]?.[1] ?? NaN);
      }
    }
    for (const [x = NaN, y = NaN] of [...lines, ...bands].flat()) {
      expect(x).toBeGreaterThanOrEqual(62);
      expect(x).toBeLessThanOrEqual(610);
      expect(y).toBeGreaterThanOrEqual(62);
      expect(y).toBeLessThanOrEqual(410);
    }
  });

  it('has the quartiles around the median, and what has found the best at the bottom', () => {
    lines.forEach((line, i) => {
      const band = bands[i] ?? [];
      line.forEach(([, y = NaN], j) => {
        expect(band[j]?.[1]).toBeLessThanOrEqual(y);
        expect(band[band.length - 1 - j]?.[1]).toBeGreaterThanOrEqual(y);
      });
    });
    const floor = Number(/y="([\d.]+)"[^>]*>best</.exec(svg)?.[1]) - 4;
    expect(lines[1]?.at(-1)?.[1]).toBeCloseTo(floor, 1);
    expect(lines[0]?.at(-1)?.[1]).toBeLessThan(floor - 20);
  });

  it('names every search apart from the others, and escapes its texts', () => {
    const names = [...svg.matchAll(/<text x="618" y="([\d.]+)"[^>]*>([^<]+)</g)];
    expect(names.map(([, , name]) => name)).toEqual(['random', 'predictor']);
    expect(Math.abs(Number(names[0]?.[1]) - Number(names[1]?.[1]))).toBeGreaterThanOrEqual(14);
    expect(svg).toContain('Searches on a &lt;table&gt;');
    expect(curvesSvg({ ...file, curves: [...file.curves, ...file.curves] }).match(/class="median"/g)).toHaveLength(4);
  });

  it('is made from the file that the benchmark writes, and from no other', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hnas-curves-'));
    writeFileSync(join(folder, 'curves.json'), JSON.stringify(file));
    expect(readCurves(join(folder, 'curves.json'))).toEqual(file);
    const script = join(import.meta.dirname, '../../../../bench/search/curves.ts');
    const said = execFileSync(process.execPath, [script, 'curves.json', '--out', 'curves.svg'], { cwd: folder });
    expect(readFileSync(join(folder, 'curves.svg'), 'utf8')).toBe(svg);
    expect(said.toString()).toContain('| random | 0.400 (0.360, 0.440) | 0.200 (0.180, 0.220) |');
    writeFileSync(join(folder, 'other.json'), '{"title": "x"}');
    expect(() => readCurves(join(folder, 'other.json'))).toThrow(/is none of efficiency\.ts --curves: /);
  });
});
