/**
 * Made-up accuracies: functions over the features of real architectures, drawn at random, from which the network learns what accuracies of a space can
 * look like. A score is a sum of parts, bent towards a ceiling, with noise: each of the parts is there or not, weighs more or less, by chance.
 */
import type { Random } from '../../../../dsl/random.ts';
import { cholesky, dot } from '../../../statistics/cholesky.ts';
import type { FeatureMatrix } from '../../../encoding/feature-matrix.ts';
import { UNIVERSAL, universalNames } from '../universal-features.ts';
import type { Described } from '../task-view.ts';

/**
 * What is commonly known of networks: how much of accuracy goes along with each universal feature, before anything is measured. Guesses, not fitted to
 * any table; in the order of `universalNames`.
 */
const KNOWN: Readonly<Record<(typeof universalNames)[number], number>> = {
  'log params': 0.5,
  'log macs': 0.6,
  'log activations': 0.2,
  depth: 0.5,
  'receptive field': 0.5,
  'widest receptive field': 0.2,
  'narrowest receptive field': 0.3,
  'weighted operators': 0.7,
  'kernel positions': 0.6,
  pools: -0.3,
  identities: -0.1,
  operators: 0.1,
  'log paths': 0.2,
  'paths without weights': 0,
  'log variance': 0,
  width: 0.4,
};

export interface ScoreRows extends Described {
  readonly leaning: Float64Array;
}

/** Scores of all rows without noise, and the same as they are measured. */
export interface DrawnScores {
  readonly clean: Float64Array;
  readonly measured: Float64Array;
}

export function drawScores(rows: ScoreRows, random: Random): DrawnScores {
  const n = rows.inputs.rows;
  const total = new Float64Array(n);
  const put = (part: Float64Array, share: number): void => {
    const scaled = standardised(part);
    for (let i = 0; i < n; i++) total[i]! += share * (scaled[i] as number);
  };
  const share = (): number => -Math.log(1 - random.next());
  if (random.next() < 0.8) put(knownEffects(rows, random), 1.5 * share());
  if (random.next() < 0.6) put(additiveEffects(rows, random), share());
  if (random.next() < 0.7) put(processDraw(rows.inputs, random), 0.8 * share());
  if (random.next() < 0.35) put(smallNetwork(rows.inputs, random), 0.7 * share());
  if (random.next() < 0.3) put(treeEffects(rows.inputs, random), 0.6 * share());
  if (random.next() < 0.05 || total.every((value) => value === 0)) put(processDraw(rows.inputs, random), 1);
  const smooth = standardised(total);
  if (random.next() < 0.3) fail(smooth, rows, random);
  // Accuracies crowd at the top, where noise then counts for more.
  const bend = random.next() < 0.75 ? 1.6 * random.next() : 0;
  const bent = bend > 0 ? smooth.map((value) => -Math.expm1(-bend * value) / bend) : smooth;
  const clean = standardised(bent);
  const middle = clean.slice().sort();
  const upper = (middle[Math.floor(0.9 * n)] as number) - (middle[Math.floor(0.5 * n)] as number);
  const noise = Math.max(upper, 0.02) * Math.exp(-1.8 + 0.8 * random.normal());
  return { clean, measured: clean.map((value) => value + noise * random.normal()) };
}

/** Weights of universal features around what is known of them, with ceilings. */
function knownEffects({ universals, inputs }: ScoreRows, random: Random): Float64Array {
  const turned = random.next() < 0.06 ? -1 : 1;
  const trust = 0.4 + random.next();
  const effects = universalNames.map((name) => {
    const weight = random.next() < 0.65 ? turned * trust * KNOWN[name] + 0.35 * random.normal() : 0;
    const bend = random.next() < 0.5 ? 1.2 * random.next() : 0;
    return { weight, bend };
  });
  return Float64Array.from({ length: inputs.rows }, (_, i) =>
    effects.reduce(
      (sum, { weight, bend }, k) => sum + weight * ceiling(universals[i * UNIVERSAL + k] as number, bend),
      0,
    ),
  );
}

/** A few to many features, each adding something, rather upwards where the feature goes along with size. */
function additiveEffects({ inputs, leaning }: ScoreRows, random: Random): Float64Array {
  const { rows, columns, values } = inputs;
  const count = Math.min(columns, Math.ceil(Math.exp(random.next() * Math.log(40))));
  const lean = 1.5 * random.next();
  const out = new Float64Array(rows);
  for (let k = 0; k < count; k++) {
    const column = random.int(columns);
    const weight = random.normal() + lean * (leaning[column] as number);
    const bend = random.next() < 0.5 ? random.next() : 0;
    for (let i = 0; i < rows; i++) out[i]! += weight * ceiling(values[i * columns + column] as number, bend);
  }
  return out;
}

