/**
 * HyperNAS (arXiv 2509.18151) as a predictor: an ensemble of networks on position graphs, trained to score architectures and, as auxiliary task, to
 * generate weights with which small forms of them classify images. docs/predictor.md says what of it is the paper's.
 */
/**
 * HyperNAS (arXiv 2509.18151) as a predictor: an ensemble of networks on position graphs, trained to score architectures and, as auxiliary task, to
 * generate weights with which small forms of them classify images. docs/predictor.md says what of it is the paper's.
 */
import { seededRandom, type Random } from '../../../dsl/random.ts';
import type { DecisionSpace } from '../../../dsl/space/decision-space.ts';
import { ComputeError, type HostTensor } from '../../compute/index.ts';
import { encodeGraphs, type GraphTensors } from '../../encoding/graph/encode.ts';
import { graphSchema } from '../../encoding/graph/schema.ts';
import { auxiliaryImages, type AuxiliaryImages } from '../../hypernetwork/auxiliary/images.ts';
import { spaceForms } from '../../hypernetwork/auxiliary/forms.ts';
import { kendallTau } from '../../statistics/kendall.ts';
import { normalScores } from '../../statistics/normal.ts';
import { sourceAt } from '../ensemble/learner.ts';
import { EIGHTY_PERCENT } from '../gp-predictor.ts';
import { supportProblem } from '../label-check.ts';
import type {
  ArchitectureSource,
  FitMetrics,
  FitOptions,
  FitOutcome,
  FittedPredictor,
  Predictor,
  PredictorKind,
  Snapshot,
  Support,
} from '../predictor.ts';
import { quantileMap } from '../quantile-map.ts';
import { heldOutLine, narrowed, onLine, type HeldOutLine } from './held-out-line.ts';
import { generatedNetworks, regressionNetworks, type Networks } from './inference.ts';
import { disagreement, heldOutScores, meanScores, planMembers } from './members.ts';
import type { AuxiliaryDesign, Design } from './networks.ts';
import { hypernasOptions, readHypernasOptions, settled, type HypernasOptions, type SettledOptions } from './options.ts';
import { trainNetworks } from './training.ts';

export const hypernasKind: PredictorKind = {
  name: 'hypernas',
  description: 'HyperNAS: graph convolutions over the whole network, with generated weights as auxiliary task',
  optionNames: Object.keys(hypernasOptions),
  configure: (given) => {
    const options = readHypernasOptions(given);
    return 'error' in options ? options : { value: hypernasPredictor(options.value) };
  },
};

export function hypernasPredictor(options: HypernasOptions): Predictor {
  const { name, description } = hypernasKind;
  return {
    name,
    description,
    fit: async (support, given) => {
      try {
        return await fit(options, support, given);
      } catch (problem) {
        // A machine without a runtime for networks: a sentence, as for bad labels.
        if (problem instanceof ComputeError) return { error: `predictor ${name}: ${problem.message}` };
        throw problem;
      }
    },
    restore: (snapshot) => {
      const { weights, shapes, ...state } = snapshot as unknown as Stored;
      const tensors = Object.entries(weights).map(
        ([key, data]) => [key, { shape: shapes[key] as readonly number[], data }] as const,
      );
      return fitted({ ...state, weights: Object.fromEntries(tensors) });
    },
  };
}

/** All of a fit that predictions depend on. */
interface State {
  /** Hash of the space that it was fitted on. */
  readonly space: string;
  readonly options: SettledOptions;
  readonly members: number;
  readonly answering: number;
  readonly weights: Readonly<Record<string, HostTensor>>;
  /** Variant H: from the generated networks' scores to normal scores. */
  readonly scale: { readonly middle: number; readonly factor: number };
  readonly line: HeldOutLine;
  readonly labels: Float64Array;
  readonly metrics: FitMetrics;
}

interface Stored extends Omit<State, 'weights'> {
  readonly weights: Readonly<Record<string, Float32Array>>;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
}

