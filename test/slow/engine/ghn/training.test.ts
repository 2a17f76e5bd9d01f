/** The training of a declared hypernetwork: once, gone on with, interrupted, and of another text. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { trainedHypernetwork, type TrainingWishes } from '../../../../engine/evaluate/ghn/trained-hypernetwork.ts';
import { loadGhn, saveGhn } from '../../../../engine/hypernetwork/ghn/file.ts';
import type { Ghn } from '../../../../engine/hypernetwork/ghn/ghn.ts';
import { ghnSpec, hypernetworkOf } from './spec.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hnas-ghn-'));
});

const kept = (): string[] => {
  const place = join(folder, '.hnas', 'hypernetworks');
  return existsSync(place) ? readdirSync(place) : [];
};

async function train(text = ghnSpec, wishes: Partial<TrainingWishes> = {}) {
  const outcome = await trainedHypernetwork(hypernetworkOf(text, folder), { cwd: folder, ...wishes });
  if ('error' in outcome) throw new Error(outcome.error);
  const { ghn, before, file } = outcome.value;
  return { before, file, steps: ghn.step, digest: digestOf(ghn.tensors) };
}

/** Of all numbers, by name. */
function digestOf(tensors: Ghn['tensors']): string {
  const hash = createHash('sha256');
  for (const name of Object.keys(tensors).sort())
    hash.update(name).update(JSON.stringify([...(tensors[name]?.data ?? [])]));
  return hash.digest('hex');
}

const errorOf = async (text: string, wishes: Partial<TrainingWishes> = {}): Promise<string> => {
  const outcome = await trainedHypernetwork(hypernetworkOf(text, folder), { cwd: folder, ...wishes });
  return 'error' in outcome ? outcome.error : 'nothing went wrong';
};

/** The signal aborts in the middle of the training. */
const interrupted = (): Partial<TrainingWishes> => {
  const controller = new AbortController();
  let calls = 0;
  return { signal: controller.signal, onProgress: () => void (++calls === 3 && controller.abort(new Error('stop'))) };
};

describe('a hypernetwork of a spec', () => {
  it('is trained once, and gone on with when its steps were raised', async () => {
    const first = await train();
    expect(first).toMatchObject({ before: 0, steps: 6 });
    expect(await train()).toEqual({ ...first, before: 6 });
    const more = await train(ghnSpec.replace('steps: 6', 'steps: 9'));
    expect(more).toMatchObject({ before: 6, steps: 9 });
    expect(kept()).toHaveLength(2);
    // Lowered again, the one that was trained for so long is there still.
    expect(await train()).toEqual({ ...first, before: 6 });
  });

  it('that was interrupted goes on to the same weights, bit for bit', async () => {
    const through = await train();
    folder = mkdtempSync(join(tmpdir(), 'hnas-ghn-'));
    await expect(train(ghnSpec, interrupted())).rejects.toThrow('stop');
    expect(kept().map((name) => /part\.ghn$/.test(name))).toEqual([true]);
    const again = await train();
    expect(again).toMatchObject({ before: 3, steps: 6 });
    expect(again.digest).toBe(through.digest);
    expect(kept().map((name) => /-6\.ghn$/.test(name))).toEqual([true]);
  });

  it('of another space, data set or option is another one; where it is computed does not matter', async () => {
    await train();
    expect(
      (await train(ghnSpec.replace('threads: 1 }\nevaluator Score', 'threads: 2 }\nevaluator Score'))).before,
    ).toBe(6);
    for (const [old, now] of [
      ['hidden: 8', 'hidden: 12'],
      ['val: 128', 'val: 64'],
      ['choice 1..3', 'choice 1..2'],
    ] as const)
      expect((await train(ghnSpec.replace(old, now))).before, now).toBe(0);
  });

  it('is begun anew where that is asked for', async () => {
    await train();
    expect(await train(ghnSpec, { anew: true })).toMatchObject({ before: 0, steps: 6 });
  });

  it('that diverges says at which step, keeps the last good state, and says what may help', async () => {
    const { file } = await train();
    const read = loadGhn(new Uint8Array(readFileSync(file)));
    if ('error' in read) throw new Error(read.error);
    const tensors = Object.entries(read.value.tensors).map(([name, { shape, data }]) => [name, { shape, data: data.map(() => NaN) }]); // prettier-ignore
    writeFileSync(file, saveGhn({ ...read.value, tensors: Object.fromEntries(tensors) as Ghn['tensors'] }));
    expect(await errorOf(ghnSpec.replace('steps: 6', 'steps: 9'))).toBe(
      'hypernetwork Weights cannot be trained: the loss left the finite numbers at step 7; what is kept is from step 6; a lower learning_rate or clip may help',
    );
  });

  it('says in a sentence what else is in the way', async () => {
    expect(await errorOf(ghnSpec, { train: false })).toBe('hypernetwork Weights is trained for 0 of its 6 steps; "hnas hypernetwork train" trains it'); // prettier-ignore
    expect(await errorOf(ghnSpec.replace('size: 8', 'size: 12'))).toContain('space Tiny takes image[1, 8, 8], but the images of data set glyphs are image[1, 12, 12]'); // prettier-ignore
    expect(await errorOf(ghnSpec.replace('hidden: 8', 'hidden: 8, form: parallel, heads: 3'))).toContain('hidden 8 must be divisible by heads 3'); // prettier-ignore
    const { file } = await train();
    writeFileSync(file, readFileSync(file).subarray(0, 5000));
    expect(await errorOf(ghnSpec)).toMatch(
      /Weights-\w+-6\.ghn: the hypernetwork cannot be read: .*; remove it to train anew$/,
    );
    writeFileSync(join(folder, 'wall'), '');
    const walled = { ...hypernetworkOf(ghnSpec, folder), file: join(folder, 'wall', 'tiny.hnas') };
    expect(await trainedHypernetwork(walled, { cwd: folder })).toEqual({
      error: expect.stringMatching(/^hypernetwork Weights: .*: expected a folder, found a file$/) as string,
    });
  });
});
