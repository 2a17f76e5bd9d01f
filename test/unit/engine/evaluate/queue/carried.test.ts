import type { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { carriedHypernetworks, type TrainedBytes } from '../../../../../engine/evaluate/queue/carried.ts';
import { hashOf } from '../../../../../engine/evaluate/queue/hypernetwork-bytes.ts';
import { namesOf } from '../../../../../engine/evaluate/queue/names.ts';

const names = namesOf('farm', '1.0.0');
const none = {} as Redis;
const carried = (trained: TrainedBytes, ...wanted: string[]) => carriedHypernetworks(wanted, trained, none, names);

describe('the hypernetworks that jobs carry', () => {
  it('are trained once, and told by the hash of their bytes', async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    let asked = 0;
    const mine = carried(() => Promise.resolve((asked++, { value: bytes })), 'W');
    const both = await Promise.all([mine.hashes({}), mine.hashes({})]);
    expect(both).toEqual(Array(2).fill({ value: new Map([['W', hashOf(bytes)]]) }));
    expect(asked).toBe(1);
  });

  it('are asked for again by the next evaluation where the first was interrupted', async () => {
    let asked = 0;
    const mine = carried(() => (asked++ === 0 ? Promise.reject(new Error('stop')) : Promise.resolve({ value: new Uint8Array(1) })), 'W'); // prettier-ignore
    await expect(mine.hashes({})).rejects.toThrow('stop');
    expect(await mine.hashes({})).toMatchObject({ value: { size: 1 } });
  });

  it('end in a sentence where one cannot be trained, or is larger than a queue carries', async () => {
    expect(await carried(() => Promise.resolve({ error: 'W diverged' }), 'W').hashes({})).toEqual({ error: 'W diverged' }); // prettier-ignore
    const huge = { length: 300_000_000 } as Uint8Array;
    expect(await carried(() => Promise.resolve({ value: huge }), 'W').hashes({})).toEqual({
      error:
        'hypernetwork W has 300 MB, and a queue carries at most 256: give it fewer "channels" or a smaller "decoder", or name the evaluator without the queue',
    });
  });
});