/** Architectures without labels: their networks are generated while training, and the members' answers to them compared. */
const UNLABELLED = 200;

async function fit(wanted: HypernasOptions, support: Support, given: FitOptions): Promise<FitOutcome> {
  const problem = supportProblem(support);
  if (problem !== undefined) return { error: problem };
  if (support.source === undefined)
    return { error: 'predictor hypernas reads the architectures themselves, and only features are given' };
  const start = performance.now();
  const random = wanted.seed === undefined ? given.random : seededRandom(`hypernas ${wanted.seed}`);
  const chosen = drawnSamples(support, wanted.samples, random);
  const options = settled(wanted, chosen.labels.length);
  if (chosen.labels.every((label) => label === chosen.labels[0]))
    return {
      error: `the ${chosen.labels.length} labels drawn are all ${chosen.labels[0]}: there is no order to learn`,
    };
  const { space } = chosen.source;
  const plan = planMembers(chosen.labels.length, options.variant === 'H' ? 1 : options.ensemble, random);
  const members = options.variant === 'H' ? options.ensemble : plan.count;
  const opened = await openDesign(space, options, members);
  if ('error' in opened) return opened;
  const { design, images } = opened;
  const labelled = encodeGraphs(space, chosen.source.architectures);
  const targets = normalScores(chosen.labels);
  const unlabelled = unlabelledGraphs(given, labelled, random);
  const weights = await trainNetworks(
    design,
    { labelled, targets, weights: plan.weights, generated: unlabelled, images },
    {
      random,
      signal: given.signal,
      onStep: (done, total) => given.onProgress?.(done, total, 'training networks'),
    },
  );
  const networks = networksOf(design, images, weights);
  const own = await networks.scores(labelled);
  const generated = options.variant === 'H';
  const answering = generated ? members : plan.answering;
  const scale = generated ? scaleTo(meanScores(own, members), targets) : { middle: 0, factor: 1 };
  const heldOut = generated ? meanScores(own, members) : heldOutScores(own, plan.judge);
  const line = narrowed(heldOutLine(scaled(heldOut, scale), targets), generated ? 0 : disagreement(await networks.scores(unlabelled), answering)); // prettier-ignore
  const metrics = {
    leaveOneOutTau: kendallTau(heldOut, chosen.labels),
    fitSeconds: (performance.now() - start) / 1000,
  };
  const state = { space: space.hash, options, members, answering, weights, scale, line, labels: chosen.labels, metrics }; // prettier-ignore
  return { value: fitted(state, { space: space.hash, networks }) };
}

/** Architectures encoded at a time: graphs of a hundred thousand would fill hundreds of megabytes. */
const AT_A_TIME = 4096;

/** `known`: networks that are there already, for a space. */
function fitted(state: State, known?: { readonly space: string; readonly networks: Networks }): FittedPredictor {
  const { options, members, answering, weights, scale, line, labels, metrics } = state;
  const map = quantileMap(labels, normalScores(labels));
  let opening = known === undefined ? undefined : Promise.resolve(known.networks);
  const open = async (space: DecisionSpace): Promise<Networks> => {
    const opened = await openDesign(space, options, members);
    if ('error' in opened) throw new Error(opened.error);
    return networksOf(opened.design, opened.images, weights);
  };
  return {
    metrics,
    predict: async ({ features, source }) => {
      if (source === undefined || source.architectures.length !== features.rows)
        throw new Error('predictor hypernas needs an architecture for each row');
      if (source.space.hash !== state.space && source.space.withoutCosts().hash !== state.space)
        throw new Error(`predictor hypernas was fitted on another space than ${source.space.name}`);
      opening ??= open(source.space);
      const networks = await opening;
      const mean = new Float64Array(features.rows);
      for (let from = 0; from < features.rows; from += AT_A_TIME) {
        const part = source.architectures.slice(from, from + AT_A_TIME);
        const scores = await networks.scores(encodeGraphs(source.space, part));
        mean.set(scaled(meanScores(scores, answering), scale), from);
      }
      const middle = mean.map((score) => onLine(line, score));
      const low = middle.map((score) => map.valueAt(score - line.reach));
      const high = middle.map((score) => map.valueAt(score + line.reach));
      const std = high.map((value, i) => (value - (low[i] as number)) / (2 * EIGHTY_PERCENT));
      return { mean: middle.map((score) => map.valueAt(score)), low, high, std };
    },
    snapshot: () => {
      const entries = Object.entries(weights);
      const shapes = Object.fromEntries(entries.map(([name, { shape }]) => [name, [...shape]]));
      const data = Object.fromEntries(entries.map(([name, tensor]) => [name, tensor.data]));
      return { ...state, options: plain(options), weights: data, shapes } as unknown as Snapshot;
    },
  };
}

