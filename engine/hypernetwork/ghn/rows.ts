/**
 * What the decoder reads of the states, and the gradient back. It sees how a node's state differs from the mean of its network: what all nodes share
 * would make their weights all but equal at first.
 */
import { add, concat, gather, input, matmul, oneHot, program, reshape, slice, sub, type DeviceValue, type Program } from '../../compute/index.ts'; // prettier-ignore
import { WEIGHT_CODE } from './decoder.ts';
import type { PackedGraphs, PackedSize } from './packed.ts';
import { valueOf, type DeviceValues, type Scope } from './scope.ts';

/** Rows of one kind of weights. */
export interface Rows {
  /** Of every row, row * slots + slot of its node, [count]. */
  readonly slots: Int32Array;
  /** [count, WEIGHT_CODE] */
  readonly codes: Float32Array;
}

/** Which slots [graphs, rows * slots] are a graph's: 1, and 1 / nodes. */
export function bringMembers(scope: Scope, { rows, slots, slotOf }: PackedGraphs): Promise<DeviceValues> {
  const size = rows * slots;
  const shape = [slotOf.length, size];
  const [members, shares] = [new Float32Array(slotOf.length * size), new Float32Array(slotOf.length * size)];
  slotOf.forEach((own, graph) => {
    for (const slot of own) {
      members[graph * size + slot] = 1;
      shares[graph * size + slot] = 1 / own.length;
    }
  });
  return scope.bring({ members: { shape, data: members }, shares: { shape, data: shares } });
}

/** States [rows, slots, hidden] less the mean of their graph, [rows * slots, hidden]. */
export async function centred(
  scope: Scope,
  graphs: PackedGraphs,
  members: DeviceValues,
  states: DeviceValue,
): Promise<DeviceValue> {
  const { hidden } = scope.place.options;
  const size = graphs.rows * graphs.slots;
  const build = (): Program => {
    const { membersIn, sharesIn } = memberInputs(graphs);
    const flat = reshape(input('states', [graphs.rows, graphs.slots, hidden]), [size, hidden]);
    const means = matmul(membersIn, matmul(sharesIn, flat), { transposeA: true });
    return program({ outputs: { centred: sub(flat, means) } });
  };
  const key = `centred ${graphs.rows} ${graphs.slots} ${graphs.slotOf.length}`;
  return valueOf(await scope.run(key, build, { ...members, states }), 'centred');
}

/** From the gradient by centred states to that by states. */
export async function centredBackwards(
  scope: Scope,
  graphs: PackedGraphs,
  members: DeviceValues,
  slope: DeviceValue,
): Promise<DeviceValue> {
  const { hidden } = scope.place.options;
  const size = graphs.rows * graphs.slots;
  const build = (): Program => {
    const { membersIn, sharesIn } = memberInputs(graphs);
    const flat = input('slope', [size, hidden]);
    const means = matmul(sharesIn, matmul(membersIn, flat), { transposeA: true });
    return program({ outputs: { slope: reshape(sub(flat, means), [graphs.rows, graphs.slots, hidden]) } });
  };
  const key = `centred back ${graphs.rows} ${graphs.slots} ${graphs.slotOf.length}`;
  return valueOf(await scope.run(key, build, { ...members, slope }), 'slope');
}

function memberInputs({ rows, slots, slotOf }: PackedGraphs) {
  const shape = [slotOf.length, rows * slots];
  return { membersIn: input('members', shape), sharesIn: input('shares', shape) };
}

/** Of centred states, [count, hidden + WEIGHT_CODE]. */
export async function rowsOf(scope: Scope, size: PackedSize, states: DeviceValue, rows: Rows): Promise<DeviceValue> {
  const { hidden } = scope.place.options;
  const count = rows.slots.length;
  const build = (): Program => {
    const nodes = gather(input('states', [size.rows * size.slots, hidden]), input('slots', [count], 'int32'));
    return program({ outputs: { rows: concat([nodes, input('codes', [count, WEIGHT_CODE])], 1) } });
  };
  const key = `rows ${size.rows * size.slots} ${count}`;
  return valueOf(await scope.run(key, build, { states, ...rows }), 'rows');
}

/** `before`, the gradient by rows, added to that by centred states, which is freed; undefined: nothing yet. */
export async function rowsBackwards(
  scope: Scope,
  size: PackedSize,
  { slots }: Rows,
  before: DeviceValue,
  so: DeviceValue | undefined,
): Promise<DeviceValue> {
  const { hidden } = scope.place.options;
  const states = size.rows * size.slots;
  const count = slots.length;
  const build = (): Program => {
    const nodes = slice(input('before', [count, hidden + WEIGHT_CODE]), [0, 0], [count, hidden]);
    const own = matmul(oneHot(input('slots', [count], 'int32'), states), nodes, { transposeA: true });
    return program({ outputs: { slope: so === undefined ? own : add(input('so', [states, hidden]), own) } });
  };
  const key = `rows back ${states} ${count} ${so === undefined ? 'first' : ''}`;
  const slope = valueOf(await scope.run(key, build, { before, slots, ...(so === undefined ? {} : { so }) }), 'slope');
  await so?.free();
  return slope;
}
