/**
 * The tensor programs of a segment. In training mode batch normalisation uses the batch's own statistics, as all the papers do at
 * initialisation; without normalisation (synflow) the normalisations are left out.
 *
 * Forward: inputs `x<i>` and weights to `y`, and `codes` where there are activations. Backward: also `dy<k>`, gradients of one or more scalars by
 * the result, to `dx<i>.<k>`, and for the first scalar what the proxies ask of each weight.
 */
import { primitives } from '../../dsl/graph/primitives.ts';
import type { PrimitiveName } from '../../dsl/graph/primitives.ts';
import {
  abs,
  add,
  concat,
  gradients,
  greater,
  input,
  matmul,
  mul,
  program,
  reshape,
  scalar,
  square,
  sqrt,
  sum,
  where,
  type Program,
  type Tensor,
} from '../compute/index.ts';
import { forms } from '../evaluate/train/forms/forms.ts';
import { batchShape } from '../evaluate/train/forms/structure.ts';
import type { ModelWeight } from '../evaluate/train/model.ts';
import type { Segment } from './segments.ts';

export interface SegmentMode {
  readonly batch: number;
  readonly normalised: boolean;
  /** Scalars whose gradients go back together. */
  readonly scalars: number;
}

export interface SegmentPrograms {
  readonly weights: readonly SegmentWeight[];
  readonly forward: Program;
  readonly backward: Program;
  /** Values of one image's activation code, over all activations of the segment. */
  readonly codeLength: number;
}

export interface SegmentWeight extends ModelWeight {
  /** Of a convolution or a dense layer: only these count in the proxies, biases and scales do not. */
  readonly counts: boolean;
}

/** Activations whose sign pattern is the code of naswot: what is positive passes, more or less. */
const RECTIFIERS = new Set<PrimitiveName>(['relu', 'relu6', 'gelu', 'silu', 'hswish']);
const NORMALISATIONS = new Set<PrimitiveName>(['batchnorm', 'layernorm', 'groupnorm']);

export function segmentPrograms(segment: Segment, mode: SegmentMode): SegmentPrograms {
  const { inputs, result, tensors, weights, rectified } = segmentModel(segment, mode);
  const codes = (mode.normalised ? rectified : []).map((x) =>
    reshape(where(greater(x, 0), scalar(1), scalar(-1)), [mode.batch, -1]),
  );
  const code = codes.length === 0 ? undefined : codes.length === 1 ? codes[0] : concat(codes, 1);
  const computed: Record<string, Tensor> = { y: result };
  if (code !== undefined) computed['codes'] = matmul(code, code, { transposeB: true });
  const forward = program({ outputs: computed });
  const outputs: Record<string, Tensor> = {};
  const counted = weights.filter(({ counts }) => counts).map(({ name }) => tensors.get(name) as Tensor);
  for (let k = 0; k < mode.scalars; k++) {
    const along = sum(mul(result, input(`dy${k}`, result.shape)));
    const by = k === 0 ? [...inputs, ...counted] : inputs;
    const found = gradients(along, by);
    inputs.forEach((_, i) => (outputs[`dx${i}.${k}`] = found[i] as Tensor));
    if (k > 0 || counted.length === 0) continue;
    const slopes = found.slice(inputs.length);
    outputs['norms'] = row(slopes.map((slope) => sqrt(sum(square(slope)))));
    outputs['saliency'] = row(slopes.map((slope, i) => sum(abs(mul(slope, counted[i] as Tensor)))));
    outputs['synapse'] = row(slopes.map((slope, i) => sum(mul(slope, counted[i] as Tensor))));
  }
  return { weights, forward, backward: program({ outputs }), codeLength: code?.shape[1] ?? 0 };
}

function row(scalars: readonly Tensor[]): Tensor {
  const parts = scalars.map((value) => reshape(value, [1]));
  // A copy: results of a program are values of their own, also where there is one part.
  return parts.length === 1 ? add(parts[0] as Tensor, 0) : concat(parts, 0);
}

export interface SegmentModel {
  readonly inputs: readonly Tensor[];
  readonly result: Tensor;
  readonly weights: readonly SegmentWeight[];
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Of the batch: what training would move the buffers to, by name. */
  readonly updates: ReadonlyMap<string, Tensor>;
  /** What enters the activations. */
  readonly rectified: readonly Tensor[];
}

/** The tensors of a segment: inputs `x<i>`, weights by their names, the result. */
export function segmentModel(
  { inputShapes, nodes }: Segment,
  { batch, normalised }: Pick<SegmentMode, 'batch' | 'normalised'>,
): SegmentModel {
  const inputs = inputShapes.map((shape, i) => input(`x${i}`, batchShape(batch, shape)));
  const values = [...inputs];
  const shapes = [...inputShapes];
  const weights: SegmentWeight[] = [];
  const tensors = new Map<string, Tensor>();
  const updates = new Map<string, Tensor>();
  const rectified: Tensor[] = [];
  nodes.forEach((node, index) => {
    const { op, attributes, shape } = node;
    const from = node.inputs.map((at) => values[at] as Tensor);
    const inputShapesHere = node.inputs.map((at) => shapes[at] as (typeof shapes)[number]);
    shapes.push(shape);
    if (op === 'input') throw new Error('a segment has no input node of its own');
    if (RECTIFIERS.has(op)) rectified.push(from[0] as Tensor);
    if (!normalised && NORMALISATIONS.has(op)) {
      values.push(from[0] as Tensor);
      return;
    }
    for (const spec of primitives[op].weights(attributes, inputShapesHere)) {
      const name = `${index}.${spec.name}`;
      const kind = spec.initialisation.kind;
      weights.push({ ...spec, name, counts: spec.trainable && (kind === 'kaiming' || kind === 'xavier') });
      tensors.set(name, input(name, spec.shape));
    }
    const weight = (name: string): Tensor => {
      const tensor = tensors.get(`${index}.${name}`);
      if (tensor === undefined) throw new Error(`primitive ${op} has no weight ${name}`);
      return tensor;
    };
    const use = { attributes, inputs: from, inputShapes: inputShapesHere, shape };
    const value = forms[op](use, {
      batch,
      // No dropout: it would be noise, and nothing is trained.
      training: op !== 'dropout',
      weight,
      optionalWeight: (name) => tensors.get(`${index}.${name}`),
      update: (name, value) => updates.set(`${index}.${name}`, value),
      uniform: () => {
        throw new Error(`primitive ${op} asks for random numbers`);
      },
    });
    values.push(value);
  });
  const result = values.at(-1) as Tensor;
  return { inputs, result: inputs.includes(result) ? add(result, 0) : result, weights, tensors, updates, rectified };
}
