/** Laws that hold for every space, tried on random small ones. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkProgram } from '../../../../dsl/semantics/check.ts';
import { programOf } from '../../../../dsl/semantics/program.ts';
import { seededRandom } from '../../../../dsl/random.ts';
import { INACTIVE, type DecisionSpace } from '../../../../dsl/space/decision-space.ts';
import { lowerSpace } from '../../../../dsl/space/lower.ts';
import { randomCellSpace, randomSpace } from '../../../support/random-space.ts';

const spaces = fc.oneof(randomSpace, randomCellSpace);

/** Spaces that check without an error, and small enough to list. */
function lowered(text: string): DecisionSpace {
  const { value } = lowerSpace(programOf(text));
  fc.pre(value !== undefined && value.rawSize() <= 3_000n);
  return value as DecisionSpace;
}

const settings = { numRuns: 60, seed: 20261123 };

describe('laws of decision spaces', () => {
  it('the size is the number of enumerated architectures, all different and valid', () => {
    fc.assert(
      fc.property(spaces, (text) => {
        const space = lowered(text);
        const all = [...space.enumerate()];
        expect(space.size()).toEqual({ value: BigInt(all.length), method: 'exact' });
        expect(new Set(all.map((each) => each.choices.join())).size).toBe(all.length);
        for (const each of all) expect(space.validate(each)).toEqual({ ok: true });
        const sorted = all.toSorted((a, b) => compare(a.choices, b.choices));
        expect(all).toEqual(sorted);
      }),
      settings,
    );
  });

  it('text reads back, through the canonical text and through values by path', () => {
    fc.assert(
      fc.property(spaces, (text) => {
        const space = lowered(text);
        const drawn = space.sample(seededRandom(text));
        fc.pre(drawn !== undefined);
        const architecture = drawn as NonNullable<typeof drawn>;
        expect(space.parse(space.text(architecture)).value).toEqual(architecture);
        const values = Object.fromEntries(
          space.decisions.map(({ path }, i) => [path, space.alternative(architecture, i) ?? '']),
        );
        expect(space.fromDecisions(values).value).toEqual(architecture);
      }),
      settings,
    );
  });

  it('samples, mutants, children and neighbours are valid; mutants differ', () => {
    fc.assert(
      fc.property(spaces, (text) => {
        const space = lowered(text);
        const random = seededRandom(text);
        const [a, b] = [space.sample(random), space.sample(random)];
        fc.pre(a !== undefined && b !== undefined);
        const parent = a as NonNullable<typeof a>;
        const mutant = space.mutate(parent, random);
        if (mutant !== undefined) {
          expect(space.validate(mutant)).toEqual({ ok: true });
          expect(mutant).not.toEqual(parent);
        }
        const born = space.crossover(parent, b as NonNullable<typeof b>, random);
        if (born !== undefined) expect(space.validate(born)).toEqual({ ok: true });
        for (const near of space.neighbours(parent)) {
          expect(space.validate(near)).toEqual({ ok: true });
          expect(near).not.toEqual(parent);
        }
      }),
      settings,
    );
  });

  it('every architecture builds, and equal architectures hash alike', () => {
    fc.assert(
      fc.property(spaces, (text) => {
        const space = lowered(text);
        const drawn = space.sample(seededRandom(text));
        fc.pre(drawn !== undefined);
        const architecture = drawn as NonNullable<typeof drawn>;
        const network = space.network(architecture);
        expect(network.nodes[network.output]?.shape).toEqual({ kind: 'features', width: 10 });
        network.nodes.forEach((node, i) => expect(node.inputs.every((input) => input < i)).toBe(true));
        expect(space.graphHash(architecture)).toBe(space.graphHash({ choices: [...architecture.choices] }));
      }),
      settings,
    );
  });

  it('checking never throws and agrees with lowering', () => {
    fc.assert(
      fc.property(spaces, (text) => {
        const errors = checkProgram(programOf(text)).filter(
          (each) => each.severity === 'error' && each.code !== 'require-unsatisfiable',
        );
        expect(lowerSpace(programOf(text)).value === undefined).toBe(errors.length > 0);
      }),
      settings,
    );
  });
});

describe('sampling', () => {
  const text = `space S {
  input image[3, 8, 8]
  output logits[2]
  network {
    repeat choice 1..3 { conv(k: choice [1, 3, 5]) }
    global_avgpool >> linear(out: 2)
  }
}`;

  it('is uniform over architectures, not over decisions', () => {
    const space = lowered(text);
    const counts = new Map<string, number>();
    const random = seededRandom(1);
    const draws = 39_000;
    for (let i = 0; i < draws; i++) {
      const drawn = space.sample(random);
      const key = drawn?.choices.join() ?? 'none';
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(39);
    const expected = draws / 39;
    const chiSquare = [...counts.values()].reduce((total, n) => total + (n - expected) ** 2 / expected, 0);
    // 38 degrees of freedom: 99.9 % quantile 70.7.
    expect(chiSquare).toBeLessThan(70.7);
  });

  it('follows weights', () => {
    const space = lowered(text.replace('choice 1..3', 'choice 1..3 weights [1, 0, 0]'));
    const random = seededRandom(2);
    for (let i = 0; i < 50; i++)
      expect(space.sample(random)?.choices.filter((choice) => choice !== INACTIVE)).toHaveLength(2);
  });

  it('gives the same sequence for the same seed', () => {
    const space = lowered(text);
    const draw = (seed: number): string[] => {
      const random = seededRandom(seed);
      return Array.from({ length: 20 }, () => space.sample(random)?.choices.join() ?? '');
    };
    expect(draw(3)).toEqual(draw(3));
    expect(draw(3)).not.toEqual(draw(4));
  });
});

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((choice, i) => choice !== b[i]);
  return at < 0 ? 0 : (a[at] as number) - (b[at] as number);
}
