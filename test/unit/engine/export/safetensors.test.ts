/** Safetensors: what is written comes back, and what is no whole file is said in a phrase. */
import { describe, expect, test } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from '../../../../engine/export/safetensors.ts';

const file = {
  tensors: {
    '3.weight': { shape: [2, 3], data: Float32Array.of(1, -2, 0.5, NaN, Infinity, 1e-30) },
    '3.count': { shape: [], data: Int32Array.of(7) },
  },
  about: { architecture: '{ width: 2 } — “ü”' },
};

describe('safetensors', () => {
  test('what is written comes back, whatever lies before it in memory', () => {
    const bytes = encodeSafetensors(file);
    expect(decodeSafetensors(bytes)).toEqual({ value: file });
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeSafetensors(shifted.subarray(3))).toEqual({ value: file });
  });

  test('is the documented layout: length, header, numbers at a multiple of eight', () => {
    const bytes = encodeSafetensors(file);
    const view = new DataView(bytes.buffer);
    const start = 8 + Number(view.getBigUint64(0, true));
    expect(start % 8).toBe(0);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start))) as unknown;
    expect(header).toEqual({
      __metadata__: file.about,
      '3.weight': { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] },
      '3.count': { dtype: 'I32', shape: [], data_offsets: [24, 28] },
    });
    expect([view.getFloat32(start, true), view.getFloat32(start + 4, true), view.getInt32(start + 24, true)]).toEqual([
      1, -2, 7,
    ]);
  });

  const bytes = encodeSafetensors(file);
  const withHeader = (header: string, numbers = 0): Uint8Array => {
    const text = new TextEncoder().encode(header);
    const made = new Uint8Array(8 + text.length + numbers);
    new DataView(made.buffer).setBigUint64(0, BigInt(text.length), true);
    made.set(text, 8);
    return made;
  };
  test.each([
    ['nothing', new Uint8Array(), 'it is cut off'],
    ['half a header', bytes.subarray(0, 40), 'it is cut off'],
    ['half the numbers', bytes.subarray(0, bytes.length - 2), 'tensor 3.count is cut off'],
    ['another file', new TextEncoder().encode('version https://git-lfs'), 'it is no safetensors file'],
    ['a header that is no object', withHeader('"no"'), 'it is no safetensors file'],
    ['a header that is no JSON', withHeader('{'), 'it is no safetensors file'],
    [
      'half precision',
      withHeader('{"w":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}', 2),
      'tensor w is not of float32 or int32, or not described',
    ],
    [
      'a wrong size',
      withHeader('{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', 4),
      'tensor w has a size that its shape has not',
    ],
  ])('%s is refused', (_, given, error) => {
    expect(decodeSafetensors(given)).toEqual({ error });
  });
});
