/** Export as the editor asks for it. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeSafetensors } from '../../../../engine/export/safetensors.ts';
import { exportHandlers } from '../../../../engine/serve/export.ts';
import { Refusal } from '../../../../engine/protocol/peer.ts';
import { requests } from '../../../../engine/protocol/messages.ts';
import { smallSpec, terminal } from '../cli/terminal.ts';

const text = `space Tiny {
  input image[1, 8, 8]
  output logits[10]
  param width = choice [2, 3]
  network { conv(out: width) >> relu >> global_avgpool >> linear(out: 10) }
}
`;
const source = { entry: 'untitled:Untitled-1', files: new Map([['untitled:Untitled-1', text]]), experiment: '' };
const { signal } = new AbortController();

function ask(change: Partial<Parameters<typeof exportHandlers.exportArchitecture>[0]>): Promise<{
  readonly fileName: string;
  readonly bytes: string;
  readonly weights: { readonly extension: string; readonly bytes: string } | undefined;
}> {
  const space = { space: 'Tiny', architecture: '{ width: 3 }', trained: undefined };
  const usual = { source, ...space, name: 'three', format: 'pytorch' };
  return exportHandlers.exportArchitecture({ ...usual, ...change }, signal);
}

describe('export for the editor', () => {
  test('the formats are those that can be asked for', async () => {
    const formats = await exportHandlers.exportFormats(null, signal);
    expect(formats.map(({ format }) => format)).toEqual(['pytorch', 'keras', 'onnx', 'json', 'dot']);
    for (const { format, extension } of formats) {
      const exported = await ask({ format });
      expect(exported.fileName).toBe(`three.${extension}`);
      expect(requests.exportArchitecture.result(exported, 'exportArchitecture')).toEqual({ value: exported });
    }
    expect(requests.exportFormats.result(formats, 'exportFormats')).toEqual({ value: formats });
  });

  test('the text of the editor counts, also of a file that is not on the disk', async () => {
    const { bytes } = await ask({});
    expect(Buffer.from(bytes, 'base64').toString()).toContain('class Three(nn.Module):');
  });

  test.each([
    ['an unknown format', { format: 'jsn' }, 'there is no export format "jsn"; did you mean "json"?'],
    [
      'an incomplete architecture',
      { architecture: '{ }' },
      'three is no architecture of Tiny: the decision width is missing',
    ],
    ['another space', { space: 'Huge' }, 'Huge'],
    [
      'a broken text',
      { source: { ...source, files: new Map([[source.entry, text.replace('relu', 'relv')]]) } },
      'space Tiny has an error: ',
    ],
  ])('%s is refused in a sentence', async (_, change, message) => {
    const refused = ask(change);
    await expect(refused).rejects.toThrow(Refusal);
    await expect(refused).rejects.toThrow(message);
  });

  test('trained weights are found beside the file, and go into the export', async () => {
    const shell = terminal();
    const spec = smallSpec.replace('evaluations: 10', 'evaluations: 2').replace(/search predictor .*/, 'search random');
    shell.write('tiny.hnas', spec);
    const file = join(shell.folder, 'tiny.hnas');
    const from = { entry: file, files: new Map([[file, spec]]), experiment: 'Quick' };
    const { json } = await shell.run('search', 'tiny.hnas', '--json');
    const [best] = (json() as { front: { architecture: string; evaluation: number; metrics: { accuracy: number } }[] })
      .front;
    if (best === undefined) throw new Error('the front is empty');
    const of = { source: from, space: 'Tiny', architecture: best.architecture };
    const found = await exportHandlers.trainedWeights(of, signal);
    const trained = { store: join(shell.folder, '.hnas/runs.db'), run: 'quick-1', position: best.evaluation - 1 };
    expect(found).toEqual([{ ...trained, accuracy: best.metrics.accuracy }]);
    expect(requests.trainedWeights.result(found, 'trainedWeights')).toEqual({ value: found });
    const exported = await ask({ ...of, trained });
    expect(Buffer.from(exported.bytes, 'base64').toString()).toContain('def load_weights(');
    expect(exported.weights?.extension).toBe('safetensors');
    const weights = decodeSafetensors(Buffer.from(exported.weights?.bytes ?? '', 'base64'));
    expect('value' in weights && Object.keys(weights.value.tensors).length).toBeGreaterThan(5);
    expect((await ask({ ...of, trained, format: 'onnx' })).weights).toBeUndefined();
    const [plain, withWeights] = [await ask({ ...of, format: 'onnx' }), await ask({ ...of, trained, format: 'onnx' })];
    expect(withWeights.bytes).not.toBe(plain.bytes);
    await expect(ask({ ...of, trained: { ...trained, position: 9 } })).rejects.toThrow('run quick-1 has no evaluation 10'); // prettier-ignore
    await expect(ask({ ...of, trained: { ...trained, run: 'no' } })).rejects.toThrow(Refusal);
  });

  test('an unsaved file and one without a store have no trained weights', async () => {
    const of = { space: 'Tiny', architecture: '{ width: 3 }' };
    expect(await exportHandlers.trainedWeights({ source, ...of }, signal)).toEqual([]);
    const file = join(terminal().folder, 'new.hnas');
    const saved = { entry: file, files: new Map([[file, text]]), experiment: '' };
    expect(await exportHandlers.trainedWeights({ source: saved, ...of }, signal)).toEqual([]);
  });
});
