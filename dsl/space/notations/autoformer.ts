/**
 * AutoFormer's record of a vision transformer (Chen et al., ICCV 2021): embedding dimension, depth, and per layer the heads and the ratio
 * of the feed-forward width. As a JSON object, `{"hidden_dim":192,"depth":12,"num_heads":[…],"mlp_ratio":[…]}`, or its text.
 */
import type { Parsed } from './parsed.ts';

export interface TransformerRecord {
  readonly dim: number;
  readonly depth: number;
  /** `depth` long each. */
  readonly heads: readonly number[];
  readonly ratio: readonly number[];
}

/** Names under which records are found, per field. */
const keys = {
  dim: ['hidden_dim', 'embed_dim', 'dim'],
  depth: ['depth', 'layer_num'],
  heads: ['num_heads', 'heads'],
  ratio: ['mlp_ratio', 'ratio'],
} as const;

export function parseAutoformer(input: unknown): Parsed<TransformerRecord> {
  let record = input;
  if (typeof input === 'string') {
    try {
      record = JSON.parse(input);
    } catch {
      return { error: `"${input.slice(0, 60)}" is no JSON object` };
    }
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    return { error: `expected an object with ${keys.dim[0]}, ${keys.depth[0]}, ${keys.heads[0]} and ${keys.ratio[0]}` };
  }
  const fields = new Map(Object.entries(record));
  const field = (names: readonly string[]): unknown =>
    names.map((name) => fields.get(name)).find((value) => value !== undefined);
  const dim = firstNumber(field(keys.dim));
  const depth = firstNumber(field(keys.depth));
  if (dim === undefined) return { error: `the record has no number ${keys.dim.join(' or ')}` };
  if (depth === undefined) return { error: `the record has no number ${keys.depth.join(' or ')}` };
  const heads = numbers(field(keys.heads), depth);
  if (heads === undefined)
    return { error: `the record needs ${keys.heads[0]}: a list of ${depth} numbers, one a layer` };
  const ratio = numbers(field(keys.ratio), depth);
  if (ratio === undefined)
    return { error: `the record needs ${keys.ratio[0]}: a list of ${depth} numbers, one a layer` };
  return { value: { dim, depth, heads, ratio } };
}

export function writeAutoformer(record: TransformerRecord): string {
  const { dim, depth, heads, ratio } = record;
  return JSON.stringify({ hidden_dim: dim, mlp_ratio: ratio, depth, num_heads: heads });
}

/** AutoFormer's own files give the embedding dimension once a layer: all alike. */
function firstNumber(value: unknown): number | undefined {
  const first: unknown = Array.isArray(value) && value.every((other) => other === value[0]) ? value[0] : value;
  return typeof first === 'number' && Number.isFinite(first) ? first : undefined;
}

function numbers(value: unknown, count: number): readonly number[] | undefined {
  if (!Array.isArray(value) || value.length !== count) return undefined;
  return value.every((item) => typeof item === 'number' && Number.isFinite(item)) ? (value as number[]) : undefined;
}
