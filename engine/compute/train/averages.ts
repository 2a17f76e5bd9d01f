/**
 * Running averages joined: those that move by the same share are one vector while they do. A network of cells has two for each of its hundred batch
 * normalisations, each of a few numbers and three instructions.
 */
import type { Tensor } from '../program/tensor.ts';
import { operand } from '../program/tensor.ts';
import type { Update } from '../program/program.ts';
import { concat, split } from '../ops/layout.ts';
import { add, mul } from '../ops/arithmetic.ts';

interface Average {
  readonly state: Tensor;
  readonly current: Tensor;
  readonly kept: number;
  readonly moved: number;
}

/** The same updates: running averages of vectors (`runningAverage`) joined, the others as they are. */
export function joinedAverages(updates: readonly Update[]): readonly Update[] {
  const byShares = new Map<string, Average[]>();
  const rest: Update[] = [];
  for (const update of updates) {
    const average = averageOf(update);
    if (average === undefined) {
      rest.push(update);
      continue;
    }
    const key = `${average.kept} ${average.moved}`;
    const group = byShares.get(key) ?? [];
    byShares.set(key, group);
    group.push(average);
  }
  return [...rest, ...[...byShares.values()].flatMap(movedTogether)];
}

function movedTogether(averages: readonly Average[]): readonly Update[] {
  const [{ kept, moved }] = averages as [Average, ...Average[]];
  const old = concat(averages.map(({ state }) => state), 0); // prettier-ignore
  const current = concat(averages.map((each) => each.current), 0); // prettier-ignore
  const next = add(mul(old, kept), mul(current, moved));
  const sizes = averages.map(({ state }) => state.shape[0] ?? 0);
  const values = split(next, 0, sizes);
  return averages.map(({ state }, i) => ({ state, value: values[i] as Tensor }));
}

/** What an update averages, where it is state * kept + current * moved. */
function averageOf({ state, value }: Update): Average | undefined {
  if (state.shape.length !== 1 || value.op !== 'add') return undefined;
  const [old, share] = [operand(value, 0), operand(value, 1)];
  if (old.op !== 'mul' || share.op !== 'mul' || operand(old, 0) !== state) return undefined;
  const [kept, moved, current] = [numberOf(operand(old, 1)), numberOf(operand(share, 1)), operand(share, 0)];
  if (kept === undefined || moved === undefined || current.shape.length !== 1) return undefined;
  return { state, current, kept, moved };
}

const numberOf = (x: Tensor): number | undefined =>
  x.op === 'constant' && x.shape.length === 0 ? x.attributes.data[0] : undefined;
