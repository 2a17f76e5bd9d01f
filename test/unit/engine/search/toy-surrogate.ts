/** Nearest-neighbour regression on Hamming distance: enough of a predictor to test a strategy with. */
import type { Surrogate } from '../../../../engine/search/surrogate.ts';

export function toySurrogate(): Surrogate {
  let known: { choices: readonly number[]; value: number }[] = [];
  return {
    fit: (architectures, values) => {
      known = architectures.map((a, i) => ({ choices: a.choices, value: values[i] ?? 0 }));
      return Promise.resolve(true);
    },
    predict: (architectures) =>
      Promise.resolve(
        architectures.map(({ choices }) => {
          const near = known
            .map((k) => ({ value: k.value, distance: k.choices.filter((c, i) => c !== choices[i]).length }))
            .sort((a, b) => a.distance - b.distance)
            .slice(0, 3);
          const weights = near.map((n) => 1 / (n.distance + 0.1));
          const sum = weights.reduce((a, b) => a + b, 0);
          const mean = near.reduce((m, n, i) => m + (n.value * (weights[i] ?? 0)) / sum, 0);
          return { mean, std: near[0]?.distance ?? 1 };
        }),
      ),
  };
}