/** Options that were not set are left out: a snapshot has no undefined. */
function plain(options: HypernasOptions): Partial<HypernasOptions> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

type Opened = { readonly design: Design; readonly images: AuxiliaryImages | undefined };

async function openDesign(
  space: DecisionSpace,
  options: SettledOptions,
  members: number,
): Promise<Opened | { readonly error: string }> {
  const schema = graphSchema(space);
  if (options.variant === 'P') return { design: { schema, members, options, auxiliary: undefined }, images: undefined };
  const read = await auxiliaryImages(options.auxiliary);
  if ('error' in read) return { error: `predictor hypernas, auxiliary task: ${read.error}` };
  const images = read.value;
  const auxiliary: AuxiliaryDesign = { forms: spaceForms(space), image: images.shape, classes: images.classes };
  return { design: { schema, members, options, auxiliary }, images };
}

function networksOf(
  design: Design,
  images: AuxiliaryImages | undefined,
  weights: Readonly<Record<string, HostTensor>>,
): Networks {
  const { options, auxiliary } = design;
  if (options.variant !== 'H' || auxiliary === undefined || images === undefined)
    return regressionNetworks(design, weights);
  return generatedNetworks(design, auxiliary, images, weights);
}

function drawnSamples(
  { labels, source }: Support,
  samples: number | undefined,
  random: Random,
): { readonly labels: Float64Array; readonly source: ArchitectureSource } {
  if (source === undefined) throw new Error('the support has no architectures');
  if (samples === undefined || samples >= labels.length) return { labels, source };
  const rows = random.shuffle(Array.from(labels.keys())).slice(0, samples);
  const part = sourceAt(source, rows) ?? source;
  return { labels: Float64Array.from(rows, (row) => labels[row] as number), source: part };
}

/** From the pool where there is one, else the labelled ones. */
function unlabelledGraphs({ pool }: FitOptions, labelled: GraphTensors, random: Random): GraphTensors {
  const source = pool?.source;
  if (source === undefined || source.architectures.length === 0) return labelled;
  const all = source.architectures.length;
  const rows = Array.from({ length: Math.min(all, UNLABELLED) }, () => random.int(all));
  return encodeGraphs(source.space, sourceAt(source, rows)?.architectures ?? []);
}

/** Least squares through the standardised scores, its slope kept positive: a generated network's score is not turned round by few labels. */
function scaleTo(scores: Float64Array, targets: Float64Array): State['scale'] {
  const middle = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  let [product, square] = [0, 0];
  scores.forEach((score, i) => {
    product += (score - middle) * (targets[i] as number);
    square += (score - middle) ** 2;
  });
  const deviation = Math.sqrt(square / scores.length);
  if (!(deviation > 0)) return { middle, factor: 1 };
  return { middle, factor: Math.max(product / square, 0.05 / deviation) };
}

function scaled(scores: Float64Array, { middle, factor }: State['scale']): Float64Array {
  return scores.map((score) => factor * (score - middle));
}
