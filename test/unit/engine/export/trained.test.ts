/** Trained weights: kept by a run, exported with what they were measured with, and refused for any other network. */
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import { sequentialBatches } from '../../../../engine/data/batches.ts';
import type { Dataset } from '../../../../engine/data/dataset.ts';
import { openDataset } from '../../../../engine/data/open-dataset.ts';
import { pixelsOf } from '../../../../engine/export/pixels.ts';
import { decodeSafetensors } from '../../../../engine/export/safetensors.ts';
import { keptFiles, weightsFile } from '../../../../engine/store/weights/folder.ts';
import { smallSpec, terminal, type Terminal } from '../cli/terminal.ts';

const spec = smallSpec.replace('evaluations: 10', 'evaluations: 7').replace('search predictor { initial: 6, batch: 2, candidates: 40 }', 'search random'); // prettier-ignore

interface Evaluated {
  readonly evaluation: number;
  readonly architecture: string;
  readonly metrics: Readonly<Record<string, number>>;
}

let shell: Terminal;
let store: string;
let front: readonly Evaluated[];
let best: Evaluated;
let dataset: Dataset;
beforeAll(async () => {
  shell = terminal();
  shell.write('tiny.hnas', spec);
  store = join(shell.folder, '.hnas/runs.db');
  const searched = (await shell.run('search', 'tiny.hnas', '--json')).json() as {
    readonly front: readonly Evaluated[];
  };
  front = searched.front;
  const [first] = [...front].sort((a, b) => (b.metrics['accuracy'] ?? 0) - (a.metrics['accuracy'] ?? 0));
  if (first === undefined) throw new Error('the front is empty');
  best = first;
  const opened = await openDataset('glyphs', { classes: 'digits', size: 8, train: 200, val: 100, test: 0, seed: 1 }, shell.folder); // prettier-ignore
  if ('error' in opened) throw new Error(opened.error);
  dataset = opened.value;
});

const exported = (...args: string[]): ReturnType<Terminal['run']> => shell.run('export', 'tiny.hnas', ...args);
const bestOf = (run = 'quick-1'): string[] => ['--run', run, '--evaluation', String(best.evaluation)];
const bytesOf = (file: string): Buffer => readFileSync(join(shell.folder, file));

/** With a store of its own: what is changed there stays there. */
function copyOfShell(): Terminal {
  const other = terminal();
  cpSync(shell.folder, other.folder, { recursive: true });
  return other;
}

/** Percent of the validation images of `spec`. */
async function accuracyOf(file: string): Promise<number> {
  const session = await ort.InferenceSession.create(join(shell.folder, file));
  let right = 0;
  for (const { pixels, labels, size } of sequentialBatches(dataset.val, dataset.shape, 25)) {
    const input = new ort.Tensor('float32', pixels, [25, 1, 8, 8]);
    const logits = (await session.run({ pixels: input }))['logits']?.data as Float32Array;
    for (let row = 0; row < size; row++) {
      const values = [...logits.subarray(10 * row, 10 * row + 10)];
      if (values.indexOf(Math.max(...values)) === labels[row]) right++;
    }
  }
  await session.release();
  return right;
}

