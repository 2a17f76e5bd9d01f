/** Decisions inside the alternatives of a choice: there where the alternative is chosen, and only there. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { smallSpace, spaceOf } from '../../../support/spaces.ts';

const bodies: Record<string, { body: string; size: bigint }> = {
  'in a network': { body: 'choice [conv(k: choice [3, 5]), relu]', size: 3n },
  'twice, and in a value with a name': {
    body: 'let a = choice [conv(k: choice [3, 5]), dwconv(k: choice [3, 5, 7]), tanh]\na >> a',
    size: 6n,
  },
  'in every round of a loop': { body: 'repeat choice 1..2 { choice [conv(k: choice [3, 5]), relu] }', size: 3n + 9n },
};

describe('decisions inside alternatives', () => {
  for (const [name, { body, size }] of Object.entries(bodies)) {
    it(`${name} count once where they matter`, () => {
      const space = spaceOf(smallSpace(`conv3x3(out: 4)\n${body}`));
      expect(space.size()).toEqual({ value: size, method: 'exact' });
      const all = [...space.enumerate()];
      expect(BigInt(all.length)).toBe(size);
      expect(new Set(all.map((each) => space.text(each))).size).toBe(all.length);
      for (const each of all) {
        expect(space.parse(space.text(each)).value).toEqual(each);
        expect(space.network(each).nodes.length).toBeGreaterThan(0);
      }
    });
  }

  it('in a cell belong to the edge that chooses them', () => {
    const cell = 'cell C { inputs x nodes v[2] { from all earlier edge choice [conv(k: choice [3, 5]), skip] } }';
    const space = spaceOf(smallSpace('conv3x3(out: 4) >> C >> C', cell));
    expect(space.rawSize()).toBe(27n);
    expect(space.decisions.find(({ path }) => path === 'C.v[0].edge[0]#2')?.condition).toBe(
      'C.v[0].edge[0] == conv(k: [3, 5])',
    );
    const random = seededRandom(5);
    const architecture = space.sample(random);
    const mutant = architecture === undefined ? undefined : space.mutate(architecture, random);
    expect(mutant === undefined ? undefined : space.validate(mutant)).toEqual({ ok: true });
  });
});

describe('a gate', () => {
  it('names its own condition', () => {
    const space = spaceOf(smallSpace('conv3x3(out: 4)\ngate when choice [true, false] { sigmoid }'));
    expect(space.decisions.map(({ path }) => path)).toEqual(['network.gate']);
  });
});