/** A Gaussian process with a Matérn 5/2, squared exponential or exponential kernel and random relevance of the features. */
function processDraw({ rows, columns, values }: FeatureMatrix, random: Random): Float64Array {
  const used = 0.03 + 0.97 * random.next() ** 2;
  const weights = Float64Array.from({ length: columns }, () => (random.next() < used ? Math.exp(random.normal()) : 0));
  if (weights.every((weight) => weight === 0)) weights[random.int(columns)] = 1;
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const scaled = new Float64Array(rows * columns);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++)
      scaled[at] = (values[at] as number) * Math.sqrt((weights[j] as number) / sum);
  }
  const length = Math.exp(0.8 + 0.6 * random.normal());
  const kind = random.int(3);
  const matrix = new Float64Array(rows * rows);
  const norms = Float64Array.from({ length: rows }, (_, i) => dot(scaled, i * columns, scaled, i * columns, columns));
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < i; j++) {
      const product = dot(scaled, i * columns, scaled, j * columns, columns);
      const squared = Math.max(0, (norms[i] as number) + (norms[j] as number) - 2 * product) / (length * length);
      matrix[i * rows + j] = kernel(kind, squared);
    }
    matrix[i * rows + i] = 1.001;
  }
  if (!cholesky(matrix, rows)) return new Float64Array(rows);
  const white = Float64Array.from({ length: rows }, () => random.normal());
  return Float64Array.from({ length: rows }, (_, i) => dot(matrix, i * rows, white, 0, i + 1));
}

function kernel(kind: number, squared: number): number {
  if (kind === 0) return Math.exp(-squared / 2);
  if (kind === 1) return Math.exp(-Math.sqrt(squared));
  const r = Math.sqrt(5 * squared);
  return (1 + r + (r * r) / 3) * Math.exp(-r);
}

/** One layer of a few hidden units over a few features each. */
function smallNetwork({ rows, columns, values }: FeatureMatrix, random: Random): Float64Array {
  const out = new Float64Array(rows);
  const units = 2 + random.int(8);
  for (let unit = 0; unit < units; unit++) {
    const fan = 1 + random.int(5);
    const inputs = Array.from({ length: fan }, () => [random.int(columns), random.normal()] as const);
    const shift = random.normal();
    const weight = random.normal();
    for (let i = 0; i < rows; i++) {
      let sum = shift;
      for (const [column, factor] of inputs) sum += factor * (values[i * columns + column] as number);
      out[i]! += weight * Math.tanh(sum);
    }
  }
  return out;
}

/** Steps: a few shallow trees. */
function treeEffects({ rows, columns, values }: FeatureMatrix, random: Random): Float64Array {
  const out = new Float64Array(rows);
  const trees = 1 + random.int(6);
  for (let tree = 0; tree < trees; tree++) {
    const depth = 1 + random.int(3);
    const splits = Array.from({ length: depth }, () => {
      const column = random.int(columns);
      return { column, threshold: values[random.int(rows) * columns + column] as number };
    });
    const leaves = Array.from({ length: 2 ** depth }, () => random.normal());
    for (let i = 0; i < rows; i++) {
      let leaf = 0;
      splits.forEach(({ column, threshold }, level) => {
        if ((values[i * columns + column] as number) >= threshold) leaf += 2 ** level;
      });
      out[i]! += leaves[leaf] as number;
    }
  }
  return out;
}

/** Networks of some kind fail: those above or below a threshold of a feature fall far behind. */
function fail(scores: Float64Array, { inputs, leaning }: ScoreRows, random: Random): void {
  const { rows, columns, values } = inputs;
  const column = random.int(columns);
  const sign = random.next() < 0.5 + 0.5 * (leaning[column] as number) ? -1 : 1;
  const sorted = Float64Array.from({ length: rows }, (_, i) => sign * (values[i * columns + column] as number)).sort();
  const threshold = sorted[Math.floor(rows * (0.7 + 0.29 * random.next()))] as number;
  const depth = 1 + 3 * random.next();
  for (let i = 0; i < rows; i++) {
    if (sign * (values[i * columns + column] as number) > threshold) scores[i]! -= depth * (0.5 + random.next());
  }
}

/** Rises ever more slowly: (1 - exp(-bend x)) / bend, or x itself. */
function ceiling(value: number, bend: number): number {
  return bend > 0 ? -Math.expm1(-bend * value) / bend : value;
}

function standardised(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return values.map((value) => (deviation > 1e-12 ? (value - mean) / deviation : 0));
}
