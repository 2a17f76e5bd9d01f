/** The programs of an ensemble of HyperNAS networks: a training step of both tasks, scores, and the generated network's own score. */
import {
  adamW,
  add,
  concat,
  input,
  matmul,
  neg,
  pad,
  program,
  reshape,
  slice,
  stack,
  sum,
  trainingStep,
  type Program,
  type Tensor,
  type Training,
} from '../../compute/index.ts';
import type { GraphSchema } from '../../encoding/graph/schema.ts';
import { ParameterList } from '../../hypernetwork/declare.ts';
import type { Declare } from '../../hypernetwork/declare.ts';
import type { SpaceForms } from '../../hypernetwork/auxiliary/forms.ts';
import { decodedKernels } from '../../hypernetwork/auxiliary/decoded-kernels.ts';
import { gatedGraph } from '../../hypernetwork/auxiliary/gated-graph.ts';
import { generatedLoss, generatedPositions } from '../../hypernetwork/auxiliary/generated-network.ts';
import { headKernels } from '../../hypernetwork/auxiliary/head-kernels.ts';
import { globalEncoding, graphInputs, regressor, type Encoding, type GraphInputs } from './global-encoding.ts';
import { adaptive, memberLosses } from './objective.ts';
import type { SettledOptions } from './options.ts';

export interface Design {
  readonly schema: GraphSchema;
  readonly members: number;
  readonly options: SettledOptions;
  /** Undefined for the variant without auxiliary task. */
  readonly auxiliary: AuxiliaryDesign | undefined;
}

export interface AuxiliaryDesign {
  readonly forms: SpaceForms;
  /** [channels, height, width] of the images, and their classes. */
  readonly image: readonly [number, number, number];
  readonly classes: number;
}

/** Channels of the generated network, and images of a step. */
const CHANNELS = 8;
export const IMAGES = 32;
/** Images that a generated network is scored on (variant H). */
export const SCORED_IMAGES = 128;

/** A step on `count` labelled architectures and, where there is an auxiliary task, one more whose weights are generated. */
export function stepProgram(
  design: Design,
  count: number,
): { readonly training: Training; readonly parameters: ParameterList } {
  const { schema, members, options, auxiliary } = design;
  const parameters = new ParameterList();
  const inputs = graphInputs(schema, count + (auxiliary === undefined ? 0 : 1));
  const encoding = globalEncoding(inputs, { schema, members, ...options }, parameters.declare);
  const tasks: Tensor[] = [];
  const dynamic = options.weighting === 'dynamic' && options.variant === 'full';
  const taskWeight = (name: string): Tensor => add(parameters.declare(`task.${name}`, [members, 1], 0), 1);
  if (options.variant !== 'H') {
    const whole = slice(encoding.whole, [0, 0, 0], [members, count, options.hidden]);
    const scores = regressor(whole, options.hidden, parameters.declare);
    const losses = memberLosses(scores, input('targets', [count]), input('weights', [members, count]), options.loss);
    tasks.push(sum(dynamic ? adaptive(losses, reshape(taskWeight('accuracy'), [members]), options.q) : losses));
  }
  if (auxiliary !== undefined) {
    const turn = input('turn', [1, members]);
    const loss = auxiliaryLoss(design, auxiliary, encoding, inputs, count, turn, IMAGES, parameters.declare);
    tasks.push(dynamic ? sum(adaptive(loss, reshape(matmul(turn, taskWeight('auxiliary')), []), options.q)) : loss);
  }
  const training = trainingStep({
    loss: tasks.reduce((total, task) => add(total, task)),
    parameters: parameters.tensors,
    optimizer: adamW({ weightDecay: 0.01, decay: (name) => !name.endsWith('shift') && !name.startsWith('task.') }),
    clipNorm: 5 * Math.sqrt(members),
  });
  return { training, parameters };
}

/** Scores [members, count] of `count` architectures. */
export function scoreProgram({ schema, members, options }: Design, count: number): Program<'scores'> {
  const parameters = new ParameterList();
  const encoding = globalEncoding(graphInputs(schema, count), { schema, members, ...options }, parameters.declare);
  const scores = regressor(encoding.whole, options.hidden, parameters.declare);
  return program({ outputs: { scores }, state: parameters.tensors });
}

/** Of one architecture minus the cross-entropy of the network that the member `turn` generates. */
export function generatedProgram(design: Design, auxiliary: AuxiliaryDesign): Program<'score'> {
  const { schema, members, options } = design;
  const parameters = new ParameterList();
  const inputs = graphInputs(schema, 1);
  const encoding = globalEncoding(inputs, { schema, members, ...options }, parameters.declare);
  const turn = input('turn', [1, members]);
  const loss = auxiliaryLoss(design, auxiliary, encoding, inputs, 0, turn, SCORED_IMAGES, parameters.declare);
  return program({ outputs: { score: neg(loss) }, state: parameters.tensors });
}

/** Cross-entropy of the network generated for the architecture at `row`, by the member whose `turn` it is. */
function auxiliaryLoss(
  { schema, members, options }: Design,
  { forms, image, classes }: AuxiliaryDesign,
  encoding: Encoding,
  inputs: GraphInputs,
  row: number,
  turn: Tensor,
  images: number,
  declare: Declare,
): Tensor {
  const { hidden, hypernet } = options;
  // Every member has heads of its own; one of them is at work in a step.
  const ofMember: Declare = (name, shape, deviation) =>
    reshape(matmul(turn, reshape(declare(name, [members, ...shape], deviation), [members, -1])), shape);
  const known = new Map<string, Tensor>();
  const own: Declare = (name, shape, deviation) => {
    const tensor = known.get(name) ?? ofMember(name, shape, deviation);
    known.set(name, tensor);
    return tensor;
  };
  const of = (x: Tensor): Tensor => reshape(slice(x, [row, ...x.shape.slice(1).map(() => 0)], [1, ...x.shape.slice(1)]), x.shape.slice(1)); // prettier-ignore
  const positions = generatedPositions(schema);
  let embeddings = positions.map((p) => {
    const size = schema.sizes[p] as number;
    const nodes = slice(encoding.nodes[p] as Tensor, [0, row, 0, 0], [members, 1, size, hidden]);
    return reshape(matmul(turn, reshape(nodes, [members, -1])), [size, hidden]);
  });
  const [features, edges, mask] = [of(inputs.features), of(inputs.edges), of(inputs.mask)];
  if (hypernet.name === 'ghn') {
    const padded = embeddings.map((each) => pad(each, [0, 0], [schema.nodes - (each.shape[0] as number), 0]));
    const links = concat(positions.map((p) => slice(edges, [p, 0, 0], [1, schema.nodes, schema.nodes])), 0); // prettier-ignore
    const states = gatedGraph(stack(padded, 0), links, hypernet.hidden, hypernet.rounds, own);
    embeddings = positions.map((p, i) => {
      const size = schema.sizes[p] as number;
      return reshape(slice(states, [i, 0, 0], [1, size, hypernet.hidden]), [size, hypernet.hidden]);
    });
  }
  const given = { features, edges, mask, embeddings, images: input('images', [images, ...image]) };
  const kernels = hypernet.name === 'ghn' ? decodedKernels : headKernels;
  const shape = { schema, forms, kernels, hidden: hypernet.hidden, channels: CHANNELS, classes };
  return generatedLoss(given, input('labels', [images], 'int32'), shape, own);
}
