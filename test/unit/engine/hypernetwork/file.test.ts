import { describe, expect, it } from 'vitest';
import { loadGhn, saveGhn, stepsIn } from '../../../../engine/hypernetwork/ghn/file.ts';
import { newGhn } from '../../../../engine/hypernetwork/ghn/new-ghn.ts';
import { options } from './tiny.ts';

describe('the file of a hypernetwork', () => {
  it('holds all of it', () => {
    const ghn = { ...newGhn(options({ form: 'parallel', seed: 3 })), step: 7, seconds: 1.5, curve: [{ step: 5, loss: 2.25 }], pendingLoss: 3, learnt: { space: 'A', dataset: 'b "c"' } }; // prettier-ignore
    expect(loadGhn(saveGhn(ghn))).toEqual({ value: ghn });
  });

  it('tells its steps by its header, of which alone it reads', () => {
    const bytes = saveGhn({ ...newGhn(options()), step: 7 });
    let read = 0;
    const first = (count: number): Uint8Array => bytes.subarray(0, (read = count));
    expect(stepsIn(first)).toBe(7);
    expect(read).toBeLessThan(bytes.length / 4);
    const others = [new Uint8Array(), new Uint8Array(400).fill(7), headed({ magic: 'hnas-train-1', step: 7 })];
    expect(others.map((each) => stepsIn((count) => each.subarray(0, count)))).toEqual([undefined, undefined, undefined]); // prettier-ignore
  });

  it.each([
    ['nothing', new Uint8Array(), 'too short'],
    ['other bytes', new Uint8Array(400).fill(7), 'truncated'],
    ['a cut file', saveGhn(newGhn(options())).slice(0, -4), 'truncated'],
    ['a longer file', Uint8Array.from([...saveGhn(newGhn(options())), 0, 0, 0, 0]), 'left over'],
    ['another file with a header', headed({ magic: 'hnas-train-1' }), 'another version'],
    ['a file without parameters', headed({ magic: 'hnas-ghn-2', step: 1, seconds: 0, pendingLoss: 0, curve: [], options: {}, entries: [] }), 'lacks parameters'], // prettier-ignore
    [
      'a file with an unknown option',
      headed({ magic: 'hnas-ghn-2', options: { widht: 3 }, entries: [] }),
      'has no option "widht"',
    ],
  ])('is refused in a sentence when it is %s', (_, bytes, words) => {
    const read = loadGhn(bytes);
    expect('error' in read && read.error).toContain(words);
  });
});

function headed(header: object): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(4 + text.length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  return bytes;
}
