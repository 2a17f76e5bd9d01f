/** Which trained weights a run keeps: of its front or of its best, within a size, and none that it does not need any more. */
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { KeepOptions } from '../../../../../engine/evaluate/train/options.ts';
import type { WeightKeeper } from '../../../../../engine/search/weight-keeper.ts';
import { keptBytes, keptFiles, weightsFile } from '../../../../../engine/store/weights/folder.ts';
import { weightKeeper, type KeptRun } from '../../../../../engine/store/weights/keeper.ts';
import { sampleEvaluation } from '../sample-run.ts';
import type { EvaluationRecord } from '../../../../../engine/store/records.ts';

let store: string;
let warnings: string[];
beforeEach(() => {
  store = join(mkdtempSync(join(tmpdir(), 'hnas-weights-')), 'runs.db');
  warnings = [];
});

/** Accuracy and parameters of the evaluation at a position. */
const at = (
  position: number,
  accuracy: number,
  params: number,
  rest: Partial<EvaluationRecord> = {},
): EvaluationRecord => ({
  ...sampleEvaluation(position),
  status: 'ok',
  metrics: { accuracy, params },
  ...rest,
});

function keeper(
  options: Partial<KeepOptions> = {},
  past: readonly EvaluationRecord[] = [],
  constraints: KeptRun['constraints'] = [],
): WeightKeeper {
  const objectives = [
    { metric: 'params', direction: 'minimize' },
    { metric: 'accuracy', direction: 'maximize' },
  ] as const;
  const run = { store, id: 'quick-1', objectives, constraints };
  return weightKeeper(run, { keep: 'front', keepSize: 1000, ...options }, past, (text) => warnings.push(text));
}

/** As the loop does: kept before it is written, settled after. */
function evaluated(by: WeightKeeper, record: EvaluationRecord, bytes: number | undefined = 10): void {
  if (bytes > 0) by.keep(record, new Uint8Array(bytes).fill(record.position));
  by.settle(record);
}

const kept = (): number[] => keptFiles(store, 'quick-1').map(({ position }) => position).sort((a, b) => a - b); // prettier-ignore

describe('weights that are kept', () => {
  test('are those of the front; who leaves it loses them', () => {
    const run = keeper();
    evaluated(run, at(0, 50, 100));
    evaluated(run, at(1, 40, 200));
    expect(kept()).toEqual([0]);
    evaluated(run, at(2, 60, 150));
    expect(kept()).toEqual([0, 2]);
    evaluated(run, at(3, 60, 90));
    expect(kept()).toEqual([3]);
    expect(keptBytes(store, 'quick-1', 3)).toEqual(new Uint8Array(10).fill(3));
    expect(keptBytes(store, 'quick-1', 0)).toBeUndefined();
  });

  test('stay behind those of an evaluation that has none but is better', () => {
    const run = keeper();
    evaluated(run, at(0, 50, 100));
    evaluated(run, at(1, 60, 90), 0);
    expect(kept()).toEqual([]);
  });

  test('are of no architecture that breaks a requirement, failed, or was trained in part only', () => {
    const constraints = [{ metric: 'params', text: 'require params <= 150', max: 150 }];
    const run = keeper({}, [], constraints);
    evaluated(run, at(0, 99, 200));
    evaluated(run, at(1, 99, 100, { status: 'diverged' }));
    evaluated(run, at(2, 0, 100, { metrics: { 'accuracy at 1/3': 70, params: 100 } }));
    expect(kept()).toEqual([]);
    evaluated(run, at(3, 20, 120));
    expect(kept()).toEqual([3]);
  });

  test('may be those of the best by what is measured, whatever they cost', () => {
    const run = keeper({ keep: 2 });
    evaluated(run, at(0, 50, 1));
    evaluated(run, at(1, 60, 100));
    evaluated(run, at(2, 40, 1));
    evaluated(run, at(3, 55, 300));
    expect(kept()).toEqual([1, 3]);
  });

  test('have no more bytes than they may: the worst are not kept', () => {
    const run = keeper({ keepSize: 25 });
    evaluated(run, at(0, 50, 10));
    evaluated(run, at(1, 60, 20));
    evaluated(run, at(2, 40, 5));
    expect(kept()).toEqual([0, 1]);
    evaluated(run, at(3, 70, 30));
    expect(kept()).toEqual([1, 3]);
    evaluated(run, at(4, 80, 40), 26);
    expect(kept()).toEqual([1, 3]);
    expect(keptFiles(store, 'quick-1').reduce((sum, { bytes }) => sum + bytes, 0)).toBe(20);
  });

  test('are taken up with the run, without what is of no use', () => {
    const before = keeper();
    evaluated(before, at(0, 50, 100));
    evaluated(before, at(1, 60, 200));
    // A process that died after it had kept weights and before it had written the evaluation, and one that died while it kept them.
    before.keep(at(2, 70, 300), new Uint8Array(5));
    writeFileSync(`${weightsFile(store, 'quick-1', 7)}.1.tmp`, '');
    const note = join(dirname(weightsFile(store, 'quick-1', 0)), 'note.txt');
    writeFileSync(note, 'mine');
    const run = keeper({}, [at(0, 50, 100), at(1, 60, 200)]);
    expect(kept()).toEqual([0, 1]);
    expect(readdirSync(dirname(note)).sort()).toEqual(['1.safetensors', '2.safetensors', 'note.txt']);
    evaluated(run, at(2, 60, 200));
    expect(kept()).toEqual([0, 1, 2]);
    evaluated(run, at(3, 65, 50));
    expect(kept()).toEqual([3]);
  });

  test('go when none are wanted any more', () => {
    evaluated(keeper(), at(0, 50, 100));
    const run = keeper({ keep: 'none' }, [at(0, 50, 100)]);
    evaluated(run, at(1, 60, 50));
    expect(kept()).toEqual([]);
  });

  test('that cannot be written are told of once, and the run goes on', () => {
    writeFileSync(`${store}.weights`, 'a file where the folder is to be');
    const run = keeper();
    evaluated(run, at(0, 50, 100));
    evaluated(run, at(1, 60, 50));
    expect(warnings).toEqual([
      expect.stringMatching(
        /^the weights of evaluation 1 cannot be kept: .* is not a folder; the run goes on without them$/,
      ),
    ]);
    expect(kept()).toEqual([]);
    expect(existsSync(weightsFile(store, 'quick-1', 0))).toBe(false);
  });
});
