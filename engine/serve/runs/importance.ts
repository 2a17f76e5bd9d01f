/**
 * What the decisions of a space are worth for a metric: first-order Sobol shares over sampled architectures. Costs of the graph are exact; what was
 * measured is predicted by the fast predictor, fitted to the evaluations of the run.
 */
import { seededRandom } from '../../../dsl/random.ts';
import type { Architecture, DecisionSpace } from '../../../dsl/space/decision-space.ts';
import { gpPredictor } from '../../predictor/gp-predictor.ts';
import { drawPool } from '../../predictor/pool.ts';
import type { ResultOf } from '../../protocol/messages.ts';
import { isStatic, metricsOfCosts } from '../../search/metric.ts';
import { firstOrderShares } from '../../statistics/sobol.ts';
import { encoded } from '../fitters.ts';

export type ImportanceAnswer = ResultOf<'importance'>;

/** Architectures sampled; evaluations learnt from at most, spread over the run, and at least. */
const SAMPLES = 1024;
const MOST_LABELS = 500;
const FEWEST = 5;

export interface Measured {
  readonly choices: readonly number[];
  readonly value: number;
}

/** `metric` is a key such as `accuracy` or `latency(edgegpu)`; `measured`: the run's usable evaluations with a value of it. Takes a second or two. */
export async function importanceOf(
  space: DecisionSpace,
  metric: string,
  measured: readonly Measured[],
): Promise<ImportanceAnswer> {
  const none = (why: string): ImportanceAnswer => ({ decisions: [], basis: '', why });
  const isExact = isStatic({ metric });
  if (!isExact && measured.length < FEWEST) return none(tooFew(metric, measured.length));
  const random = seededRandom(`importance of ${metric} in ${space.hash}`);
  const sampled: Architecture[] = [];
  for (let i = 0; i < SAMPLES; i++) {
    const architecture = space.sample(random);
    if (architecture !== undefined) sampled.push(architecture);
  }
  if (sampled.length === 0) return none(`no architecture of ${space.name} was found to compare`);
  const found = isExact ? exactCosts(space, metric, sampled) : await predictions(space, measured, sampled);
  if ('error' in found) return none(`what decisions are worth for ${metric} is not known: ${found.error}`);
  const inputs = space.decisions.map((_, d) => Int32Array.from(sampled, ({ choices }) => choices[d] ?? -1));
  const shares = firstOrderShares(inputs, found.values, random);
  const decisions = space.decisions.flatMap(({ path }, d) => {
    const share = shares[d];
    return share === undefined ? [] : [{ path, ...share }];
  });
  return { decisions, basis: found.basis, why: undefined };
}

function tooFew(metric: string, count: number): string {
  const so = count === 0 ? 'no evaluation has it' : `${count} evaluation${count === 1 ? ' has' : 's have'} it`;
  return `what decisions are worth for ${metric} is not known yet: ${so}, at least ${FEWEST} are needed`;
}

interface Valued {
  readonly values: Float64Array;
  readonly basis: string;
}

function exactCosts(space: DecisionSpace, metric: string, sampled: readonly Architecture[]): Valued {
  const values = Float64Array.from(sampled, (each) => metricsOfCosts(space.costs(each))[metric] ?? NaN);
  return { values, basis: `exact, over ${sampled.length} sampled architectures` };
}

async function predictions(
  space: DecisionSpace,
  measured: readonly Measured[],
  sampled: readonly Architecture[],
): Promise<Valued | { readonly error: string }> {
  const random = seededRandom(`labels of ${space.hash}`);
  const every = Math.max(1, measured.length / MOST_LABELS);
  const learnt = measured.filter((_, i) => Math.floor(i / every) !== Math.floor((i - 1) / every));
  const support = { ...encoded(space, learnt), labels: Float64Array.from(learnt, ({ value }) => value) };
  const outcome = await gpPredictor.fit(support, { pool: drawPool(space), random });
  if ('error' in outcome) return outcome;
  const { mean } = await outcome.value.predict(encoded(space, sampled));
  const { leaveOneOutTau } = outcome.value.metrics;
  const tau = Number.isFinite(leaveOneOutTau) ? `, rank correlation ${leaveOneOutTau.toFixed(2)} by leave-one-out` : '';
  const basis = `predicted by gp from ${learnt.length === measured.length ? '' : `${learnt.length} of `}${measured.length} evaluations${tau}, over ${sampled.length} sampled architectures`;
  return { values: mean, basis };
}
