/** What a hypernetwork knows reaches the learners of the ensemble, and nothing changes where it is not asked for. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import type { Architecture } from '../../../../dsl/space/decision-space.ts';
import { encodeAll } from '../../../../engine/encoding/encoder.ts';
import { withHypernetworkSource } from '../../../../engine/evaluate/ghn/hypernetwork-source.ts';
import { trainedHypernetwork } from '../../../../engine/evaluate/ghn/trained-hypernetwork.ts';
import { hypernetworkSupplement } from '../../../../engine/predictor/ensemble/hypernetwork-supplement.ts';
import type { Problem } from '../../../../engine/predictor/ensemble/learner.ts';
import { drawPool } from '../../../../engine/predictor/pool.ts';
import type { Predictor, Support } from '../../../../engine/predictor/predictor.ts';
import { configuredPredictor } from '../../../../engine/predictor/predictors.ts';
import { fitScaler, standardise } from '../../../../engine/predictor/standardise.ts';
import { experimentOf, ghnSpec, hypernetworkOf } from './spec.ts';

const folder = mkdtempSync(join(tmpdir(), 'hnas-ghn-'));
const hypernetwork = hypernetworkOf(ghnSpec, folder);
const { space } = experimentOf(ghnSpec, 'Scored', folder);
const named = { kind: 'ensemble', options: { proxies: false, hypernetwork: 'Weights' } };
const { options } = withHypernetworkSource(named, [hypernetwork], folder);

function predictor(given: Readonly<Record<string, unknown>>): Predictor {
  const configured = configuredPredictor('ensemble', given);
  if ('error' in configured) throw new Error(configured.error);
  return configured.value;
}

const draws = (count: number, seed: string): Architecture[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => space.sample(random)).filter((each) => each !== undefined);
};
const rowsOf = (architectures: readonly Architecture[]) => ({
  features: encodeAll(space, architectures),
  source: { space, architectures },
});
const support = (): Support => {
  const architectures = draws(20, 'support');
  return {
    ...rowsOf(architectures),
    labels: Float64Array.from(architectures, (each) => Math.sqrt(space.costs(each).macs)),
  };
};

async function predicted(given: Readonly<Record<string, unknown>>): Promise<number[]> {
  const outcome = await predictor(given).fit(support(), { pool: drawPool(space), random: seededRandom(1) });
  if ('error' in outcome) throw new Error(outcome.error);
  const restored = predictor(given).restore(structuredClone(outcome.value.snapshot()));
  const queries = rowsOf(draws(12, 'queries'));
  const [mean, again] = [await outcome.value.predict(queries), await restored.predict(queries)];
  expect(again).toEqual(mean);
  return [...mean.mean];
}

let without: number[] = [];

beforeAll(async () => {
  without = await predicted({ proxies: false });
  const outcome = await predictor(options).fit(support(), { pool: drawPool(space), random: seededRandom(1) });
  expect(outcome).toEqual({ error: 'hypernetwork Weights is not trained; "hnas hypernetwork train" trains it, and so does a search' }); // prettier-ignore
  const trained = await trainedHypernetwork(hypernetwork, { cwd: folder });
  if ('error' in trained) throw new Error(trained.error);
});

describe('the ensemble with a hypernetwork', () => {
  it('sees its scores and states as further columns', async () => {
    const pool = drawPool(space);
    const scaler = fitScaler(pool.features);
    const inputs = standardise(pool.features, scaler);
    const rows = { inputs, source: pool.source };
    const problem = { ...rows, pool: rows, random: seededRandom(2) } as unknown as Problem;
    if (typeof options.hypernetwork === 'string') throw new Error('the name was not replaced');
    const supplement = await hypernetworkSupplement(options.hypernetwork as never).prepare(problem);
    const columns = await supplement?.columns(rows);
    // Accuracy and loss, and eight numbers of the nodes' states; what is the same for all tells nothing.
    expect(columns?.columns).toBeGreaterThan(4);
    expect(columns?.columns).toBeLessThanOrEqual(10);
    expect(new Set(Array.from(columns?.values ?? [])).size).toBeGreaterThan(100);
  });

  it('predicts otherwise than without, the same each time, and from its snapshot', async () => {
    const first = await predicted(options);
    expect(await predicted(options)).toEqual(first);
    expect(first).not.toEqual(without);
  });

  it('changes nothing where it is not asked for', async () => {
    expect(await predicted({ proxies: false })).toEqual(without);
  });

  it('says what is no hypernetwork', () => {
    expect(configuredPredictor('ensemble', { hypernetwork: 'Wights' })).toEqual({
      error: 'predictor ensemble: option "hypernetwork" must be a hypernetwork of the file, not "Wights"',
    });
  });
});
