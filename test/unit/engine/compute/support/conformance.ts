/**
 * What the conformance suite does with a case: its value and gradients on a backend against the reference, and the reference's gradients
 * against finite differences.
 */
import type { Backend, Feeds, Program, Tensor, TensorData } from '../../../../../engine/compute/index.ts';
import { gradients, input, mul, program, sum } from '../../../../../engine/compute/index.ts';
import type { Case } from './cases.ts';
import { interpret } from './reference.ts';

/** A small generator for tests (mulberry32). */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 15), z | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Prepared {
  readonly program: Program;
  readonly feeds: Readonly<Record<string, TensorData>>;
  /** Names of the differentiated inputs. */
  readonly differentiated: readonly string[];
}

/** A program that returns the case's value, a scalar `loss` (its sum with fixed random weights) and the gradients of that. */
export function prepare(test: Case, seed = 1): Prepared {
  const next = uniform(seed);
  const feeds: Record<string, TensorData> = {};
  const inputs = test.arguments.map(({ shape, integers = false, from = integers ? 0 : -2, to = 2 }, index) => {
    const name = `x${index}`;
    const numbers = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => from + (to - from) * next());
    feeds[name] = integers ? Int32Array.from(numbers, Math.floor) : Float32Array.from(numbers);
    return input(name, shape, integers ? 'int32' : 'float32');
  });
  const value = test.build(...inputs);
  const weights = input('weights', value.shape);
  feeds['weights'] = Float32Array.from({ length: value.shape.reduce((a, b) => a * b, 1) }, () => next() + 0.5);
  const loss = sum(mul(value, weights));
  const by = inputs.flatMap((tensor, index) => (test.arguments[index]?.fixed ? [] : [{ name: `x${index}`, tensor }]));
  const derived = gradients(
    loss,
    by.map(({ tensor }) => tensor),
  );
  const outputs: Record<string, Tensor> = { value, loss };
  by.forEach(({ name }, index) => {
    const gradient = derived[index];
    if (gradient !== undefined) outputs[`d${name}`] = gradient;
  });
  return { program: program({ outputs }), feeds, differentiated: by.map(({ name }) => name) };
}

/** Largest difference, relative to the larger of `least` and the largest expected number. NaN counts as infinite. */
export function distance(actual: ArrayLike<number>, expected: ArrayLike<number>, least = 1): number {
  if (actual.length !== expected.length) return Infinity;
  let scale = least;
  let worst = 0;
  for (let index = 0; index < expected.length; index += 1) {
    const [a, e] = [actual[index] ?? NaN, expected[index] ?? NaN];
    scale = Math.max(scale, Math.abs(e));
    const difference = Math.abs(a - e);
    worst = Number.isNaN(difference) ? Infinity : Math.max(worst, difference);
  }
  return worst / scale;
}

/** Distances of a backend's outputs from the reference's, by output. */
export async function compareToReference(
  backend: Backend,
  { program, feeds }: Prepared,
): Promise<Record<string, number>> {
  const executable = await backend.compile(program);
  try {
    const actual = await executable.run(feeds as Feeds);
    const expected = interpret(program, feeds);
    // The loss is a sum whose terms may cancel: what float32 loses goes with their size, not with the sum's.
    const terms = Math.hypot(...[...(expected['value'] ?? [])].map((value, i) => value * (feeds['weights']?.[i] ?? 0)));
    return Object.fromEntries(
      program.outputs.map(({ name }) => [
        name,
        distance(actual[name] ?? [], expected[name] ?? [], name === 'loss' ? Math.max(1, terms) : 1),
      ]),
    );
  } finally {
    await executable.dispose();
  }
}

/** Distances of the reference's gradients from central differences of its loss, by input. Checks at most `limit` elements each. */
export function compareToDifferences({ program, feeds, differentiated }: Prepared, limit = 12): Record<string, number> {
  const step = 1e-5;
  const analytic = interpret(program, feeds);
  const lossAt = (name: string, index: number, shift: number): number => {
    const moved = Float64Array.from(feeds[name] ?? []);
    moved[index] = (moved[index] ?? 0) + shift;
    return interpret(program, { ...feeds, [name]: moved })['loss']?.[0] ?? NaN;
  };
  // Large cases exist for the backends' special forms; their rules are those of the small ones.
  const small = differentiated.every((name) => (feeds[name]?.length ?? 0) <= 400);
  const checked = (small ? differentiated : []).map((name) => {
    const size = feeds[name]?.length ?? 0;
    const every = Math.max(1, Math.floor(size / limit));
    const numeric: number[] = [];
    const given: number[] = [];
    for (let index = 0; index < size; index += every) {
      numeric.push((lossAt(name, index, step) - lossAt(name, index, -step)) / (2 * step));
      given.push(analytic[`d${name}`]?.[index] ?? NaN);
    }
    return [name, distance(given, numeric)] as const;
  });
  return Object.fromEntries(checked);
}