describe('trained weights', () => {
  test('are kept of the front and of nothing else, and hnas runs says how large they are', async () => {
    const kept = keptFiles(store, 'quick-1');
    expect(kept.map(({ position }) => position + 1).sort()).toEqual(front.map(({ evaluation }) => evaluation).sort());
    const bytes = kept.reduce((sum, file) => sum + file.bytes, 0);
    expect((await shell.run('runs', '--json')).json()).toMatchObject({ runs: [{ id: 'quick-1', weightBytes: bytes }] });
    expect((await shell.run('runs')).out).toMatch(/seed +weights [^]* \d+(\.\d+)?KB /);
  });

  test('are what ONNX has unless told otherwise: its accuracy is the recorded one', async () => {
    for (const { evaluation, metrics } of front) {
      const args = ['--run', 'last', '--evaluation', String(evaluation), '--format', 'onnx', '--out', 'trained.onnx'];
      const { exit, err, json } = await exported(...args, '--json');
      expect({ exit, err }).toEqual({ exit: 0, err: '' });
      expect(json()).toMatchObject({ weights: 'trained', weightsFile: null, seed: null, note: null });
      expect(json()).toMatchObject({ pixels: { mean: dataset.mean, deviation: dataset.std } });
      expect(await accuracyOf('trained.onnx')).toBeCloseTo(metrics['accuracy'] ?? NaN, 9);
    }
    await exported(...bestOf(), '--format', 'onnx', '--out', 'first.onnx', '--no-weights');
    expect(await accuracyOf('first.onnx')).toBeLessThan(best.metrics['accuracy'] ?? NaN);
  });

  test('of a PyTorch module stand beside it', async () => {
    const { out } = await exported(...bestOf(), '--format', 'pytorch', '--out', 'best.net.py');
    const weights = bytesOf('best.net.safetensors');
    expect(out).toBe(
      `written to best.net.py: PyTorch module, ${bytesOf('best.net.py').length} bytes, with the trained weights of evaluation ${best.evaluation} of run quick-1 in best.net.safetensors, ${weights.length} bytes\n` +
        `pixels are to enter as (value - mean) / deviation: mean ${dataset.mean[0]?.toPrecision(4) ?? ''}, deviation ${dataset.std[0]?.toPrecision(4) ?? ''}; values of bytes are divided by 255\n`,
    );
    expect(bytesOf('best.net.py').toString()).toContain('load_weights(Tiny())');
    const read = decodeSafetensors(weights);
    if ('error' in read) throw new Error(read.error);
    expect(read.value.about['architecture']).toBe(best.architecture);
    expect(pixelsOf(read.value.about)).toEqual({ mean: dataset.mean, deviation: dataset.std });
    const values = Object.values(read.value.tensors).reduce((sum, { data }) => sum + data.length, 0);
    expect(values).toBeGreaterThan(best.metrics['params'] ?? NaN);
    const bare = await exported(...bestOf(), '--format', 'pytorch', '--out', 'bare.py', '--no-weights', '--json');
    expect(bare.json()).toMatchObject({ weights: 'none', weightsFile: null });
    expect(existsSync(join(shell.folder, 'bare.safetensors'))).toBe(false);
    expect(bytesOf('bare.py').toString()).not.toContain('load_weights');
    const printed = await exported(...bestOf(), '--format', 'pytorch');
    expect(printed.out).toBe(bytesOf('bare.py').toString());
  });

  test('of a Keras model stand beside it too', async () => {
    const { out } = await exported(...bestOf(), '--format', 'keras', '--out', 'model.py');
    expect(out).toContain(' in model.safetensors, ');
    expect(bytesOf('model.py').toString()).toContain('model = load_weights(build_model())');
    const read = decodeSafetensors(bytesOf('model.safetensors'));
    if ('error' in read) throw new Error(read.error);
    const values = Object.values(read.value.tensors).reduce((sum, { data }) => sum + data.length, 0);
    expect(values).toBeGreaterThan(best.metrics['params'] ?? NaN);
    expect(Object.keys(read.value.tensors)).toContain('Dense/0/1');
  });

  test('are found by the architecture too', async () => {
    const args = ['--arch', best.architecture, '--format', 'onnx', '--out', 'found.onnx'];
    expect((await exported(...args, '--weights', '--json')).json()).toMatchObject({ weights: 'trained' });
    expect(await accuracyOf('found.onnx')).toBeCloseTo(best.metrics['accuracy'] ?? NaN, 9);
    expect((await exported(...args, '--json')).json()).toMatchObject({ weights: 'first', seed: 0, note: null });
  });

  test('of another network of the same shapes are refused, as are damaged ones', async () => {
    shell.write('tiny.hnas', spec.replace('batchnorm >> relu\n', 'batchnorm >> gelu\n'));
    const args = [...bestOf(), '--format', 'onnx', '--out', 'x.onnx'];
    const changed = await exported(...args, '--weights');
    shell.write('tiny.hnas', spec);
    const of = `the weights of evaluation ${best.evaluation} of run quick-1`;
    expect([changed.exit, changed.err]).toEqual([
      1,
      `hnas: ${of} do not fit: what was trained is another network than this one\n`,
    ]);
    const file = weightsFile(store, 'quick-1', best.evaluation - 1);
    const whole = readFileSync(file);
    writeFileSync(file, whole.subarray(0, 100));
    const damaged = await exported(...args, '--json');
    writeFileSync(file, whole);
    const note = `${of} in ${file} are damaged: it is cut off; the file has the first weights of seed 0`;
    expect([damaged.exit, damaged.err]).toEqual([0, `hnas: ${note}\n`]);
    expect(damaged.json()).toMatchObject({ weights: 'first', note });
  });

  test('of another text of the same graph are none of this one: its nodes may be numbered in other ways', async () => {
    const other = copyOfShell();
    const args = [
      'export',
      'tiny.hnas',
      '--arch',
      best.architecture,
      '--format',
      'onnx',
      '--out',
      'x.onnx',
      '--weights',
    ];
    expect((await other.run(...args)).exit).toBe(0);
    const db = new DatabaseSync(join(other.folder, '.hnas/runs.db'));
    db.prepare("UPDATE evaluations SET architecture = '{ as: another }' WHERE architecture = ?").run(best.architecture);
    db.close();
    const { exit, err } = await other.run(...args);
    expect([exit, err]).toEqual([1, expect.stringMatching(/has kept trained weights of this architecture\n$/)]);
  });

  test.each([
    ['where there are none', ['--run', 'last', '--evaluation', '0'], 'onnx'],
    ['of a format without a place for them', ['--arch', 'x'], 'dot'],
    ['on standard output', ['--arch', 'x'], 'pytorch'],
  ])('%s are refused', async (_, which, format) => {
    const unkept = [1, 2, 3, 4, 5, 6, 7].find((each) => front.every(({ evaluation }) => evaluation !== each)) ?? 0;
    const args = which.map((each) => (each === '0' ? String(unkept) : each));
    const out = format === 'onnx' ? ['--out', 'none.onnx'] : [];
    const { exit, err } = await exported(...args, '--format', format, ...out, '--weights');
    const sentences: Readonly<Record<string, string>> = {
      onnx: `no weights of evaluation ${unkept} of run quick-1 are kept: a run keeps those of its front, unless the option keep of its evaluator says otherwise`,
      dot: 'dot has no place for weights: pytorch, keras and onnx have',
      pytorch: 'weights of a PyTorch module stand in a file beside it: name one with --out, such as --out network.py',
    };
    expect([exit, err]).toEqual([format === 'onnx' ? 1 : 2, `hnas: ${sentences[format] ?? ''}\n`]);
    expect(existsSync(join(shell.folder, 'none.onnx'))).toBe(false);
  });

  test('that were measured before a warm start are with the run that measured them; of a table there are none', async () => {
    const other = copyOfShell();
    await other.run('search', 'tiny.hnas', '--warm-start', 'quick-1');
    const known = await other.run('export', 'tiny.hnas', '--run', 'quick-2', '--evaluation', '1', '--format', 'onnx', '--out', 'k.onnx', '--weights'); // prettier-ignore
    expect(known.err).toBe(
      'hnas: there are no weights of evaluation 1 of run quick-2: it was taken over from run quick-1, which has them if anyone does\n',
    );
    const drawn = (await other.run('sample', 'tiny.hnas', '--n', '400', '--json')).json() as {
      readonly architectures: readonly { readonly text: string }[];
    };
    const rows = new Set(drawn.architectures.map(({ text }) => `"${text}",50`));
    other.write('table.csv', `arch,val\n${[...rows].join('\n')}\n`);
    const looked = spec
      .replace(/evaluator Train = .*/, 'evaluator Train = table { path: "table.csv", metric: val }')
      .replace('  dataset: Digits\n', '');
    other.write('table.hnas', looked);
    await other.run('search', 'table.hnas');
    const args = ['--run', 'quick-3', '--evaluation', '1', '--format', 'onnx', '--out', 't.onnx', '--weights'];
    expect((await other.run('export', 'table.hnas', ...args)).err).toBe(
      'hnas: there are no weights of evaluation 1 of run quick-3: the evaluator table leaves none here\n',
    );
  });

  test('go with their run', async () => {
    const other = copyOfShell();
    const folder = join(other.folder, '.hnas');
    expect(readdirSync(join(folder, 'runs.db.weights'))).toContain('quick-1');
    await other.run('runs', '--delete', 'quick-1');
    expect(existsSync(join(folder, 'quick-1'))).toBe(false);
    expect(readdirSync(join(folder, 'runs.db.weights'))).not.toContain('quick-1');
  });
});
