import { describe, expect, it } from 'vitest';
import { keepEvery } from '../../../../engine/search/keep-every.ts';

function keeping(every: number) {
  const kept: number[] = [];
  const keeper = keepEvery(every, ([state = -1], seconds) => void kept.push(state, seconds));
  return { kept, flush: () => keeper.flush(), take: (seconds: number) => keeper.take(Uint8Array.of(seconds), seconds) };
}

describe('states of a long evaluation', () => {
  it('are kept from the first on, as far apart as asked for', () => {
    const { kept, take } = keeping(10);
    for (const seconds of [3, 8, 12, 13, 20, 23]) take(seconds);
    expect(kept).toEqual([3, 3, 13, 13, 23, 23]);
  });

  it('are all kept unless told', () => {
    const { kept, take } = keeping(0);
    for (const seconds of [1, 2]) take(seconds);
    expect(kept).toEqual([1, 1, 2, 2]);
  });

  it('are kept to the last at the end of a part, which the next part goes on from, and none twice', () => {
    const { kept, take, flush } = keeping(10);
    for (const seconds of [3, 8]) take(seconds);
    flush();
    flush();
    expect(kept).toEqual([3, 3, 8, 8]);
  });
});
