/**
 * From the last states of nodes to the weights of their networks, and the gradient back: all weights of one kind in one run. The decoder sees how a
 * node's state differs from the mean of its network: what all nodes share would make their weights all but equal at first.
 */
import { input, program, type Program, type Tensor } from '../../compute/index.ts';
import { ParameterList } from '../declare.ts';
import { decodedWeights, WEIGHT_CODE, writeWeightCode, type WeightKind } from './decoder.ts';
import { along, floats } from './encode.ts';
import type { GhnOptions } from './options.ts';
import type { PackedGraphs } from './packed.ts';
import { backwards } from './parameters.ts';
import type { Place } from './place.ts';
import type { PlannedWeight } from './weight-plan.ts';

/** Weights by name, each a view of one array a kind. */
export type Weights = ReadonlyMap<string, Float32Array>;

export interface Decoded {
  /** By graph. */
  readonly weights: readonly Weights[];
  readonly batches: readonly KindBatch[];
}

/** Weights of one kind that are made together. */
interface KindBatch {
  readonly kind: WeightKind;
  readonly count: number;
  /** [count, hidden + WEIGHT_CODE] */
  readonly rows: Float32Array;
  readonly members: readonly { readonly graph: number; readonly weight: PlannedWeight; readonly slot: number }[];
}

/** Rows of one run at most. */
const MOST_ROWS = 64;

/** @param states [rows, slots, hidden] of `graphs`; @param plans by graph */
export async function decoded(
  place: Place,
  graphs: PackedGraphs,
  plans: readonly (readonly PlannedWeight[])[],
  states: Float32Array,
): Promise<Decoded> {
  const weights = plans.map(() => new Map<string, Float32Array>());
  const batches = batchesOf(place.options, graphs, plans, states);
  for (const { kind, count, rows, members } of batches) {
    const build = (): Program => kindPrograms(place.options, kind, count).forward;
    const made = await place.programs.run(`decode ${JSON.stringify(kind)} ${count}`, build, { rows }, place.state);
    const all = floats(made['weights']);
    const size = all.length / count;
    members.forEach(({ graph, weight }, i) => weights[graph]?.set(weight.name, all.subarray(i * size, (i + 1) * size)));
  }
  return { weights, batches };
}

/** Adds to the decoder's gradients; returns the gradient by the states. `slopes`: by graph, the gradient of each weight that has one. */
export async function decodedBackwards(
  place: Place,
  graphs: PackedGraphs,
  { batches }: Decoded,
  slopes: readonly Weights[],
  states: Float32Array,
): Promise<Float32Array> {
  const { hidden } = place.options;
  const back = new Float32Array(states.length);
  const totals = graphs.slotOf.map(() => new Float32Array(hidden));
  for (const { kind, count, rows, members } of batches) {
    const size = kind.shape.reduce((a, b) => a * b, 1);
    const slope = new Float32Array(count * size);
    members.forEach(({ graph, weight }, i) => slope.set(slopes[graph]?.get(weight.name) ?? [], i * size));
    const build = (): Program => kindPrograms(place.options, kind, count).backward;
    const result = await place.programs.run(`decode back ${JSON.stringify(kind)} ${count}`, build, { rows, slope }, place.state); // prettier-ignore
    const byRows = floats(result['before']);
    members.forEach(({ graph, slot }, i) => {
      const from = i * (hidden + WEIGHT_CODE);
      for (let k = 0; k < hidden; k++) {
        back[slot * hidden + k]! += byRows[from + k] as number;
        (totals[graph] as Float32Array)[k]! += byRows[from + k] as number;
      }
    });
  }
  graphs.slotOf.forEach((slots, graph) => {
    for (const slot of slots)
      for (let k = 0; k < hidden; k++) back[slot * hidden + k]! -= (totals[graph]?.[k] as number) / slots.length;
  });
  return back;
}

function batchesOf(
  { hidden }: GhnOptions,
  graphs: PackedGraphs,
  plans: readonly (readonly PlannedWeight[])[],
  states: Float32Array,
): KindBatch[] {
  const byKind = new Map<string, KindBatch['members'][number][]>();
  plans.forEach((plan, graph) =>
    plan.forEach((weight) => {
      const key = JSON.stringify(weight.kind);
      const members = byKind.get(key) ?? [];
      byKind.set(key, members);
      members.push({ graph, weight, slot: graphs.slotOf[graph]?.[weight.node] as number });
    }),
  );
  const width = hidden + WEIGHT_CODE;
  const centres = graphs.slotOf.map((slots) => meanState(states, slots, hidden));
  return [...byKind.values()].flatMap((all) =>
    Array.from({ length: Math.ceil(all.length / MOST_ROWS) }, (_, part): KindBatch => {
      const members = all.slice(part * MOST_ROWS, (part + 1) * MOST_ROWS);
      const count = 2 ** Math.ceil(Math.log2(members.length));
      const rows = new Float32Array(count * width);
      members.forEach(({ graph, weight, slot }, i) => {
        const centre = centres[graph] as Float32Array;
        for (let k = 0; k < hidden; k++)
          rows[i * width + k] = (states[slot * hidden + k] as number) - (centre[k] as number);
        writeWeightCode(weight.kind.rule, weight.ordinal, rows, i * width + hidden);
      });
      return { kind: (all[0] as (typeof all)[number]).weight.kind, count, rows, members };
    }),
  );
}

/** Mean of the states [rows, slots, hidden] in some slots. */
export function meanState(states: Float32Array, slots: readonly number[], hidden: number): Float32Array {
  const mean = new Float32Array(hidden);
  for (const slot of slots)
    for (let k = 0; k < hidden; k++) mean[k]! += (states[slot * hidden + k] as number) / slots.length;
  return mean;
}

function kindPrograms(options: GhnOptions, kind: WeightKind, count: number): { forward: Program; backward: Program } {
  const list = new ParameterList();
  const rows = input('rows', [count, options.hidden + WEIGHT_CODE]);
  const weights = decodedWeights(rows, kind, options, list.declare);
  const { updates, slopes } = backwards(along(weights), list.tensors, [rows]);
  return {
    forward: program({ outputs: { weights }, state: list.tensors }),
    backward: program({ outputs: { before: slopes[0] as Tensor }, state: list.tensors, updates }),
  };
}
