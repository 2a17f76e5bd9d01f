import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import type { DecisionSpace } from '../../../../dsl/space/decision-space.ts';
import type { RankOptions, RankOutcome, RankResult } from '../../../../engine/predictor/rank-result.ts';
import { rankTable } from '../../../../engine/predictor/rank.ts';
import { smallSpace, spaceOf } from '../../../support/spaces.ts';
import { exampleSpace } from '../encoding/spaces.ts';

const folder = mkdtempSync(join(tmpdir(), 'hnas-rank-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A table of a space with a made-up accuracy that grows with the logarithm of the parameters. */
function madeTable(space: DecisionSpace, rows: number): string {
  const random = seededRandom('table');
  const lines = ['arch,valid,test,same'];
  const seen = new Set<string>();
  while (seen.size < rows) {
    const architecture = space.sample(random);
    if (architecture === undefined) throw new Error('no sample');
    const text = space.text(architecture);
    if (seen.has(text)) continue;
    seen.add(text);
    const truth = 0.05 * Math.log1p(space.costs(architecture).params);
    lines.push(`"${text}",${truth + 0.005 * random.normal()},${truth},0.5`);
  }
  const path = join(folder, `${space.name}.csv`);
  writeFileSync(path, lines.join('\n'));
  return path;
}

const space = exampleSpace('nasbench201');
const table = madeTable(space, 120);
/** By the quickest predictor: what is measured here is the ranking. */
const options: RankOptions = { space, table, predictor: 'gp', label: 'valid', test: 'test', labels: [20, 40], draws: 3, seed: 1 }; // prettier-ignore

function valueOf(outcome: RankOutcome): RankResult {
  if ('error' in outcome) throw new Error(outcome.error);
  return outcome.value;
}

describe('ranking a table', () => {
  it('measures a predictor beside the baselines, and reports its progress', async () => {
    const progress: number[] = [];
    const result = valueOf(await rankTable({ ...options, onProgress: (done, total) => progress.push(done / total) }));
    expect(result).toMatchObject({
      space: 'NASBench201',
      notation: 'text',
      key: ['arch'],
      rows: 120,
      draws: 3,
      seed: 1,
    });
    expect(result).toMatchObject({
      predictor: 'gp',
      labelIsFraction: true,
      testIsFraction: true,
      repeatedRows: 0,
    });
    const params = result.baselines.find((baseline) => baseline.name === 'params');
    expect(params?.kendall).toBeCloseTo(1, 6);
    expect(params?.precisionTop1).toBe(1);
    expect(result.results.map(({ labels }) => labels)).toEqual([20, 40]);
    const [few, more] = result.results;
    expect(few?.kendall.mean).toBeGreaterThan(0.6);
    expect(more?.kendall.mean).toBeGreaterThan(few?.kendall.mean as number);
    expect(more?.coverage80.mean).toBeGreaterThan(0.5);
    expect(more?.regretTop10.mean).toBeLessThan(5);
    expect(progress.at(-1)).toBe(1);
    expect([...progress].sort((a, b) => a - b)).toEqual(progress);
  });

  it('asks an ensemble where no predictor is named', async () => {
    const small = spaceOf(smallSpace('conv(out: choice [2, 4, 8, 16])\nconv(k: choice [1, 3, 5])'));
    const file = madeTable(small, 12);
    const { predictor: _, ...unnamed } = options;
    const result = valueOf(await rankTable({ ...unnamed, space: small, table: file, labels: [8], draws: 1 }));
    expect(result.predictor).toBe('ensemble');
    expect(result.results[0]?.kendall.mean).toBeGreaterThan(0);
  });

  it('tells apart the rows whose network is among the labelled ones under another text', async () => {
    const small = spaceOf(
      smallSpace('conv(out: choice [2, 4, 8, 16])\nconv(k: choice [1, 3, 5])\nchoice [skip, identity]'),
    );
    const file = madeTable(small, 24);
    const result = valueOf(await rankTable({ ...options, space: small, table: file, labels: [6], draws: 2 }));
    expect(result.networks).toBe(12);
    const [at] = result.results;
    expect(at?.kendallUnseen.mean).toBeGreaterThan(-1);
    expect(at?.kendallUnseen.mean).not.toBe(at?.kendall.mean);
    const [all] = valueOf(await rankTable({ ...options, space: small, table: file, labels: [24], draws: 1 })).results;
    expect(all?.kendallUnseen.mean).toBeNaN();
  });

  it('draws the same labels from the same seed, whatever else is asked', async () => {
    const [both] = valueOf(await rankTable(options)).results;
    const [alone] = valueOf(await rankTable({ ...options, labels: [20] })).results;
    expect(alone?.kendall).toEqual(both?.kendall);
    const [other] = valueOf(await rankTable({ ...options, labels: [20], seed: 2 })).results;
    expect(other?.kendall).not.toEqual(both?.kendall);
  });

  it.each([
    [{ labels: [4] }, '4 labels are asked for: a predictor needs at least 5'],
    [{ labels: [] }, 'no number of labels is given'],
    [{ labels: [500] }, 'has 120 rows'],
    [{ draws: 0 }, '0 draws are asked for'],
    [{ predictor: 'gb' }, 'there is no predictor "gb"'],
    [{ label: 'vald' }, 'has no column "vald"'],
    [{ test: 'same' }, 'all same are the same: there is nothing to rank'],
    [{ label: 'same' }, '20 labels, draw 1: all 20 labels are 50'],
    [{ notation: 'darts' }, 'no two cells of the darts kind'],
    [{ table: join(folder, 'none.csv') }, 'the file does not exist'],
  ] as const)('%j is refused in a sentence', async (change, reason) => {
    const outcome = await rankTable({ ...options, ...change });
    expect('error' in outcome ? outcome.error : 'no error').toContain(reason);
  });

  it('stops when it is asked to', async () => {
    const controller = new AbortController();
    const ranking = rankTable({
      ...options,
      signal: controller.signal,
      onProgress: (done) => {
        if (done > 1) controller.abort(new Error('stopped by the test'));
      },
    });
    await expect(ranking).rejects.toThrow('stopped by the test');
  });
});
