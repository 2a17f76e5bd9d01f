/**
 * Members of an ensemble that condition the network: its own answer, and the answer of a Gaussian process whose prior mean it is (a process on what the
 * network's held-out answers leave of the scores).
 */
import { selectRows } from '../../encoding/feature-matrix.ts';
import {
  conditionGaussianProcess,
  fitGaussianProcess,
  posteriorMeans,
  type GaussianProcess,
  type Hyperparameters,
} from '../gaussian-process.ts';
import { relevanceFactors } from '../relevance.ts';
import { scaleColumns } from '../standardise.ts';
import type { Snapshot } from '../predictor.ts';
import {
  valuesAt,
  type Learner,
  type LearntMembers,
  type Opinion,
  type Problem,
  type Rows,
} from '../ensemble/learner.ts';
import { answer, condition, type Conditioned, type Model } from './condition.ts';
import { describe, fitDescriber, maskOf, type Describer } from './describe.ts';
import { describedRows, type Described } from './task-view.ts';

export interface IncontextMembers {
  /** Prior shares; a member that is not named is left out. */
  readonly incontext?: number;
  readonly residual?: number;
}

/** `model` is called when something is fitted: reading the shipped weights can wait until then. */
export function incontextLearner(model: () => Model, priors: IncontextMembers): Learner {
  const members = [
    ...(priors.incontext === undefined ? [] : [{ name: 'incontext', prior: priors.incontext }]),
    ...(priors.residual === undefined ? [] : [{ name: 'gp-incontext', prior: priors.residual }]),
  ];
  return {
    members,
    fit: async (problem) => {
      const used = model();
      const fit = await fitAll(used, problem, priors.residual !== undefined);
      const opinions = [
        ...(priors.incontext === undefined ? [] : [fit.heldOut]),
        ...(fit.residual === undefined ? [] : [fit.residual.heldOut]),
      ];
      const state: State = { model: used, describer: fit.describer, conditioned: fit.conditioned, ...(fit.residual && { residual: fit.residual.state }) }; // prettier-ignore
      return { heldOut: opinions, learnt: learntMembers(state, members.map(({ name }) => name)) }; // prettier-ignore
    },
    restore: (snapshot) => learntMembers(snapshot as unknown as State, members.map(({ name }) => name)), // prettier-ignore
  };
}

interface State {
  readonly model: Model;
  readonly describer: Describer;
  readonly conditioned: Conditioned;
  readonly residual?: ResidualState;
}

interface ResidualState {
  readonly factors: Float64Array;
  readonly process: GaussianProcess;
}

interface AllFits {
  readonly describer: Describer;
  readonly conditioned: Conditioned;
  readonly heldOut: Opinion;
  readonly residual?: { readonly heldOut: Opinion; readonly state: ResidualState };
}

async function fitAll(model: Model, problem: Problem, withResidual: boolean): Promise<AllFits> {
  const { folds, pool, random, signal, onProgress } = problem;
  const scores = problem.targets.rank.values;
  const describer = fitDescriber(pool);
  const mask = maskOf(describer);
  const described = describe(describer, problem);
  const conditioned = await condition(model, described, scores, mask, random);
  const { lengthScale, noise } = conditioned.view.process;
  const given: Hyperparameters = { lengthScale, noise };
  const without = async (left: readonly number[], asked: readonly number[]): Promise<Opinion> => {
    signal?.throwIfAborted();
    const out = new Set(left);
    const others = Array.from(scores.keys()).filter((row) => !out.has(row));
    const partial = await condition(
      model,
      describedRows(described, others),
      valuesAt(scores, others),
      mask,
      random,
      given,
    );
    return opinionOf(await answer(model, partial, describedRows(described, asked)));
  };
  const heldOut = empty(scores.length);
  for (const [k, fold] of folds.entries()) {
    onProgress?.(k, folds.length, 'conditioning without a part of the labels');
    put(heldOut, fold, await without(fold, fold));
  }
  if (!withResidual) return { describer, conditioned, heldOut };
  // What a process on residuals says of a fold must not know the fold: residuals of the other folds come from conditioning without both.
  const pairs = new Map<string, Opinion>();
  for (const [a, first] of folds.entries()) {
    for (const [b, second] of folds.entries()) {
      if (a < b) pairs.set(`${a} ${b}`, await without([...first, ...second], [...first, ...second]));
    }
  }
  const heldResidual = empty(scores.length);
  folds.forEach((fold, a) => {
    const seen: number[] = [];
    const left: number[] = [];
    folds.forEach((other, b) => {
      if (a === b) return;
      const { scores: said } = pairs.get(a < b ? `${a} ${b}` : `${b} ${a}`) as Opinion;
      const offset = a < b ? fold.length : 0;
      other.forEach((row, i) => {
        seen.push(row);
        left.push((scores[row] as number) - (said[offset + i] as number));
      });
    });
    const state = fitResidual({ inputs: selectRows(problem.inputs, seen) }, Float64Array.from(left), problem);
    const prior = { scores: valuesAt(heldOut.scores, fold), doubts: valuesAt(heldOut.doubts, fold) };
    put(heldResidual, fold, corrected(state, { inputs: selectRows(problem.inputs, fold) }, prior));
  });
  const left = scores.map((score, i) => score - (heldOut.scores[i] as number));
  const state = fitResidual(problem, left, problem);
  return { describer, conditioned, heldOut, residual: { heldOut: heldResidual, state } };
}

function fitResidual({ inputs }: Rows, left: Float64Array, { random }: Problem): ResidualState {
  const factors = relevanceFactors(inputs, left);
  const weighted = scaleColumns(inputs, factors);
  const { lengthScale, noise } = fitGaussianProcess(weighted, left, random);
  return { factors, process: conditionGaussianProcess(weighted, left, { lengthScale, noise }) };
}

/** The prior mean plus what the process says is left; the doubt is the network's. */
function corrected({ factors, process }: ResidualState, { inputs }: Rows, prior: Opinion): Opinion {
  const [mean] = posteriorMeans([process], scaleColumns(inputs, factors)).means as [Float64Array];
  return { scores: prior.scores.map((score, i) => score + (mean[i] as number)), doubts: prior.doubts };
}

function learntMembers(state: State, names: readonly string[]): LearntMembers {
  const { model, describer, conditioned, residual } = state;
  return {
    opinions: async (queries, members) => {
      if (members.length === 0) return [];
      const described: Described = describe(describer, queries);
      const own = opinionOf(await answer(model, conditioned, described));
      return members.map((k) => names[k] === 'gp-incontext' && residual !== undefined ? corrected(residual, queries, own) : own); // prettier-ignore
    },
    snapshot: () => state as unknown as Snapshot,
  };
}

function opinionOf({ mean, variance }: { readonly mean: Float64Array; readonly variance: Float64Array }): Opinion {
  return { scores: mean, doubts: variance };
}

function empty(rows: number): Opinion {
  return { scores: new Float64Array(rows), doubts: new Float64Array(rows) };
}

function put(all: Opinion, rows: readonly number[], part: Opinion): void {
  rows.forEach((row, i) => {
    all.scores[row] = part.scores[i] as number;
    all.doubts[row] = part.doubts[i] as number;
  });
}
