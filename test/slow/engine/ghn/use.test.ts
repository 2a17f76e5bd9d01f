/** What a hypernetwork of a spec is used for, through the command line: scores, prescreening, first weights, weights in a file. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { openBackend } from '../../../../engine/compute/index.ts';
import { hypernetworkShelf } from '../../../../engine/evaluate/ghn/hypernetwork-shelf.ts';
import { decodeSafetensors } from '../../../../engine/export/safetensors.ts';
import { pixelsOf } from '../../../../engine/export/pixels.ts';
import { subjectOf } from '../../../../engine/export/subject.ts';
import { openServices } from '../../../../engine/search/services.ts';
import type { EvaluationRecord } from '../../../../engine/store/records.ts';
import { openStore } from '../../../../engine/store/store.ts';
import { terminal } from '../../../unit/engine/cli/terminal.ts';
import { forward, randomBatch, relativeDistance } from '../../../unit/engine/export/forward.ts';
import { experimentOf, ghnSpec, hypernetworkOf } from './spec.ts';

const { folder, write, run, runWith } = terminal();
const architecture = '{ width: 4, network.conv.k: 3, network.repeat.count: 2, network.repeat[0].conv.k: 1, network.repeat[1].conv.k: 3 }'; // prettier-ignore

function evaluations(file: string, run: string): readonly EvaluationRecord[] {
  const store = openStore(join(folder, file), { readOnly: true });
  try {
    return store.evaluations(run);
  } finally {
    store.close();
  }
}

beforeAll(async () => {
  write('tiny.hnas', ghnSpec);
  const refused = await run('weights', 'tiny.hnas', '--arch', architecture, '--out', 'early.onnx');
  expect(refused).toMatchObject({ exit: 1 });
  expect(refused.err).toContain(
    'hypernetwork Weights is trained for 0 of its 6 steps; "hnas hypernetwork train" trains it',
  );
});

describe('a search by scores', () => {
  it('trains the hypernetwork first, and says so; the next one finds it trained', async () => {
    const first = await run('search', 'tiny.hnas#Scored', '--json');
    expect(first).toMatchObject({ exit: 0 });
    expect(first.err).toContain('training hypernetwork Weights\n');
    const second = await run('search', 'tiny.hnas#Scored', '--json');
    expect(second.err).not.toContain('training');
    const [one, two] = ['scored-1', 'scored-2'].map((id) => evaluations('.hnas/runs.db', id));
    const essence = (all: typeof one) =>
      all?.map(({ architecture, metrics: { score_seconds: _, ...rest } }) => [architecture, rest]);
    expect(one).toHaveLength(5);
    expect(essence(two)).toEqual(essence(one));
    for (const { metrics } of one ?? []) {
      expect(Object.keys(metrics)).toEqual(expect.arrayContaining(['accuracy', 'val_loss', 'score_seconds', 'params']));
      expect(metrics['score_seconds']).toBeGreaterThan(0);
    }
  });

  it('that was interrupted in the training goes on with it', async () => {
    write('other/tiny.hnas', ghnSpec);
    const controller = new AbortController();
    const err = (text: string): void => void (text.includes('training') && controller.abort(new Error('stop')));
    const stopped = await runWith({ signal: controller.signal, err }, 'search', 'other/tiny.hnas#Scored', '--json');
    expect(stopped).toMatchObject({ exit: 130 });
    const resumed = await run('search', 'other/tiny.hnas#Scored', '--resume', 'scored-1', '--json');
    expect(resumed).toMatchObject({ exit: 0 });
    expect(evaluations('other/.hnas/runs.db', 'scored-1')).toHaveLength(5);
  });

  it('goes on only where the hypernetwork is the same', async () => {
    write('tiny.hnas', ghnSpec.replace('steps: 6', 'steps: 8').replace('evaluations: 5', 'evaluations: 6'));
    const resumed = await run('search', 'tiny.hnas#Scored', '--resume', 'scored-1');
    write('tiny.hnas', ghnSpec);
    expect(resumed.err).toContain('since it was started the evaluator (Weights.steps: 6 -> 8) changed');
  });
});

it('prescreening evaluates the candidates of the best scores', async () => {
  const ran = await run('search', 'tiny.hnas#Screened', '--json');
  expect(ran).toMatchObject({ exit: 0 });
  expect(ran.err).toContain('scoring candidates with Weights\n');
  expect(ran.err).toMatch(/\[4\/4\].*screened/);
});

it('a training begins with the weights that were made', async () => {
  const spec = experimentOf(ghnSpec, 'Begins', folder);
  const { value: chosen } = spec.space.parse(architecture);
  if (chosen === undefined) throw new Error('the architecture is one of the space');
  const services = await openServices(spec, folder);
  if ('error' in services) throw new Error(services.error);
  // A step of no size: what is trained is what was made.
  const measured = await services.value.evaluator.evaluate({
    ...{ architecture: chosen, position: 0, run: 'r', seed: 's', share: 1, resume: undefined },
    ...{ signal: new AbortController().signal, progress: () => undefined, checkpoint: () => undefined },
  });
  await services.value.close();
  const kept = decodeSafetensors(measured.weights ?? new Uint8Array());
  if ('error' in kept) throw new Error(kept.error);
  const shelf = hypernetworkShelf([hypernetworkOf(ghnSpec, folder)], spec.dataset, folder);
  const ready = await shelf.ready('Weights', { train: false });
  if ('error' in ready) throw new Error(ready.error);
  const made = await ready.value.weights(spec.space.network(chosen));
  await shelf.close();
  if ('error' in made) throw new Error(made.error);
  const filters = Object.entries(made.value).filter(([, { shape }]) => shape.length === 4);
  expect(filters.length).toBeGreaterThan(1);
  for (const [name, { data }] of filters) {
    const trained = kept.value.tensors[name]?.data ?? [];
    expect(Math.max(...data.map((value, i) => Math.abs(value - (trained[i] ?? NaN)))), name).toBeLessThan(1e-5);
  }
});

describe('hnas weights', () => {
  beforeAll(() => run('hypernetwork', 'train', 'tiny.hnas'));

  it('writes ONNX whose logits are those of our forward pass within 1e-4', async () => {
    const ran = await run('weights', 'tiny.hnas', '--arch', architecture, '--out', 'network.onnx', '--json');
    expect(ran).toMatchObject({ exit: 0 });
    const { space } = experimentOf(ghnSpec, 'Scored', folder);
    const { value: chosen } = space.parse(architecture);
    if (chosen === undefined) throw new Error('the architecture is one of the space');
    const subject = subjectOf(space, chosen, 'Tiny', 0);
    const shelf = hypernetworkShelf([hypernetworkOf(ghnSpec, folder)], undefined, folder);
    const ready = await shelf.ready('Weights', { train: false });
    if ('error' in ready) throw new Error(ready.error);
    const weights = await ready.value.weights(subject.network);
    await shelf.close();
    if ('error' in weights) throw new Error(weights.error);
    const backend = await openBackend('auto', { threads: 1 });
    const batch = randomBatch(subject, 3);
    const expected = await forward(backend, subject, weights.value, batch);
    await backend.dispose();
    const session = await ort.InferenceSession.create(readFileSync(join(folder, 'network.onnx')));
    const { logits } = await session.run({ pixels: new ort.Tensor('float32', batch.data, [...batch.shape]) });
    await session.release();
    expect(relativeDistance(logits?.data as Float32Array, expected)).toBeLessThan(1e-4);
    expect(Math.max(...expected) - Math.min(...expected)).toBeGreaterThan(0);
  });

  it('writes source with a file of weights beside it, and says what has no place for weights', async () => {
    const ran = await run('weights', 'tiny.hnas', '--arch', architecture, '--out', 'network.py', '--format', 'pytorch', '--json'); // prettier-ignore
    expect(ran.json()).toMatchObject({ weightsFile: 'network.safetensors', format: 'pytorch' });
    const file = decodeSafetensors(new Uint8Array(readFileSync(join(folder, 'network.safetensors'))));
    expect('value' in file && pixelsOf(file.value.about)).toEqual((ran.json() as { pixels: unknown }).pixels);
    const refused = await run('weights', 'tiny.hnas', '--arch', architecture, '--out', 'network.py', '--format', 'dot');
    expect(refused).toMatchObject({ exit: 2 });
    expect(refused.err).toContain('dot has no place for weights; these have: pytorch, ');
  });
});

describe('hnas hypernetwork train', () => {
  it('says what was trained, and goes on after an interruption', async () => {
    write('third/tiny.hnas', ghnSpec);
    const controller = new AbortController();
    const stopped = await runWith(
      { signal: controller.signal, err: () => controller.abort(new Error('stop')) },
      ...['hypernetwork', 'train', 'third/tiny.hnas#Weights'],
    );
    expect(stopped).toMatchObject({ exit: 130 });
    const ran = await run('hypernetwork', 'train', 'third/tiny.hnas', '--json');
    const told = ran.json() as { before: number; steps: number };
    expect(told.steps).toBe(6);
    expect(told.before).toBeGreaterThan(0);
    expect((await run('hypernetwork', 'train', 'third/tiny.hnas')).out).toContain('was trained already, for 6 steps');
  });

  it('names what is missing, or what could be meant', async () => {
    write('bare.hnas', 'hypernetwork Weights = ghn { steps: 6 }\n');
    expect((await run('hypernetwork', 'train', 'bare.hnas')).err).toContain('hypernetwork "Weights" has no data set: write "dataset: Name" in it'); // prettier-ignore
    expect((await run('hypernetwork', 'train', 'tiny.hnas#Wights')).err).toContain('has no hypernetwork "Wights"; did you mean "Weights"?'); // prettier-ignore
    write('two.hnas', `${ghnSpec}dataset Other = glyphs { size: 8 }\nexperiment More {\n  space: Tiny\n  dataset: Other\n  evaluator: Score\n  maximize accuracy\n}\n`); // prettier-ignore
    expect((await run('hypernetwork', 'train', 'two.hnas')).err).toContain('say which with --experiment');
    expect((await run('hypernetwork', 'train', 'two.hnas', '--experiment', 'Scored', '--json')).exit).toBe(0);
  });
});
