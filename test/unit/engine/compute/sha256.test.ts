/** SHA-256 without Node against Node's. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sha256, sha256Here } from '../../../../engine/compute/program/sha256.ts';

describe('sha256', () => {
  it('has the digests of the standard', () => {
    // FIPS 180-4, examples.
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect([sha256(['abc']), sha256Here(['a', 'bc'])]).toEqual([abc, abc]);
    const long = 'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq';
    expect(sha256Here([long])).toBe('248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1');
  });

  it('is the same in Node and without, at every length around a block, in parts', () => {
    for (let length = 0; length < 200; length += 1) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 151 + length) % 256);
      const expected = createHash('sha256').update(bytes).update('ü').digest('hex');
      const parts = [bytes.subarray(0, length >> 1), bytes.subarray(length >> 1), 'ü'];
      expect([sha256(parts), sha256Here(parts)]).toEqual([expected, expected]);
    }
  });
});
