/** The predictor `incontext` and its checkpoint: answers, bad input, storage. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../dsl/random.ts';
import { encodeAll } from '../../../../../engine/encoding/encoder.ts';
import { selectRows } from '../../../../../engine/encoding/feature-matrix.ts';
import { stackedPredictor } from '../../../../../engine/predictor/ensemble/stacked-predictor.ts';
import { fewLabels } from '../../../../../engine/predictor/ensemble/few-labels.ts';
import { gpLearner } from '../../../../../engine/predictor/ensemble/gp-learner.ts';
import {
  readCheckpoint,
  shippedCheckpoint,
  writeCheckpoint,
} from '../../../../../engine/predictor/incontext/checkpoint.ts';
import { incontextKind, shippedIncontext } from '../../../../../engine/predictor/incontext/incontext-predictor.ts';
import { releaseNetworks } from '../../../../../engine/predictor/incontext/inference.ts';
import type { Predictor } from '../../../../../engine/predictor/predictor.ts';
import { kendallTau } from '../../../../../engine/statistics/kendall.ts';
import { exampleSpace } from '../../encoding/spaces.ts';
import { accuracy, accuracyOf, everything, features, fitted } from '../toy.ts';

afterAll(releaseNetworks);

const configured = incontextKind.configure({});
const incontext = (configured as { value: Predictor }).value;
const rows = Array.from({ length: 40 }, (_, i) => 9 * i);

describe('incontext', () => {
  it('ranks a made-up task well from forty labels, without knowing what its features mean', async () => {
    const { mean, low, high } = await (await fitted(incontext, rows)).predict(everything);
    expect(kendallTau(mean, accuracy)).toBeGreaterThan(0.7);
    mean.forEach((value, i) => {
      expect(value).toBeGreaterThanOrEqual(low[i] as number);
      expect(value).toBeLessThanOrEqual(high[i] as number);
    });
    const covered = accuracy.filter((value, i) => value >= (low[i] as number) && value <= (high[i] as number)).length;
    expect(covered / accuracy.length).toBeGreaterThan(0.6);
    expect(covered / accuracy.length).toBeLessThan(0.97);
  });

  it('reads what features mean from the space: size counts before any label says so', async () => {
    const space = exampleSpace('nasbench201');
    const random = seededRandom('incontext space');
    const architectures = Array.from({ length: 200 }, () => space.sample(random)).flatMap((each) => each ?? []);
    const all = { features: encodeAll(space, architectures), source: { space, architectures } };
    const params = Float64Array.from(architectures, (architecture) => space.costs(architecture).params);
    const six = [0, 1, 2, 3, 4, 5];
    const support = {
      features: selectRows(all.features, six),
      source: { space, architectures: architectures.slice(0, 6) },
      labels: Float64Array.from(six, (row) => 50 + 40 * Math.min(1, (params[row] as number) / 1.5e6)),
    };
    const fit = await incontext.fit(support, { pool: all, random });
    const { mean } = await (fit as { value: Awaited<ReturnType<typeof fitted>> }).value.predict(all);
    expect(kendallTau(mean, params)).toBeGreaterThan(0.5);
  });

  it('gives the same answers for the same seed, and after storage, bit for bit', async () => {
    const first = await fitted(incontext, rows);
    const again = await (await fitted(incontext, rows)).predict(everything);
    const given = await first.predict(everything);
    expect(again).toEqual(given);
    const restored = incontext.restore(structuredClone(first.snapshot()));
    expect(await restored.predict(everything)).toEqual(given);
  });

  it('refuses what nothing can be learnt from, in one sentence', async () => {
    const labels = accuracyOf(rows);
    const options = { pool: everything, random: seededRandom(1) };
    const fit = async (kept: readonly number[], values: Float64Array): Promise<unknown> => incontext.fit({ features: selectRows(features, kept), labels: values }, options); // prettier-ignore
    expect(await fit(rows.slice(0, 4), labels.slice(0, 4))).toEqual({ error: expect.stringMatching(/at least 5/) as string }); // prettier-ignore
    expect(await fit(rows, labels.map(() => 90))).toEqual({ error: expect.stringMatching(/no order/) as string }); // prettier-ignore
    expect(await fit(rows, labels.map((value, i) => (i === 3 ? NaN : value)))).toEqual({ error: expect.stringMatching(/label 4/) as string }); // prettier-ignore
    expect(incontextKind.configure({ chekpoint: 'x' })).toEqual({ error: expect.stringMatching(/no option "chekpoint"/) as string }); // prettier-ignore
    expect(incontextKind.configure({ checkpoint: '/nowhere.bin' })).toEqual({ error: expect.stringMatching(/nowhere.bin cannot be read/) as string }); // prettier-ignore
  });

  it('works with five labels, with equal ones and with copies among them', async () => {
    for (const kept of [rows.slice(0, 5), [0, 0, 9, 9, 18, 27, 36]]) {
      const { mean } = await (await fitted(incontext, kept)).predict(everything);
      expect(mean.every(Number.isFinite)).toBe(true);
    }
  });

  it('is a member of an ensemble, as itself and as the prior mean of a process', async () => {
    const learners = [gpLearner({ rank: 1 }), shippedIncontext({ incontext: 1, residual: 1 })];
    const predictor = stackedPredictor({ name: 'both', description: '', learners });
    const fit = await fitted(predictor, rows);
    expect(Object.keys(fit.metrics.shares ?? {})).toEqual(['gp-rank', 'incontext', 'gp-incontext']);
    const given = await fit.predict(everything);
    expect(kendallTau(given.mean, accuracy)).toBeGreaterThan(0.7);
    expect(await predictor.restore(structuredClone(fit.snapshot())).predict(everything)).toEqual(given);
  });

  it('leaves an ensemble to the others where it is told that there are labels enough', async () => {
    const learners = [gpLearner({ rank: 1 }), fewLabels(39, shippedIncontext({ incontext: 1 }))];
    const predictor = stackedPredictor({ name: 'both', description: '', learners });
    expect((await fitted(predictor, rows)).metrics.shares).toEqual({ 'gp-rank': 1 });
    expect((await fitted(predictor, rows.slice(0, 39))).metrics.shares?.['incontext']).toBeGreaterThan(0.1);
  });
});

describe('checkpoints', () => {
  it('the shipped one has seen no measured accuracy and is at most a megabyte', () => {
    const shipped = shippedCheckpoint();
    expect(shipped.origin.tables).toEqual([]);
    expect(shipped.origin.tasks).toBeGreaterThan(1000);
    expect(writeCheckpoint(shipped).length).toBeLessThan(2 ** 20);
  });

  it('come back as they were written', () => {
    const shipped = shippedCheckpoint();
    expect(readCheckpoint(writeCheckpoint(shipped))).toEqual({ value: shipped });
  });

  it('are refused where they are none, cut off, of another version or with weights missing', () => {
    const bytes = writeCheckpoint(shippedCheckpoint());
    const text = Buffer.from(bytes).toString('latin1');
    const changed = (from: string, to: string): string => {
      const read = readCheckpoint(Buffer.from(text.replace(from, to), 'latin1'));
      return 'error' in read ? read.error : 'none';
    };
    expect(readCheckpoint(Buffer.from('hello'))).toEqual({ error: expect.stringMatching(/no checkpoint/) as string });
    expect(readCheckpoint(bytes.subarray(0, bytes.length - 8))).toEqual({ error: expect.stringMatching(/bytes of weights/) as string }); // prettier-ignore
    expect(changed('"encoder":1', '"encoder":9')).toMatch(/version 9/);
    expect(changed('"name":"answer.bias"', '"name":"answer.bios"')).toMatch(/no weights "answer.bias"/);
  });

  it('are loaded from a file by the option of the predictor', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'hnas-incontext-')), 'own.bin');
    writeFileSync(file, writeCheckpoint(shippedCheckpoint()));
    expect(incontextKind.configure({ checkpoint: file })).toHaveProperty('value');
  });
});
