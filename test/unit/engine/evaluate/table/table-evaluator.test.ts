import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openTableEvaluator } from '../../../../../engine/evaluate/table/table-evaluator.ts';
import type { Evaluator } from '../../../../../engine/evaluate/evaluator.ts';
import { exampleSpace } from '../../encoding/spaces.ts';

const folder = mkdtempSync(join(tmpdir(), 'hnas-table-evaluator-'));
afterAll(() => rmSync(folder, { recursive: true }));

const space = exampleSpace('nasbench101');
// Two cells: input > conv3x3 > output, and input > conv1x1 > conv3x3 > output.
writeFileSync(join(folder, 'cells.csv'), 'vertices,adj,ops,val,seconds\n3,101,0,0.9,12\n4,100101,10,0.8,15\n');

async function opened(options: Record<string, unknown>): Promise<Evaluator> {
  const outcome = await openTableEvaluator(options, space, folder);
  if ('error' in outcome) throw new Error(outcome.error);
  return outcome.value;
}

function request(text: string): Parameters<Evaluator['evaluate']>[0] {
  return {
    architecture: text,
    seed: 1,
    network: () => {
      throw new Error('a table needs no network');
    },
  };
}

const single = '{ Module.v.count: 1, Module.v[0].from: [x], Module.v[0].op: conv3x3_bn_relu, Module.output: [v[0]] }';

describe('the evaluator table', () => {
  it('looks accuracy and further metrics up, accuracy in percent', async () => {
    const evaluator = await opened({ path: 'cells.csv', metric: 'val', metrics: { 'train_seconds': 'seconds' } }); // prettier-ignore
    expect(evaluator.metrics).toEqual(['accuracy', 'train_seconds']);
    expect(await evaluator.evaluate(request(single))).toMatchObject({
      status: 'ok',
      accuracy: 90,
      metrics: { accuracy: 90, train_seconds: 12 },
    });
    await evaluator.close();
  });

  it('finds an architecture whose graph the table has under other decisions', async () => {
    const evaluator = await opened({ path: 'cells.csv', metric: 'val' });
    const withDead =
      '{ Module.v.count: 2, Module.v[0].from: [x], Module.v[0].op: maxpool3x3, Module.v[1].from: [x], Module.v[1].op: conv3x3_bn_relu, Module.output: [v[1]] }';
    const found = await evaluator.evaluate(request(withDead));
    const valid = space.parse(withDead).value !== undefined;
    expect(found.status).toBe(valid ? 'ok' : 'unknown-architecture');
    const reordered =
      '{ Module.v.count: 2, Module.v[0].from: [x], Module.v[0].op: conv1x1_bn_relu, Module.v[1].from: [v[0]], Module.v[1].op: conv3x3_bn_relu, Module.output: [v[1]] }';
    expect(await evaluator.evaluate(request(reordered))).toMatchObject({ status: 'ok', accuracy: 80 });
  });

  it('says which architecture it does not know', async () => {
    const evaluator = await opened({ path: 'cells.csv', metric: 'val' });
    const pool = single.replace('conv3x3_bn_relu', 'maxpool3x3');
    expect(await evaluator.evaluate(request(pool))).toMatchObject({
      status: 'unknown-architecture',
      message: `cells.csv has no row for ${pool}`,
    });
  });

  it.each([
    [{}, 'needs the path of a table'],
    [{ path: 'cells.csv' }, 'needs the column of the accuracy'],
    [{ path: 'cells.csv', metric: 'vall' }, 'has no column "vall", did you mean "val"?'],
    [{ path: 'cells.csv', metrik: 'val' }, 'has no option "metrik", did you mean "metric"?'],
    [{ path: 'cells.csv', metric: 'val', notation: 'nb102' }, 'one of nb201, nb101'],
    [{ path: 'none.csv', metric: 'val' }, 'the file does not exist'],
  ])('%j is refused in a sentence', async (options, reason) => {
    const outcome = await openTableEvaluator(options, space, folder);
    expect('error' in outcome ? outcome.error : 'no error').toContain(reason);
  });
});
