/**
 * A decision space of product form for tests of strategies: `decisions` independent choices of `alternatives` each. Cost and accuracy
 * are simple functions of the choices, and `isomorphic` makes architectures with permuted choices share a graph hash.
 */
import type { Random } from '../../../../dsl/random.ts';
import type { Architecture, DecisionSpace } from '../../../../dsl/space/decision-space.ts';
import type { Costs, Network } from '../../../../dsl/graph/network.ts';

export interface ProductSpaceOptions {
  readonly decisions: number;
  readonly alternatives: number;
  readonly isomorphic?: boolean;
  readonly name?: string;
}

export function productSpace(options: ProductSpaceOptions): DecisionSpace {
  const { decisions, alternatives, isomorphic = false, name = 'Product' } = options;
  const size = BigInt(alternatives) ** BigInt(decisions);
  const draw = (random: Random): Architecture => ({
    choices: Array.from({ length: decisions }, () => random.int(alternatives)),
  });
  const text = (architecture: Architecture): string =>
    `{ ${architecture.choices.map((c, i) => `d[${i}]: a${c}`).join(', ')} }`;
  const space: DecisionSpace = {
    name,
    hash: `product-${decisions}-${alternatives}-${isomorphic}`,
    decisions: Array.from({ length: decisions }, (_, i) => ({
      path: `d[${i}]`,
      kind: 'choice',
      ordinal: false,
      alternatives: Array.from({ length: alternatives }, (_, a) => `a${a}`),
      numbers: undefined,
      condition: undefined,
      file: 'product.hnas',
      span: { start: 0, end: 0 },
    })),
    rawSize: () => size,
    size: () => ({ value: size, method: 'exact' }),
    distinct: () => ({ value: size, method: 'exact' }),
    sample: (random) => draw(random),
    mutate: (architecture, random) => {
      if (alternatives === 1) return undefined;
      const choices = [...architecture.choices];
      const i = random.int(decisions);
      choices[i] = ((choices[i] ?? 0) + 1 + random.int(alternatives - 1)) % alternatives;
      return { choices };
    },
    crossover: (a, b, random) => ({
      choices: a.choices.map((c, i) => (random.next() < 0.5 ? c : (b.choices[i] ?? c))),
    }),
    neighbours: function* (architecture) {
      for (let i = 0; i < decisions; i++) {
        for (let c = 0; c < alternatives; c++) {
          if (c !== architecture.choices[i]) yield { choices: architecture.choices.map((v, k) => (k === i ? c : v)) };
        }
      }
    },
    enumerate: function* () {
      for (let index = 0n; index < size; index++) {
        const choices: number[] = [];
        let rest = index;
        for (let i = 0; i < decisions; i++) {
          choices.unshift(Number(rest % BigInt(alternatives)));
          rest /= BigInt(alternatives);
        }
        yield { choices };
      }
    },
    validate: (architecture) =>
      architecture.choices.length === decisions ? { ok: true } : { ok: false, why: 'wrong number of decisions' },
    text,
    parse: (source) => ({
      value: { choices: [...source.matchAll(/: a(\d+)/g)].map((m) => Number(m[1])) },
      diagnostics: [],
    }),
    fromGiven: () => ({ value: undefined, diagnostics: [] }),
    fromDecisions: (values) => ({
      value: { choices: Object.values(values).map((v) => Number(v.slice(1))) },
      diagnostics: [],
    }),
    alternative: (architecture, decision) => `a${architecture.choices[decision] ?? 0}`,
    network: (): Network => ({
      space: name,
      input: { kind: 'features', width: 1 },
      nodes: [],
      output: 0,
      cells: [],
    }),
    costs: (architecture) => productCosts(architecture),
    withoutCosts: () => space,
    graphHash: (architecture) => {
      const choices = isomorphic ? [...architecture.choices].sort((a, b) => a - b) : architecture.choices;
      return choices.join('.');
    },
  };
  return space;
}

function productCosts(architecture: Architecture): Costs {
  const params = architecture.choices.reduce((sum, c, i) => sum + 100 * c * (i + 1), 100);
  return { params, macs: 10 * params, flops: 20 * params, weightBytes: 4 * params, activationBytes: 1000, depth: 3 };
}

/** Percent: high where choices are large, with an interaction between neighbours that a linear model misses. */
export function productAccuracy(architecture: Architecture, alternatives: number): number {
  const { choices } = architecture;
  const top = alternatives - 1;
  const linear = choices.reduce((sum, c) => sum + Math.sqrt(c / top), 0) / choices.length;
  const pairs = choices.filter((c, i) => i > 0 && c === choices[i - 1]).length / Math.max(1, choices.length - 1);
  return 50 + 40 * linear + 5 * (1 - pairs);
}
