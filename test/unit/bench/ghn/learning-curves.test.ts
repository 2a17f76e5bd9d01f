import { describe, expect, it } from 'vitest';
import { curveSvg } from '../../../../bench/ghn/curve-svg.ts';
import { meanCurve, stepsTo } from '../../../../bench/ghn/learning-curves.ts';

describe('learning curves', () => {
  const curves = [
    [{ step: 0, accuracy: 10 }, { step: 10, accuracy: 30 }, { step: 20, accuracy: 40 }],
    [{ step: 0, accuracy: 10 }, { step: 10, accuracy: 20 }, { step: 20, accuracy: 30 }],
  ]; // prettier-ignore

  it('have a mean and a standard deviation to either side at each step', () => {
    const mean = meanCurve(curves);
    expect(mean.map(({ x, y }) => [x, y])).toEqual([[0, 10], [10, 25], [20, 35]]); // prettier-ignore
    expect(mean[0]).toMatchObject({ low: 10, high: 10 });
    expect(mean[1]?.high).toBeCloseTo(25 + Math.SQRT1_2 * 10);
    expect(mean[1]?.low).toBeCloseTo(25 - Math.SQRT1_2 * 10);
  });

  it('reach an accuracy between their points along straight lines, at once, or never', () => {
    const mean = meanCurve(curves);
    expect(stepsTo(mean, 30)).toBeCloseTo(15);
    expect(stepsTo(mean, 25)).toBeCloseTo(10);
    expect(stepsTo(mean, 5)).toBe(0);
    expect(stepsTo(mean, 36)).toBe(Infinity);
  });

  it('are drawn with a band and a name each, higher accuracies higher', () => {
    const [first, second] = curves.map((curve) => meanCurve([curve]));
    const svg = curveSvg({ title: 'a < b', subtitle: 'two', x: 'steps', y: '%', curves: [{ name: 'one', points: first ?? [] }, { name: 'other', points: second ?? [] }] }); // prettier-ignore
    expect(svg).toContain('a &lt; b');
    expect(svg).not.toContain('NaN');
    const lines = [...svg.matchAll(/<path d="M([^"]*)" style="fill:none/g)].map(([, path]) => (path as string).split('L').map((at) => Number(at.split(' ')[1]))); // prettier-ignore
    expect(lines).toHaveLength(2);
    const [one, other] = lines as [number[], number[]];
    expect(one[0]).toBe(other[0]);
    expect(one[1]).toBeLessThan(other[1] as number);
    expect(one[2]).toBeLessThan(one[1] as number);
    const names = [...svg.matchAll(/<text class="key" x="[^"]*" y="([^"]*)"[^>]*>(\w+)</g)].map(([, y, name]) => [name, Number(y)]); // prettier-ignore
    const { one: upper, other: lower } = Object.fromEntries(names) as Record<string, number>;
    expect(upper).toBeLessThan(one.at(-1) as number);
    expect(lower).toBeGreaterThan(other.at(-1) as number);
  });
});
