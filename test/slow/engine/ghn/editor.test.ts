/** Trainings that the editor starts: processes of their own, which keep what they learnt whatever ends them. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { filesOf } from '../../../../engine/evaluate/ghn/files.ts';
import { readHypernetworkOptions } from '../../../../engine/evaluate/ghn/options.ts';
import { saveGhn } from '../../../../engine/hypernetwork/ghn/file.ts';
import type { Ghn } from '../../../../engine/hypernetwork/ghn/ghn.ts';
import { newGhn } from '../../../../engine/hypernetwork/ghn/new-ghn.ts';
import { startEngine, type EngineProcess } from '../../../support/engine-process.ts';
import { experimentOf, ghnSpec, hypernetworkOf } from './spec.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hnas-ghn-editor-'));
});

const place = (): string => join(folder, '.hnas', 'hypernetworks');
const kept = (): string[] => (existsSync(place()) ? readdirSync(place()) : []);
const long = ghnSpec.replace('steps: 6', 'steps: 100000');

function sourceOf(text: string) {
  const file = join(folder, 'tiny.hnas');
  writeFileSync(file, text);
  const entry = pathToFileURL(file).href;
  return { entry, files: new Map([[entry, text]]), hypernetwork: 'Weights', experiment: undefined };
}
const train = (engine: EngineProcess, text: string, signal?: AbortSignal) =>
  engine.request('trainHypernetwork', { source: sourceOf(text), training: 'a' }, signal);
async function standing(engine: EngineProcess, text: string) {
  const { entry, files } = sourceOf(text);
  const [answer] = await engine.request('hypernetworkStates', { entry, files, hypernetworks: ['Weights'] });
  return answer?.state;
}
/** Until nobody trains it. */
async function ended(engine: EngineProcess, text: string) {
  for (;;) {
    const state = await standing(engine, text);
    if (state?.training === false) return state;
    await engine.heard('hypernetworksChanged', () => true);
  }
}

describe('a hypernetwork of the editor', () => {
  it('is trained, stopped with what it learnt, and gone on with', async () => {
    const engine = await startEngine();
    expect(await standing(engine, ghnSpec)).toEqual({ steps: 6, done: 0, training: false });
    const stop = new AbortController();
    const training = train(engine, long, stop.signal).catch((error: Error) => error.message);
    await engine.heard('hypernetworkProgress', ({ step, steps }) => step > 1 && steps === 100_000);
    expect(await standing(engine, long)).toMatchObject({ training: true });
    await expect(train(engine, long)).rejects.toThrow('hypernetwork Weights is being trained already');
    stop.abort();
    expect(await training).toBe('cancelled');
    const { done } = await ended(engine, long);
    expect(done).toBeGreaterThan(1);
    expect(await train(engine, long.replace('100000', `${done + 1}`))).toMatchObject({
      steps: done + 1,
      before: done,
      loss: expect.any(Number) as number,
    });
    expect(engine.problems).toEqual([]);
    await engine.end();
  });

  it('keeps what it learnt when its engine is killed', async () => {
    const engine = await startEngine();
    void train(engine, long).catch(() => undefined);
    await engine.heard('hypernetworkProgress', ({ step }) => step > 1);
    expect(kept()).toEqual([]);
    await engine.kill();
    await expect.poll(kept, { timeout: 20_000 }).toEqual([expect.stringMatching(/^Weights-\w+\.part\.ghn$/)]);
  });

  it('that diverges ends with the sentence of the command line', async () => {
    const engine = await startEngine();
    const read = readHypernetworkOptions(hypernetworkOf(long, folder).options);
    if ('error' in read) throw new Error(read.error);
    const ghn = newGhn(read.value.ghn);
    const tensors = Object.entries(ghn.tensors).map(([name, { shape, data }]) => [name, { shape, data: data.map(() => NaN) }]); // prettier-ignore
    mkdirSync(place(), { recursive: true });
    const broken = { ...ghn, step: 6, tensors: Object.fromEntries(tensors) as Ghn['tensors'] };
    writeFileSync(filesOf(hypernetworkOf(long, folder), folder).checkpoint, saveGhn(broken));
    await expect(train(engine, long)).rejects.toThrow(
      'hypernetwork Weights cannot be trained: the loss left the finite numbers at step 7; what is kept is from step 6; a lower learning_rate or clip may help',
    );
    await engine.end();
  });

  it('is used by the predictor that names it as soon as it is trained', async () => {
    const text = `${ghnSpec}evaluator Known = table { path: "table.csv", metric: acc, key: arch }
predictor Screens = ensemble { hypernetwork: Weights, proxies: false }
experiment Told { space: Tiny  dataset: Digits  evaluator: Known  predictor: Screens  maximize accuracy }
`;
    const { space } = experimentOf(text, 'Told', folder);
    const random = seededRandom('rows');
    const drawn = Array.from({ length: 24 }, () => space.sample(random)).filter((each) => each !== undefined);
    const rows = [...new Set(drawn.map((each) => space.text(each)))].map((each, i) => `"${each}",${60 + i}`);
    writeFileSync(join(folder, 'table.csv'), `arch,acc\n${rows.join('\n')}\n`);
    const engine = await startEngine();
    const { entry, files } = sourceOf(text);
    await engine.request('openModel', { model: 'm', source: { entry, files, experiment: 'Told' } });
    const failed = await engine.heard('modelChanged', ({ state }) => state.basis?.refinement === 'failed');
    expect(failed.state.basis?.note).toContain('hypernetwork Weights is not trained');
    await train(engine, text);
    const done = await engine.heard('modelChanged', ({ state }) => state.basis?.refinement === 'done');
    expect(done.state.basis).toMatchObject({ predictor: 'ensemble' });
    await engine.end();
  });
});
