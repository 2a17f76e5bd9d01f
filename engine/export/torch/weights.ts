/** Weights of a network as the exported PyTorch module holds them: by the names of its `state_dict`. */
import { primitives } from '../../../dsl/graph/primitives.ts';
import { primitivesOf, type PrimitiveGraph } from '../../../dsl/graph/primitives-of.ts';
import type { Weights } from '../onnx.ts';
import type { Group } from '../outline/group.ts';
import type { Unit } from '../outline/unit.ts';
import { encodeSafetensors, type SafetensorsFile, type Tensors } from '../safetensors.ts';
import type { Subject } from '../subject.ts';
import { moduleBody } from './modules.ts';
import { torchOutline, torchUnits } from './source.ts';

/** The file that `load_weights` of the exported source reads. */
export function torchWeights(subject: Subject, { tensors, about }: SafetensorsFile): Uint8Array {
  const more = { format: 'pt', architecture: subject.text, graph: subject.hash };
  return encodeSafetensors({ tensors: torchState(subject, tensors), about: { ...about, ...more } });
}

export function torchState(subject: Subject, weights: Weights): Tensors {
  const graph = primitivesOf(subject.network);
  const outline = torchOutline(subject);
  const network = torchUnits(outline).at(-1);
  if (network === undefined) throw new Error('a network has a unit');
  return Object.fromEntries(
    holders(outline, network, '').flatMap(({ primitive, path }) => stateOf(graph, primitive, path, weights)),
  );
}

/** A module with weights of its own. */
interface Holder {
  /** Its index in the graph of primitives. */
  readonly primitive: number;
  readonly path: string;
}

/** In the order in which PyTorch lists them. `path` ends in a dot, but for the network's own, which is empty. */
function holders(group: Group, unit: Unit, path: string): readonly Holder[] {
  const { attributes, sequence } = moduleBody(unit);
  return attributes.flatMap(({ name, modules, steps }) =>
    steps.flatMap((step, m): readonly Holder[] => {
      const [body, written] = [group.steps[step]?.body, unit.steps[step]?.body];
      const inSequence = sequence !== undefined && path !== '';
      const own = `${path}${inSequence ? m : modules.length === 1 ? name : `${name}.${m}`}`;
      if (body === undefined || written === undefined) return [];
      if ('group' in body) return 'unit' in written ? holders(body.group, written.unit, `${own}.`) : [];
      // Of modules that compute a primitive together, as padding and a convolution, the last one has the weights.
      return body.primitive === undefined || steps[m + 1] === step ? [] : [{ primitive: body.primitive, path: own }];
    }),
  );
}

/** Our names and PyTorch's, where they are not the same. */
const renamed: Readonly<Record<string, string>> = {
  scale: 'weight',
  shift: 'bias',
  mean: 'running_mean',
  variance: 'running_var',
};

function stateOf(
  graph: PrimitiveGraph,
  index: number,
  path: string,
  weights: Weights,
): (readonly [string, Tensors[string]])[] {
  const node = graph.nodes[index];
  if (node === undefined) throw new Error(`there is no primitive ${index}`);
  const inputs = node.inputs.flatMap((input) => graph.nodes[input]?.shape ?? []);
  const state = primitives[node.op].weights(node.attributes, inputs).map(({ name, shape }) => {
    const value = weights[`${index}.${name}`];
    if (value === undefined) throw new Error(`there is no weight ${index}.${name}`);
    const isEmbedding = node.op === 'class_token' || node.op === 'position_embedding';
    const inner = node.op === 'patchify' ? `conv.${name}` : (renamed[name] ?? name);
    // PyTorch's embeddings stand for a batch of one.
    return [`${path}.${inner}`, { shape: isEmbedding ? [1, ...shape] : shape, data: value.data }] as const;
  });
  // PyTorch counts the batches that its running statistics have seen, and uses the count only where they have no momentum.
  return node.op === 'batchnorm'
    ? [...state, [`${path}.num_batches_tracked`, { shape: [], data: Int32Array.of(0) }] as const]
    : state;
}
