/** From the last states of nodes to the weights of their networks, and the gradient back: all weights of one kind in one run. */
import { full, input, program, reshape, slice, stack, type DeviceValue, type Program, type Tensor } from '../../compute/index.ts'; // prettier-ignore
import { ParameterList } from '../declare.ts';
import { decodedWeights, WEIGHT_CODE, writeWeightCode, type WeightKind } from './decoder.ts';
import type { Slopes } from './network-pass.ts';
import type { GhnOptions } from './options.ts';
import type { PackedGraphs } from './packed.ts';
import { along, backwards } from './parameters.ts';
import { bringMembers, centred, centredBackwards, rowsBackwards, rowsOf, type Rows } from './rows.ts';
import { valueOf, type DeviceValues, type Scope } from './scope.ts';
import type { PlannedWeight } from './weight-plan.ts';

/** Weights by name. */
export type Weights = ReadonlyMap<string, DeviceValue>;

export interface Decoded {
  /** By graph. */
  readonly weights: readonly Weights[];
  readonly batches: readonly KindBatch[];
  readonly members: DeviceValues;
}

/** Weights of one kind that are made together, the rows of the weights first. */
interface KindBatch extends Rows {
  readonly kind: WeightKind;
  readonly weights: readonly { readonly graph: number; readonly name: string }[];
  /** [count, hidden + WEIGHT_CODE] */
  readonly rows: DeviceValue;
}

/** Rows of one run at most. */
const MOST_ROWS = 64;

/** @param states [rows, slots, hidden] of `graphs`; @param plans by graph */
export async function decoded(
  scope: Scope,
  graphs: PackedGraphs,
  plans: readonly (readonly PlannedWeight[])[],
  states: DeviceValue,
): Promise<Decoded> {
  const { options } = scope.place;
  const weights = plans.map(() => new Map<string, DeviceValue>());
  const members = await bringMembers(scope, graphs);
  const nodes = await centred(scope, graphs, members, states);
  const batches: KindBatch[] = [];
  for (const batch of batchesOf(graphs, plans)) {
    const { kind, slots } = batch;
    const rows = await rowsOf(scope, graphs, nodes, batch);
    const build = (): Program => kindPrograms(options, kind, slots.length).forward;
    const made = await scope.run(`decode ${JSON.stringify(kind)} ${slots.length}`, build, { rows });
    batch.weights.forEach(({ graph, name }, i) => weights[graph]?.set(name, valueOf(made, `weight${i}`)));
    batches.push({ ...batch, rows });
  }
  return { weights, batches, members };
}

/** Adds to the decoder's gradients; returns the gradient by the states. `slopes`: by graph, the gradient of each weight that has one. */
export async function decodedBackwards(
  scope: Scope,
  graphs: PackedGraphs,
  { batches, members }: Decoded,
  slopes: readonly Slopes[],
): Promise<DeviceValue> {
  const { options } = scope.place;
  let nodes: DeviceValue | undefined;
  for (const batch of batches) {
    const { kind, rows } = batch;
    const count = batch.slots.length;
    const found = Array.from({ length: count }, (_, i) => {
      const weight = batch.weights[i];
      return weight && slopes[weight.graph]?.get(weight.name);
    });
    const none = found.includes(undefined) ? await zeros(scope, kind.shape) : undefined;
    const feeds = Object.fromEntries(found.map((slope, i) => [`slope${i}`, (slope ?? none) as DeviceValue]));
    const build = (): Program => kindPrograms(options, kind, count).backward;
    const back = await scope.run(`decode back ${JSON.stringify(kind)} ${count}`, build, { rows, ...feeds });
    nodes = await rowsBackwards(scope, graphs, batch, valueOf(back, 'before'), nodes);
  }
  if (nodes === undefined) throw new Error('the networks of a step have no weights');
  return centredBackwards(scope, graphs, members, nodes);
}

async function zeros(scope: Scope, shape: readonly number[]): Promise<DeviceValue> {
  const build = (): Program => program({ outputs: { zeros: full(shape, 0) } });
  return valueOf(await scope.run(`zeros ${shape.join()}`, build, {}), 'zeros');
}

function batchesOf(graphs: PackedGraphs, plans: readonly (readonly PlannedWeight[])[]): Omit<KindBatch, 'rows'>[] {
  const byKind = new Map<string, { readonly graph: number; readonly weight: PlannedWeight }[]>();
  plans.forEach((plan, graph) =>
    plan.forEach((weight) => {
      const key = JSON.stringify(weight.kind);
      const members = byKind.get(key) ?? [];
      byKind.set(key, members);
      members.push({ graph, weight });
    }),
  );
  return [...byKind.values()].flatMap((all) =>
    Array.from({ length: Math.ceil(all.length / MOST_ROWS) }, (_, part) => {
      const own = all.slice(part * MOST_ROWS, (part + 1) * MOST_ROWS);
      const count = 2 ** Math.ceil(Math.log2(own.length));
      const slots = new Int32Array(count);
      const codes = new Float32Array(count * WEIGHT_CODE);
      own.forEach(({ graph, weight }, i) => {
        slots[i] = graphs.slotOf[graph]?.[weight.node] as number;
        writeWeightCode(weight.kind.rule, weight.ordinal, codes, i * WEIGHT_CODE);
      });
      const { kind } = (own[0] as (typeof own)[number]).weight;
      return { kind, slots, codes, weights: own.map(({ graph, weight }) => ({ graph, name: weight.name })) };
    }),
  );
}

/** Forward: `weight<i>` of every row. Backward: from `slope<i>`, their gradients, to `before`, that by the rows. */
function kindPrograms(options: GhnOptions, kind: WeightKind, count: number): { forward: Program; backward: Program } {
  const list = new ParameterList();
  const rows = input('rows', [count, options.hidden + WEIGHT_CODE]);
  const weights = decodedWeights(rows, kind, options, list.declare);
  const each = Array.from({ length: count }, (_, i) => i);
  const part = (i: number): Tensor =>
    reshape(slice(weights, [i, ...kind.shape.map(() => 0)], [1, ...kind.shape]), kind.shape);
  const outputs = Object.fromEntries(each.map((i) => [`weight${i}`, part(i)]));
  const slope = stack(each.map((i) => input(`slope${i}`, kind.shape)));
  const { updates, slopes } = backwards(along(weights, slope), list.tensors, [rows]);
  return {
    forward: program({ outputs, state: list.tensors }),
    backward: program({ outputs: { before: slopes[0] as Tensor }, state: list.tensors, updates }),
  };
}

/** Mean of the states [rows, slots, hidden] in some slots. */
export function meanState(states: Float32Array, slots: readonly number[], hidden: number): Float32Array {
  const mean = new Float32Array(hidden);
  for (const slot of slots)
    for (let k = 0; k < hidden; k++) mean[k]! += (states[slot * hidden + k] as number) / slots.length;
  return mean;
}
