/**
 * An ONNX model in the making: nodes, initialisers, inputs, outputs, and their serialisation.
 *
 * Field numbers are those of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). It knows nothing of programs.
 */
import { MessageWriter } from './protobuf.ts';

/** Operator set the emitter writes for. 18 is the first with reductions whose axes are operands throughout. */
export const OPSET = 18;
const IR_VERSION = 8;
const FLOAT = 1;
const INT32 = 6;
const INT64 = 7;

export const ELEMENT_TYPES = { float32: FLOAT, int32: INT32, bool: 9 } as const;

/** Numbers with a whole-number attribute are `int`, others must say `float`. */
export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly ints: readonly number[] }
  | { readonly string: string };

export interface ValueInfo {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
  /** The first axis is of any size; its name. */
  readonly freeAxis?: string;
}

interface ModelNode {
  readonly op: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

interface Initializer {
  readonly type: number;
  readonly dims: readonly number[];
  readonly bytes: Uint8Array;
}

export class OnnxModel {
  #nodes: ModelNode[] = [];
  readonly #initializers = new Map<string, Initializer>();
  readonly #shared = new Map<string, string>();
  readonly #domains = new Set<string>();
  /** What a Reshape was given, by its result. */
  readonly #reshaped = new Map<string, string>();
  #names = 0;

  /** Number of operator nodes so far. */
  get size(): number {
    return this.#nodes.length;
  }

  /** Adds a node with one result and returns the result's name. Domain '' is ai.onnx. An operand '' is an absent optional one. */
  add(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    domain = '',
  ): string {
    const [output] = this.addMany(op, inputs, attributes, 1, domain);
    return output ?? '';
  }

  /** Adds a node with several results. */
  addMany(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>>,
    count: number,
    domain = '',
  ): readonly string[] {
    const outputs = Array.from({ length: count }, () => `t${(this.#names += 1)}`);
    this.#nodes.push({
      op,
      domain,
      inputs: op === 'Reshape' ? this.#unreshaped(inputs, outputs) : inputs,
      outputs,
      attributes,
    });
    this.#domains.add(domain);
    return outputs;
  }

  /** A Reshape of a Reshape is one of what that was given. */
  #unreshaped([given = '', ...rest]: readonly string[], [output = '']: readonly string[]): readonly string[] {
    const source = this.#reshaped.get(given) ?? given;
    this.#reshaped.set(output, source);
    return [source, ...rest];
  }

  /** Leaves out nodes and constants that none of these values needs. */
  prune(needed: Iterable<string>): void {
    const live = new Set(needed);
    const kept = this.#nodes.toReversed().filter(({ inputs, outputs }) => {
      if (!outputs.some((name) => live.has(name))) return false;
      for (const name of inputs) live.add(name);
      return true;
    });
    this.#nodes = kept.reverse();
    for (const name of this.#initializers.keys()) if (!live.has(name)) this.#initializers.delete(name);
  }

  /** An int64 vector, as shapes and axes are given; equal ones are shared. */
  int64s(values: readonly number[]): string {
    return this.#share(INT64, [values.length], new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer));
  }

  /** A constant; small equal ones are shared. */
  constant(data: Float32Array | Int32Array, dims: readonly number[]): string {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return this.#share(data instanceof Float32Array ? FLOAT : INT32, dims, bytes);
  }

  /** A float32 scalar. */
  float(value: number): string {
    return this.constant(Float32Array.of(value), []);
  }

  /** A constant under a name of the caller's, as exported weights have. */
  namedConstant(name: string, data: Float32Array | Int32Array, dims: readonly number[]): void {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.#initializers.set(name, { type: data instanceof Float32Array ? FLOAT : INT32, dims, bytes });
  }

  #share(type: number, dims: readonly number[], bytes: Uint8Array): string {
    const key = bytes.length <= 256 ? `${type}[${dims.join(',')}]${bytes.join(',')}` : undefined;
    const known = key === undefined ? undefined : this.#shared.get(key);
    if (known !== undefined) return known;
    const name = `c${(this.#names += 1)}`;
    this.#initializers.set(name, { type, dims, bytes });
    if (key !== undefined) this.#shared.set(key, name);
    return name;
  }

  /** The bytes of a ModelProto. `renamed` gives values public names in place of the generated ones. */
  serialise(
    graphName: string,
    inputs: readonly ValueInfo[],
    outputs: readonly ValueInfo[],
    renamed: ReadonlyMap<string, string> = new Map(),
  ): Uint8Array {
    const graph = new MessageWriter();
    const rename = (name: string): string => renamed.get(name) ?? name;
    for (const node of this.#nodes) graph.message(1, nodeMessage(node, rename));
    graph.string(2, graphName);
    for (const [name, initializer] of this.#initializers) graph.message(5, tensorMessage(name, initializer));
    for (const info of inputs) graph.message(11, infoMessage(info));
    for (const info of outputs) graph.message(12, infoMessage(info));
    const model = new MessageWriter().integer(1, IR_VERSION).string(2, 'hypernas-studio').message(7, graph);
    model.message(8, new MessageWriter().string(1, '').integer(2, OPSET));
    for (const domain of this.#domains) {
      if (domain !== '') model.message(8, new MessageWriter().string(1, domain).integer(2, 1));
    }
    return model.finish();
  }
}

function nodeMessage(node: ModelNode, rename: (name: string) => string): MessageWriter {
  const message = new MessageWriter();
  for (const name of node.inputs) message.string(1, rename(name));
  for (const name of node.outputs) message.string(2, rename(name));
  message.string(3, `${node.op}_${rename(node.outputs[0] ?? '')}`).string(4, node.op);
  for (const [name, attribute] of Object.entries(node.attributes))
    message.message(5, attributeMessage(name, attribute));
  if (node.domain !== '') message.string(7, node.domain);
  return message;
}

function attributeMessage(name: string, attribute: Attribute): MessageWriter {
  const message = new MessageWriter().string(1, name);
  if ('float' in attribute) return message.float(2, attribute.float).integer(20, 1);
  if ('int' in attribute) return message.integer(3, attribute.int).integer(20, 2);
  if ('string' in attribute) return message.string(4, attribute.string).integer(20, 3);
  return message.integers(8, attribute.ints).integer(20, 7);
}

function tensorMessage(name: string, { type, dims, bytes }: Initializer): MessageWriter {
  return new MessageWriter().integers(1, dims).integer(2, type).string(8, name).bytes(9, bytes);
}

function infoMessage({ name, shape, dtype, freeAxis }: ValueInfo): MessageWriter {
  const dims = new MessageWriter();
  shape.forEach((size, axis) => {
    const free = axis === 0 ? freeAxis : undefined;
    dims.message(1, free === undefined ? new MessageWriter().integer(1, size) : new MessageWriter().string(2, free));
  });
  const tensor = new MessageWriter().integer(1, ELEMENT_TYPES[dtype]).message(2, dims);
  return new MessageWriter().string(1, name).message(2, new MessageWriter().message(1, tensor));
}
