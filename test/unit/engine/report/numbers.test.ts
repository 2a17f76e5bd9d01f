import { describe, expect, it } from 'vitest';
import { metricTitle, showCount, showDuration, showMetric } from '../../../../engine/report/numbers.ts';

describe('numbers for people', () => {
  it.each([
    [0, '0'],
    [7, '7'],
    [999, '999'],
    [1000, '1K'],
    [1234, '1.23K'],
    [12_345, '12.3K'],
    [123_456, '123K'],
    [999_949, '1.00M'],
    [1_500_000, '1.50M'],
    [15_234_000, '15.2M'],
    [3e9, '3G'],
    [0.5, '0.50'],
  ])('count %d is %s', (value, text) => expect(showCount(value)).toBe(text));

  it.each([
    [0.0000042, '4 us'],
    [0.0123, '12.3 ms'],
    [1.5, '1.5 s'],
    [9.96, '10 s'],
    [59.7, '1 min 00 s'],
    [200, '3 min 20 s'],
    [7500, '2 h 05 min'],
  ])('%d seconds are %s', (value, text) => expect(showDuration(value)).toBe(text));

  it('metrics have their units and titles', () => {
    expect(showMetric({ metric: 'accuracy' }, 93.456)).toBe('93.46');
    expect(showMetric({ metric: 'latency', device: 'edgegpu' }, 0.0042)).toBe('4.2 ms');
    expect(showMetric({ metric: 'memory' }, 65_536)).toBe('65.5KB');
    expect(showMetric({ metric: 'params' }, undefined)).toBe('-');
    expect(metricTitle({ metric: 'latency', device: 'edgegpu' })).toBe('latency(edgegpu)');
  });
});
