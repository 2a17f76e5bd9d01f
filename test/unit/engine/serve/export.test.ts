/** Export as the editor asks for it. */
import { describe, expect, test } from 'vitest';
import { exportHandlers } from '../../../../engine/serve/export.ts';
import { Refusal } from '../../../../engine/protocol/peer.ts';
import { requests } from '../../../../engine/protocol/messages.ts';

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
}> {
  const usual = { source, space: 'Tiny', architecture: '{ width: 3 }', name: 'three', format: 'pytorch' };
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
});
