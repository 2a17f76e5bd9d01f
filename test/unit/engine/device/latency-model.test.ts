import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import type { Architecture, DecisionSpace } from '../../../../dsl/space/decision-space.ts';
import { latencyModel } from '../../../../engine/device/latency-model.ts';
import type { DeviceProfile } from '../../../../engine/device/profile.ts';
import { spearman } from '../../../../engine/statistics/spearman.ts';
import { smallSpace, spaceOf } from '../../../support/spaces.ts';

const text = smallSpace(
  'conv(k: choice [1, 3], out: choice [8, 16, 32])\nrepeat choice 1..4 { conv(k: choice [1, 3], out: 16) >> relu }',
);
const space = spaceOf(text);
const all = [...space.enumerate()];

/** A device that takes a nanosecond a multiply-accumulate, and a little to begin with. */
const latencyOf = (architecture: Architecture): number => 1e-4 + 1e-9 * space.costs(architecture).macs;

function profileOf(
  of: DecisionSpace,
  architectures: readonly Architecture[],
  source: 'measured' | 'imported' = 'measured',
): DeviceProfile {
  const latencies = architectures.map((architecture) => ({
    architecture: of.text(architecture),
    graph: of.graphHash(architecture),
    seconds: latencyOf(architecture),
  }));
  return { device: 'toy', spaces: [{ space: of.name, hash: of.hash, source, how: '', made: '', latencies }] };
}

const few = seededRandom('few').shuffle(all).slice(0, 10);

function modelOf(profile: DeviceProfile, of = space) {
  const model = latencyModel(profile, of);
  if ('error' in model) throw new Error(model.error);
  return model.value;
}

describe('latencies by a profile', () => {
  it('are exact where measured, predicted with an interval elsewhere', () => {
    const model = modelOf(profileOf(space, few));
    expect(model.measured).toBe(10);
    for (const architecture of few)
      expect(model.of({ choices: [...architecture.choices] })).toEqual({ seconds: latencyOf(architecture), interval: undefined }); // prettier-ignore
    const others = all.filter((each) => !few.includes(each));
    const said = others.map((each) => model.of(each));
    expect(spearman(said.map(({ seconds }) => seconds), others.map(latencyOf))).toBeGreaterThan(0.9); // prettier-ignore
    for (const { seconds, interval } of said) {
      expect(interval?.[0]).toBeLessThanOrEqual(seconds);
      expect(interval?.[1]).toBeGreaterThanOrEqual(seconds);
      expect(interval?.[0]).toBeGreaterThan(0);
    }
  });

  it('are looked up where all are there', () => {
    const model = modelOf(profileOf(space, all, 'imported'));
    for (const each of all) expect(model.of(each)).toEqual({ seconds: latencyOf(each), interval: undefined });
  });

  it('are named by what they follow from, not by its order', () => {
    const model = modelOf(profileOf(space, few));
    const { fingerprint } = model;
    const reversed = modelOf(profileOf(space, [...few].reverse()));
    expect(reversed.fingerprint).toBe(fingerprint);
    for (const each of all.slice(0, 20)) expect(reversed.of(each)).toEqual(model.of(each));
    expect(modelOf(profileOf(space, few.slice(1))).fingerprint).not.toBe(fingerprint);
  });

  it('of networks that are others now do not count', () => {
    const deeper = spaceOf(text.replace('>> relu', '>> batchnorm >> relu'));
    expect(latencyModel(profileOf(space, few), deeper)).toEqual({
      error:
        'the profile of device toy has 0 latencies of S as it is now (10 are other networks now); 5 are needed: measure again',
    });
    // A bound on costs leaves networks what they are; what it excludes is none of the space.
    const bounded = spaceOf(text.replace('network {', 'require macs <= 2M\n  network {'));
    const kept = few.filter((each) => space.costs(each).macs <= 2e6);
    expect(kept.length).toBeGreaterThan(4);
    expect(kept.length).toBeLessThan(10);
    const model = modelOf(profileOf(space, few), bounded);
    expect(model.measured).toBe(kept.length);
    expect(model.left).toEqual([`${10 - kept.length} are no architectures of S now`]);
  });

  it('need a few measurements of the space', () => {
    expect(latencyModel(profileOf(space, few.slice(0, 4)), space)).toEqual({
      error: 'the profile of device toy has 4 latencies of S as it is now; 5 are needed: measure again',
    });
    expect(latencyModel({ device: 'toy', spaces: [] }, space)).toEqual({
      error: 'the profile of device toy has no latencies of space S; it has those of none',
    });
  });
});

describe('isomorphic architectures', () => {
  const cells = spaceOf(`space S {
  input image[3, 16, 16]
  output logits[10]
  cell Cell {
    inputs x
    nodes h[2] { from all earlier; edge choice [none, skip, relu_conv3x3_bn, avgpool3x3]; merge sum }
    output last
  }
  network { conv3x3(out: 4) >> Cell >> global_avgpool >> linear(out: 10) }
}`);
  // The second differs in an operator that leads nowhere.
  const pair = ['none', 'avgpool3x3'].map((dead) => {
    const given = `{ Cell.h[0].edge[0]: ${dead}, Cell.h[1].edge[0]: relu_conv3x3_bn, Cell.h[1].edge[1]: none }`;
    const { value } = cells.parse(given);
    if (value === undefined) throw new Error(given);
    return value;
  });
  const others = [...cells.enumerate()].filter((each) => cells.graphHash(each) !== cells.graphHash(pair[0]!)).slice(-8);

  it('take the same time where only what counts was run, not in a table', () => {
    const [first, second] = pair as [Architecture, Architecture];
    expect(cells.graphHash(first)).toBe(cells.graphHash(second));
    const profile = (source: 'measured' | 'imported'): DeviceProfile => ({
      device: 'toy',
      spaces: [
        {
          ...{ space: 'S', hash: cells.hash, source, how: '', made: '' },
          latencies: [first, ...others].map((each, i) => ({ architecture: cells.text(each), graph: cells.graphHash(each), seconds: 1 + i })), // prettier-ignore
        },
      ],
    });
    expect(modelOf(profile('measured'), cells).of(second)).toEqual({ seconds: 1, interval: undefined });
    expect(modelOf(profile('imported'), cells).of(second).interval).toBeDefined();
  });
});
