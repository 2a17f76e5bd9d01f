/**
 * The points of a run as the page gets them: asked of the engine in parts, from the least position that is not known, and handed on as columns.
 * Evaluations that go on side by side may arrive out of order, so positions are told one by one.
 */
import { unpackColumn } from '../../engine/protocol/columns.ts';
import type { RunPointsMessage } from '../../engine/protocol/runs.ts';
import type { Engine, Failure } from '../engine/engine.ts';
import type { RunKey } from '../runs/run-key.ts';
import type { Columns } from './contract.ts';

export interface Points {
  /** All that is new since the last call, in parts. `isWanted` is asked before each part. */
  fetch(hand: (columns: Columns) => void, isWanted: () => boolean): Promise<Failure | undefined>;
  /** The page has lost what it was told. */
  forget(): void;
}

export function pointsOf(engine: Engine, { store, run }: RunKey): Points {
  const known = new Set<number>();
  /** All below it are known. */
  let firstUnknown = 0;
  return {
    fetch: async (hand, isWanted) => {
      let from = firstUnknown;
      while (isWanted()) {
        const answer = await engine.request('runPoints', { store, run, from });
        if ('error' in answer) return answer;
        const columns = unpack(answer.value);
        if (columns === undefined) return { error: `Points of ${run} arrived damaged.`, kind: 'broken' };
        if (!isWanted()) return undefined;
        const { position } = columns;
        const last = position.at(-1);
        if (last === undefined) return undefined;
        const isNew = position.some((each) => !known.has(each));
        if (isNew) hand(columns);
        for (const each of position) known.add(each);
        while (known.has(firstUnknown)) firstUnknown++;
        if (known.size >= columns.total) return undefined;
        // A gap is an evaluation under way: what lies beyond it comes first.
        from = last + 1;
      }
      return undefined;
    },
    forget: () => {
      known.clear();
      firstUnknown = 0;
    },
  };
}

/** Undefined where columns have other lengths than the positions. */
export function unpack(points: RunPointsMessage): Columns | undefined {
  const position = unpackColumn(points.position);
  if (position === undefined) return undefined;
  const column = (packed: string): Float64Array | undefined => unpackColumn(packed, position.length);
  const table = (packed: ReadonlyMap<string, string>): Map<string, Float64Array> | undefined => {
    const columns = [...packed].flatMap(([name, each]): [string, Float64Array][] => {
      const values = column(each);
      return values === undefined ? [] : [[name, values]];
    });
    return columns.length === packed.size ? new Map(columns) : undefined;
  };
  const status = column(points.status);
  const seconds = column(points.seconds);
  const metrics = table(points.metrics);
  const predictedMean = table(points.predictedMean);
  const predictedStd = table(points.predictedStd);
  const choices = points.choices.map(column).filter((each) => each !== undefined);
  if (
    status === undefined ||
    seconds === undefined ||
    metrics === undefined ||
    predictedMean === undefined ||
    predictedStd === undefined ||
    choices.length < points.choices.length
  )
    return undefined;
  return { total: points.total, position, status, seconds, metrics, predictedMean, predictedStd, choices };
}
