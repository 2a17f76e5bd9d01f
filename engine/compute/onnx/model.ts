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
    const halves = new Int32Array(2 * values.length);
    values.forEach((value, i) => halves.set([value, value < 0 ? -1 : 0], 2 * i));
    return this.#share(INT64, [values.length], new Uint8Array(halves.buffer));
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
    const rename = (name: string): string => renamed.get(name) ?? name;
    const model = new MessageWriter().integer(1, IR_VERSION).string(2, 'hypernas-studio');
    model.message(7, (graph) => {
      for (const node of this.#nodes) graph.message(1, (message) => writeNode(message, node, rename));
      graph.string(2, graphName);
      for (const [name, initializer] of this.#initializers)
        graph.message(5, (message) => writeTensor(message, name, initializer));
      for (const info of inputs) graph.message(11, (message) => writeInfo(message, info));
      for (const info of outputs) graph.message(12, (message) => writeInfo(message, info));
    });
    model.message(8, (message) => message.string(1, '').integer(2, OPSET));
    for (const domain of this.#domains) {
      if (domain !== '') model.message(8, (message) => message.string(1, domain).integer(2, 1));
    }
    return model.finish();
  }
}

function writeNode(message: MessageWriter, node: ModelNode, rename: (name: string) => string): void {
  for (const name of node.inputs) message.string(1, rename(name));
  for (const name of node.outputs) message.string(2, rename(name));
  message.string(3, `${node.op}_${rename(node.outputs[0] ?? '')}`).string(4, node.op);
  for (const [name, attribute] of Object.entries(node.attributes))
    message.message(5, (inner) => writeAttribute(inner, name, attribute));
  if (node.domain !== '') message.string(7, node.domain);
}

function writeAttribute(message: MessageWriter, name: string, attribute: Attribute): void {
  message.string(1, name);
  if ('float' in attribute) message.float(2, attribute.float).integer(20, 1);
  else if ('int' in attribute) message.integer(3, attribute.int).integer(20, 2);
  else if ('string' in attribute) message.string(4, attribute.string).integer(20, 3);
  else message.integers(8, attribute.ints).integer(20, 7);
}

function writeTensor(message: MessageWriter, name: string, { type, dims, bytes }: Initializer): void {
  message.integers(1, dims).integer(2, type).string(8, name).bytes(9, bytes);
}

function writeInfo(message: MessageWriter, { name, shape, dtype, freeAxis }: ValueInfo): void {
  const writeShape = (dims: MessageWriter): void =>
    shape.forEach((size, axis) => {
      const free = axis === 0 ? freeAxis : undefined;
      dims.message(1, (dim) => (free === undefined ? dim.integer(1, size) : dim.string(2, free)));
    });
  message
    .string(1, name)
    .message(2, (type) => type.message(1, (tensor) => tensor.integer(1, ELEMENT_TYPES[dtype]).message(2, writeShape)));
}
