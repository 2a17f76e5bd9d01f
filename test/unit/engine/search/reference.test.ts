import { describe, expect, it } from 'vitest';
import { hypervolumeBox, hypervolumeShare } from '../../../../engine/search/reference.ts';
import type { Objective } from '../../../../engine/search/objective.ts';
import { productSpace } from './product-space.ts';

const space = productSpace({ decisions: 4, alternatives: 3 });
const objectives: Objective[] = [
  { direction: 'maximize', metric: 'accuracy' },
  { direction: 'minimize', metric: 'params' },
];

describe('hypervolume box', () => {
  it('is the same for every run on a space and holds its costs', () => {
    const box = hypervolumeBox(space, objectives);
    expect(box).toEqual(hypervolumeBox(productSpace({ decisions: 4, alternatives: 3 }), objectives));
    expect(box?.ideal).toEqual([-100, 0]);
    expect(box?.reference[0]).toBe(0);
    expect(box?.reference[1]).toBeGreaterThan(1500);
  });

  it('is missing where an objective has no natural end', () => {
    expect(
      hypervolumeBox(space, [...objectives, { direction: 'minimize', metric: 'latency', device: 'edge' }]),
    ).toBeUndefined();
  });

  it('measures shares: nothing is 0, the ideal is 1', () => {
    const box = hypervolumeBox(space, objectives);
    if (box === undefined) throw new Error('no box');
    expect(hypervolumeShare([], box)).toBe(0);
    expect(hypervolumeShare([[...box.ideal]], box)).toBeCloseTo(1);
    expect(hypervolumeShare([[-50, 0]], box)).toBeCloseTo(0.5);
  });
});
