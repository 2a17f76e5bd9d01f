import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { ENCODER_VERSION } from '../../../../engine/encoding/encoder-version.ts';
import { encodeAll, featureSchema } from '../../../../engine/encoding/encoder.ts';
import {
  loadModel,
  readModelFacts,
  saveModel,
  type ModelFacts,
} from '../../../../engine/predictor/model-file/model-file.ts';
import { snapshotFromBytes, snapshotToBytes } from '../../../../engine/predictor/model-file/snapshot-bytes.ts';
import type { Encoded, FittedPredictor } from '../../../../engine/predictor/predictor.ts';
import { predictorKinds } from '../../../../engine/predictor/predictors.ts';
import { spaceOf, smallSpace } from '../../../support/spaces.ts';

const folder = mkdtempSync(join(tmpdir(), 'hnas-model-'));
const text = smallSpace('conv(out: choice [2, 4, 8])\nconv(k: choice [1, 3, 5])\nrepeat choice 0..3 { relu }');
const space = spaceOf(text);
const architectures = [...space.enumerate()];
const queries: Encoded = { features: encodeAll(space, architectures), source: { space, architectures } };
const wanted = { space, features: featureSchema(space).names.length };

async function fitted(kind: string): Promise<FittedPredictor> {
  const configured = predictorKinds.find(({ name }) => name === kind)?.configure({});
  if (configured === undefined || 'error' in configured) throw new Error(`no predictor ${kind}`);
  const labels = Float64Array.from(architectures, (each) => 90 + Math.log(space.costs(each).params));
  const outcome = await configured.value.fit({ ...queries, labels }, { random: seededRandom(1) });
  if ('error' in outcome) throw new Error(outcome.error);
  return outcome.value;
}

function facts(kind: string, predictor: FittedPredictor): ModelFacts {
  const { fitSeconds: _seconds, ...metrics } = predictor.metrics;
  return {
    space: { name: space.name, hash: space.hash },
    encoder: { version: ENCODER_VERSION, features: wanted.features },
    predictor: { kind, options: {} },
    labels: { metric: 'accuracy', count: architectures.length, fingerprint: 'f'.repeat(64) },
    metrics,
  };
}

describe('a snapshot as bytes', () => {
  it('comes back as it was, whatever stands beside its arrays', () => {
    const snapshot = {
      numbers: [1, -0.5, NaN, Infinity, -Infinity, 1e-300],
      texts: ['', 'zwölf\n"'],
      nothing: null,
      yes: true,
      odd: Float32Array.of(1, 2, 3),
      deep: [
        {
          a: Float64Array.of(Math.PI, NaN),
          b: Int32Array.of(-1),
          c: Uint32Array.of(2 ** 32 - 1),
          d: new Float64Array(),
        },
      ],
    };
    expect(snapshotFromBytes(snapshotToBytes(snapshot))).toEqual(snapshot);
  });

  it('of an array that is not there is refused', () => {
    const { json, bytes } = snapshotToBytes([Float64Array.of(1, 2)]);
    expect(() => snapshotFromBytes({ json, bytes: bytes.slice(0, 8) })).toThrow('outside of the file');
  });
});

describe.each(['gp', 'trees', 'ensemble'])('a model file of %s', (kind) => {
  const file = join(folder, `${kind}.model`);
  let predictor: FittedPredictor;

  beforeAll(async () => {
    predictor = await fitted(kind);
    expect(saveModel(file, facts(kind, predictor), predictor)).toEqual({ value: null });
  });

  it('predicts the same, bit for bit, and tells what it is about', async () => {
    const loaded = loadModel(file, { ...wanted, fingerprint: 'f'.repeat(64) });
    if ('error' in loaded) throw new Error(loaded.error);
    expect(await loaded.value.fitted.predict(queries)).toEqual(await predictor.predict(queries));
    expect(loaded.value.labels.count).toBe(architectures.length);
    expect(readModelFacts(file)).toEqual({ value: JSON.parse(JSON.stringify(facts(kind, predictor))) as unknown });
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

describe('an unfit model is refused by name', () => {
  const file = join(folder, 'refused.model');
  let predictor: FittedPredictor;
  const refusal = (change: (facts: ModelFacts) => ModelFacts, asked = wanted): string => {
    saveModel(file, change(facts('gp', predictor)), predictor);
    const loaded = loadModel(file, asked);
    return 'error' in loaded ? loaded.error.replace(file, 'FILE') : 'no error';
  };
  const change = (from: string | RegExp, to: string): string => {
    saveModel(file, facts('gp', predictor), predictor);
    writeFileSync(file, readFileSync(file, 'latin1').replace(from, to), 'latin1');
    const loaded = loadModel(file, wanted);
    return 'error' in loaded ? loaded.error.replace(file, 'FILE') : 'no error';
  };

  beforeAll(async () => {
    predictor = await fitted('gp');
  });

  it('of another space', () => {
    const hash = 'a'.repeat(32);
    expect(refusal((all) => ({ ...all, space: { name: 'Other', hash } }))).toBe(
      `FILE was fitted to space Other (aaaaaaaa), not to S (${space.hash.slice(0, 8)})`,
    );
    expect(refusal((all) => ({ ...all, space: { name: 'S', hash } }))).toBe(
      `FILE was fitted to an earlier text of space S (aaaaaaaa), which has become S (${space.hash.slice(0, 8)}): fit it again`,
    );
  });

  it('of other features', () => {
    expect(refusal((all) => ({ ...all, encoder: { version: 0, features: 3 } }))).toMatch(
      /^FILE was fitted to version 0 of the features \(3 of them\), this version of HyperNAS computes version 1 \(\d+\): fit it again$/,
    );
  });

  it('of other labels', () => {
    const asked = { ...wanted, fingerprint: 'e'.repeat(64) };
    expect(refusal((all) => all, asked)).toBe(
      'FILE was fitted to 36 other labels of accuracy (ffffffff, not eeeeeeee): fit it again',
    );
  });

  it('of another predictor', () => {
    const kinds = predictorKinds.map(({ name }) => name).join(', ');
    expect(refusal((all) => ({ ...all, predictor: { kind: 'oracle', options: {} } }))).toBe(
      `FILE holds a predictor "oracle", which this version does not have; it has ${kinds}`,
    );
    expect(refusal((all) => ({ ...all, predictor: { kind: 'gp', options: { magic: 1 } } }))).toContain(
      'FILE holds a predictor that this version cannot make: predictor gp has no option "magic"',
    );
  });

  it('of another format, damaged, cut, or none at all', () => {
    expect(change('"version":1,"digest"', '"version":7,"digest"')).toBe(
      'FILE has version 7 of the model format, this version of HyperNAS reads 1',
    );
    expect(change(/.{40}$/, '')).toBe('FILE is damaged: it is not what was written; fit it again');
    expect(change(/\n[^]*$/, '\n')).toContain('is damaged');
    expect(change(/\n[^]*$/, '')).toBe('FILE is not a model file');
    expect(change(/^[^]*$/, 'arch,accuracy\n')).toBe('FILE is not a model file');
    expect(loadModel(join(folder, 'nowhere'), wanted)).toEqual({
      error: `${join(folder, 'nowhere')}: no such file or folder`,
    });
    expect(loadModel(folder, wanted)).toEqual({ error: `${folder}: expected a file, found a folder` });
  });

  it('and one that cannot be written is said to', () => {
    expect(saveModel(join(folder, 'no/such/folder.model'), facts('gp', predictor), predictor)).toEqual({
      error: `${join(folder, 'no/such/folder.model')}: no such file or folder`,
    });
  });
});
