/** `autoformer` records in a space: decisions for the width and the depth, and per layer for the heads and the feed-forward ratio. */
import type { Architecture, Decision, DecisionSpace } from '../decision-space.ts';
import { parseAutoformer, writeAutoformer } from './autoformer.ts';
import { fromTexts, toTexts, type NotationBinding } from './binding.ts';
import type { Parsed } from './parsed.ts';

interface Layers {
  readonly dim: Decision;
  readonly depth: Decision;
  readonly heads: readonly Decision[];
  readonly ratio: readonly Decision[];
}

export function bindAutoformer(space: DecisionSpace, column: string): Parsed<NotationBinding> {
  const found = findLayers(space.decisions);
  if ('error' in found) return { error: `${space.name} is not of the autoformer kind: ${found.error}` };
  const { dim, depth, heads, ratio } = found.value;
  return {
    value: {
      notation: 'autoformer',
      columns: [column],
      read: (row) => {
        const parsed = parseAutoformer(row(column));
        if ('error' in parsed) return parsed;
        const record = parsed.value;
        if (record.depth > heads.length)
          return { error: `its depth is ${record.depth}, ${space.name} has at most ${heads.length} layers` };
        const values: Record<string, string> = { [dim.path]: String(record.dim), [depth.path]: String(record.depth) };
        for (let i = 0; i < record.depth; i++) {
          values[(heads[i] as Decision).path] = String(record.heads[i]);
          values[(ratio[i] as Decision).path] = String(record.ratio[i]);
        }
        return fromTexts(space, values);
      },
      write: (architecture: Architecture) => {
        const texts = toTexts(space, architecture);
        const numbers = (decisions: readonly Decision[]): number[] =>
          decisions.flatMap((decision) => texts.get(decision.path) ?? []).map(Number);
        const [width, layers] = numbers([dim, depth]);
        if (width === undefined || layers === undefined)
          return { error: `${dim.path} and ${depth.path} are not decided` };
        const record = { dim: width, depth: layers, heads: numbers(heads), ratio: numbers(ratio) };
        return { value: { [column]: writeAutoformer(record) } };
      },
    },
  };
}

/** Decisions are told by the last part of their names. */
function findLayers(decisions: readonly Decision[]): Parsed<Layers> {
  const named = (pattern: RegExp, perLayer: boolean): readonly Decision[] =>
    decisions.filter(
      ({ path }) => /\[\d+\]/.test(path) === perLayer && pattern.test(path.slice(path.lastIndexOf('.') + 1)),
    );
  const dim = named(/dim|width|embed/i, false)[0];
  const depth = named(/depth|layers/i, false)[0];
  const heads = named(/head/i, true);
  const ratio = named(/ratio|mlp|hidden/i, true);
  if (dim === undefined) return { error: 'it has no decision named like dim' };
  if (depth === undefined) return { error: 'it has no decision named like depth' };
  if (heads.length === 0) return { error: 'its layers have no decision named like heads' };
  if (ratio.length !== heads.length)
    return { error: 'its layers have no decision named like ratio, one beside each of heads' };
  return { value: { dim, depth, heads, ratio } };
}
