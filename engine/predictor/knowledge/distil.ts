/**
 * Proxies learnt as functions of the features, so that they are there for any architecture at the speed of features: Gaussian processes over the
 * normal scores of the measured proxies, with one kernel for all of them.
 */
import { featureMatrix, type FeatureMatrix } from '../../encoding/feature-matrix.ts';
import type { Random } from '../../../dsl/random.ts';
import { proxyNames, type ProxyName, type ProxyScores } from '../../proxies/laboratory.ts';
import { normalScores } from '../../statistics/normal.ts';
import { pearson } from '../../statistics/spearman.ts';
import {
  conditionGaussianProcess,
  fitGaussianProcess,
  leaveOneOut,
  posteriorMeans,
  withTargets,
  type GaussianProcess,
} from '../gaussian-process.ts';
import { relevanceFactors } from '../relevance.ts';
import { scaleColumns } from '../standardise.ts';

export interface Distiller<Name extends string = string> {
  readonly proxies: readonly Name[];
  readonly factors: Float64Array;
  /** Over the first proxy; the others have the same inputs and kernel. */
  readonly process: GaussianProcess;
  /** Normal scores of each proxy. */
  readonly targets: readonly Float64Array[];
  /** Correlation of each proxy with its leave-one-out prediction, at least 0: how much of it features tell. */
  readonly reliability: readonly number[];
}

/** Undefined where no proxy tells the architectures apart. `inputs`: rows of the measured architectures, in standard deviations. */
export function distil(
  inputs: FeatureMatrix,
  scores: readonly ProxyScores[],
  random: Random,
): Distiller<ProxyName> | undefined {
  const known = proxyNames.flatMap((name) => {
    const values = scores.map((score) => score[name]);
    const defined = values.filter(Number.isFinite);
    if (defined.length < values.length / 2 || new Set(defined).size < 2) return [];
    // Where a proxy is not defined nothing flows or nothing depends on the image: below all others.
    const lowest = defined.reduce((least, value) => Math.min(least, value), Infinity);
    const below = lowest - Math.max(1, Math.abs(lowest));
    return [{ name, targets: normalScores(values.map((value) => (Number.isFinite(value) ? value : below))) }];
  });
  return distilTargets(inputs, known, random);
}

/** The same for values that somebody else has measured, as normal scores. */
export function distilTargets<Name extends string>(
  inputs: FeatureMatrix,
  known: readonly { readonly name: Name; readonly targets: Float64Array }[],
  random: Random,
): Distiller<Name> | undefined {
  if (known.length === 0) return undefined;
  const weights = known.map(({ targets }) => relevanceFactors(inputs, targets).map((factor) => factor * factor));
  const factors = Float64Array.from({ length: inputs.columns }, (_, j) =>
    Math.sqrt(weights.reduce((sum, each) => sum + (each[j] as number), 0) / weights.length),
  );
  const scaled = scaleColumns(inputs, factors);
  // One kernel for all: that of the typical proxy, by a few of them.
  const few = known.filter((_, k) => k % 3 === 0);
  const fits = few.map(({ targets }) => fitGaussianProcess(scaled, targets, random));
  const kernel = {
    lengthScale: median(fits.map(({ lengthScale }) => lengthScale)),
    noise: median(fits.map(({ noise }) => noise)),
  };
  const process = conditionGaussianProcess(scaled, (known[0] as (typeof known)[number]).targets, kernel);
  const reliability = known.map(({ targets }) => {
    const correlation = pearson(leaveOneOut(withTargets(process, targets), targets).mean, targets);
    return Number.isFinite(correlation) ? Math.max(0, correlation) : 0;
  });
  const targets = known.map((each) => each.targets);
  return { proxies: known.map(({ name }) => name), factors, process, targets, reliability };
}

/** A column a proxy, each as a normal score times its reliability. */
export function distilled(distiller: Distiller, inputs: FeatureMatrix): FeatureMatrix {
  const before = answered.get(inputs);
  if (before?.distiller === distiller) return before.columns;
  const columns = distilledNow(distiller, inputs);
  answered.set(inputs, { distiller, columns });
  return columns;
}

/** Several learners ask for the same rows one after the other. */
const answered = new WeakMap<FeatureMatrix, { readonly distiller: Distiller; readonly columns: FeatureMatrix }>();

function distilledNow(distiller: Distiller, inputs: FeatureMatrix): FeatureMatrix {
  const { factors, process, targets, reliability } = distiller;
  const processes = targets.map((each) => withTargets(process, each));
  const { means } = posteriorMeans(processes, scaleColumns(inputs, factors));
  const result = featureMatrix(inputs.rows, processes.length);
  means.forEach((column, k) =>
    column.forEach((value, i) => {
      result.values[i * result.columns + k] = value * (reliability[k] as number);
    }),
  );
  return result;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] as number;
}
