/**
 * Weights of the in-context network as a file: a line of JSON on where they come from, then the numbers (float32, little endian) in the order of the names.
 */
import { readFileSync } from 'node:fs';
import { sizeOf, type HostTensor, type Shape } from '../../compute/index.ts';
import { network, type NetworkSettings, type Weights } from './network.ts';
import { DISTANCES, TOKEN } from './task-view.ts';

/** Counts up when tokens or the network change: weights of another version mean something else. */
export const TOKEN_VERSION = 1;

/** Where weights come from: all that `meta-train` was told. */
export interface Origin {
  readonly seed: number;
  readonly steps: number;
  readonly tasks: number;
  /** Spaces whose architectures made-up scores were drawn over. */
  readonly spaces: readonly string[];
  /** Tables of measured accuracies that were seen; none in the shipped file. */
  readonly tables: readonly string[];
  readonly learningRate: number;
}

export interface Checkpoint {
  readonly settings: NetworkSettings;
  readonly origin: Origin;
  readonly weights: Weights;
}

interface Header {
  readonly format: 'hnas incontext';
  readonly encoder: number;
  readonly token: number;
  readonly distances: number;
  readonly settings: NetworkSettings;
  readonly origin: Origin;
  readonly tensors: readonly { readonly name: string; readonly shape: Shape }[];
}

export function writeCheckpoint({ settings, origin, weights }: Checkpoint): Uint8Array {
  const names = Object.keys(weights).sort();
  const tensors = names.map((name) => ({ name, shape: (weights[name] as HostTensor).shape }));
  const header: Header = { format: 'hnas incontext', encoder: TOKEN_VERSION, token: TOKEN, distances: DISTANCES, settings, origin, tensors }; // prettier-ignore
  const text = Buffer.from(`${JSON.stringify(header)}\n`);
  const total = tensors.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const bytes = Buffer.alloc(text.length + 4 * total);
  text.copy(bytes);
  let at = text.length;
  for (const { name } of tensors) {
    for (const number of (weights[name] as HostTensor).data) at = bytes.writeFloatLE(number, at);
  }
  return bytes;
}

/** One sentence where the bytes are no checkpoint of this version. */
export function readCheckpoint(bytes: Uint8Array): { readonly value: Checkpoint } | { readonly error: string } {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = headerOf(view);
  if (typeof header === 'string') return { error: header };
  const { settings, origin, tensors } = header.value;
  const total = tensors.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const first = header.bytes;
  if (view.length !== first + 4 * total) return { error: `the checkpoint holds ${view.length - first} bytes of weights, its header speaks of ${4 * total}` }; // prettier-ignore
  const weights: Record<string, HostTensor> = {};
  let at = first;
  for (const { name, shape } of tensors) {
    const data = new Float32Array(sizeOf(shape));
    for (let i = 0; i < data.length; i++, at += 4) data[i] = view.readFloatLE(at);
    if (!data.every(Number.isFinite)) return { error: `the checkpoint's weights "${name}" hold numbers that are not finite` }; // prettier-ignore
    weights[name] = { shape, data };
  }
  for (const parameter of network(settings).parameters) {
    const name = parameter.op === 'input' ? parameter.attributes.name : '';
    if (weights[name]?.shape.join() !== parameter.shape.join()) return { error: `the checkpoint has no weights "${name}" of shape [${parameter.shape.join(', ')}]` }; // prettier-ignore
  }
  return { value: { settings, origin, weights } };
}

function headerOf(view: Buffer): { readonly value: Header; readonly bytes: number } | string {
  const end = view.indexOf(10);
  let header: Partial<Header> | undefined;
  try {
    header = end < 0 ? undefined : (JSON.parse(view.toString('utf8', 0, end)) as Partial<Header>);
  } catch {
    header = undefined;
  }
  if (header?.format !== 'hnas incontext') return 'the file is no checkpoint of the in-context predictor';
  const { encoder, token, distances } = header;
  if (encoder !== TOKEN_VERSION || token !== TOKEN || distances !== DISTANCES) {
    return `the checkpoint was trained for encoder version ${encoder} with ${token} numbers a token, this is version ${TOKEN_VERSION} with ${TOKEN}`;
  }
  return { value: header as Header, bytes: end + 1 };
}

let shipped: Checkpoint | undefined;

/** The checkpoint that comes with the product: trained on made-up scores alone. */
export function shippedCheckpoint(): Checkpoint {
  if (shipped !== undefined) return shipped;
  const read = readCheckpoint(readFileSync(new URL('./checkpoint/incontext.bin', import.meta.url)));
  if ('error' in read) throw new Error(`the shipped checkpoint: ${read.error}`);
  shipped = read.value;
  return shipped;
}
