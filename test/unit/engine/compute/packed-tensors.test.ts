import { describe, expect, it } from 'vitest';
import { packTensors, unpackTensors } from '../../../../engine/compute/index.ts';

const packed = {
  header: { step: 3, words: 'ä' },
  tensors: {
    weights: { shape: [2, 1], data: Float32Array.of(1.5, -2) },
    counts: { shape: [3], data: Int32Array.of(7, 8, -9) },
    nothing: { shape: [0], data: new Float32Array(0) },
  },
};

describe('packed tensors', () => {
  it('come back as they were', () => {
    const back = unpackTensors(packTensors('a-1', packed), 'a-1');
    expect(back).toMatchObject({ value: { header: packed.header } });
    expect('value' in back && back.value.tensors).toEqual(packed.tensors);
  });

  it('are copies, also of bytes that lie in a larger buffer at an odd place', () => {
    const bytes = packTensors('a-1', packed);
    const buffer = Buffer.concat([Buffer.from('x'), bytes]).subarray(1);
    const back = unpackTensors(buffer, 'a-1');
    buffer.fill(0);
    expect('value' in back && back.value.tensors).toEqual(packed.tensors);
  });

  it.each([
    ['another format', packTensors('b-1', packed), 'it is something else, or was written by another version'],
    ['a part', packTensors('a-1', packed).slice(0, -1), 'it is truncated'],
    ['more', Uint8Array.from([...packTensors('a-1', packed), 0]), 'it has bytes left over'],
    ['three bytes', new Uint8Array(3), 'it is too short'],
  ])('are refused where there is %s', (_, bytes, error) => {
    expect(unpackTensors(bytes, 'a-1')).toEqual({ error });
  });
});
