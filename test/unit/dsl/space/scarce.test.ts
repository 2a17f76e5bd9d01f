/** Spaces of which next to nothing meets the requirements on costs: counted, drawn and enumerated all the same. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { spaceOf } from '../../../support/spaces.ts';

function chain(domain: string, requirements: string): ReturnType<typeof spaceOf> {
  const params = ['a', 'b', 'c', 'd'].map((name) => `param ${name} = choice ${domain}`).join('\n');
  return spaceOf(`space Chain {
    input image[1, 16, 16]
    output logits[10]
    ${params}
    network {
      conv3x3(out: a) >> relu >> conv3x3(out: b, stride: 2) >> relu >> conv3x3(out: c) >> relu >> conv3x3(out: d, stride: 2)
      global_avgpool >> linear(out: 10)
    }
    ${requirements}
  }`);
}

/** Of the chain, in closed form. */
const paramsOf = ([a, b, c, d]: readonly number[]): number => 9 * (a! + a! * b! + b! * c! + c! * d!) + 10 * d! + 10;
const macsOf = ([a, b, c, d]: readonly number[]): number =>
  9 * (256 * a! + 64 * a! * b! + 64 * b! * c! + 16 * c! * d!) + 10 * d!;

function bruteForce(most: number, holds: (widths: readonly number[]) => boolean): number {
  let count = 0;
  for (let a = 1; a <= most; a++)
    for (let b = 1; b <= most; b++)
      for (let c = 1; c <= most; c++) for (let d = 1; d <= most; d++) if (holds([a, b, c, d])) count++;
  return count;
}

describe('a space of which one in 40,000 meets two bounds on costs', () => {
  const space = chain('1..32', 'require params <= 120 and macs <= 12K');
  const expected = bruteForce(32, (widths) => paramsOf(widths) <= 120 && macsOf(widths) <= 12_000);

  it('is counted exactly', () => {
    expect(expected).toBeLessThan(1024 ** 2 / 10_000);
    expect(space.size()).toEqual({ value: BigInt(expected), method: 'exact' });
    expect(space.distinct()).toEqual({ value: BigInt(expected), method: 'exact' });
  });

  it('is drawn from evenly, and nothing else is drawn', () => {
    const random = seededRandom('even');
    const counts = new Map<string, number>();
    for (let i = 0; i < 200 * expected; i++) {
      const drawn = space.sample(random);
      const widths = drawn!.choices.map((choice) => choice + 1);
      expect(paramsOf(widths)).toBeLessThanOrEqual(120);
      counts.set(widths.join(), (counts.get(widths.join()) ?? 0) + 1);
    }
    expect(counts.size).toBe(expected);
    // Binomial with mean 200: five deviations are 70.
    for (const count of counts.values()) expect(Math.abs(count - 200)).toBeLessThan(70);
  });

  it('is enumerated, by several at the same time too', () => {
    const [one, other] = [space.enumerate()[Symbol.iterator](), space.enumerate()[Symbol.iterator]()];
    for (let i = 0; i < 5; i++) one.next();
    let count = 0;
    while (other.next().done !== true) {
      one.next();
      count++;
    }
    expect(count).toBe(expected);
  });
});

it('bounds from below and ranges count too', () => {
  const space = chain('1..32', 'require params in 27K..28K and 1.36M < macs');
  const expected = bruteForce(32, (w) => paramsOf(w) >= 27_000 && paramsOf(w) <= 28_000 && macsOf(w) > 1_360_000);
  expect(expected).toBeGreaterThan(10);
  expect(expected).toBeLessThan(1000);
  expect(space.size()).toEqual({ value: BigInt(expected), method: 'exact' });
});

it('draws go by weights', () => {
  const space = chain('1..32 weights [4' + ', 1'.repeat(31) + ']', 'require params <= 75 and macs <= 12K');
  const few = [...space.enumerate()];
  const ones = ({ choices }: { choices: readonly number[] }) => choices.filter((choice) => choice === 0).length;
  const total = few.reduce((sum, each) => sum + 4 ** ones(each), 0);
  const random = seededRandom('weights');
  let smallest = 0;
  for (let i = 0; i < 2000; i++) if (ones(space.sample(random)!) === 4) smallest++;
  const share = 4 ** 4 / total;
  expect(few.length).toBeGreaterThan(1);
  expect(Math.abs(smallest / 2000 - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / 2000));
});

it('of astronomically many, the few are found', () => {
  const space = spaceOf(`space Long {
    input image[1, 16, 16]
    output logits[10]
    network {
      repeat 14 { conv3x3(out: choice 1..32) >> relu }
      global_avgpool >> linear(out: 10)
    }
    require params <= 190
  }`);
  expect(space.rawSize()).toBe(32n ** 14n);
  const size = space.size();
  expect(size.method).toBe('exact');
  // The smallest: 14 convolutions of one channel, 9 weights each, and ten classes from one channel.
  const all = [...space.enumerate()];
  expect(BigInt(all.length)).toBe(size.value);
  expect(all.map((architecture) => space.costs(architecture).params).every((params) => params <= 190)).toBe(true);
  expect(all.some(({ choices }) => choices.every((choice) => choice === 0))).toBe(true);
  expect(space.sample(seededRandom(1))).toBeDefined();
});

it('where nothing meets the requirements, nothing is claimed to', () => {
  const space = chain('1..32', 'require params <= 100 and macs >= 1M');
  expect(space.size()).toEqual({ value: 0n, method: 'exact' });
  expect(space.sample(seededRandom(1))).toBeUndefined();
});
