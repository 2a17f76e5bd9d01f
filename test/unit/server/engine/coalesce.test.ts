/** Requests are joined by the time that passes, not by what the clock says. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { atMostEvery } from '../../../../server/engine/coalesce.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it.each([
  ['as it should', 0],
  ['a day back', -86_400_000],
  ['a day forward', 86_400_000],
])('the second of two comes after the pause when the clock goes %s', async (_, by) => {
  let granted = 0;
  const ask = atMostEvery(300, () => granted++);
  ask();
  vi.setSystemTime(Date.now() + by);
  ask();
  ask();
  expect(granted).toBe(1);
  await vi.advanceTimersByTimeAsync(299);
  expect(granted).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(granted).toBe(2);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(granted).toBe(2);
  ask();
  expect(granted).toBe(3);
});

it('one that is in a hurry comes sooner, and takes the others along', async () => {
  let granted = 0;
  const ask = atMostEvery(300, () => granted++);
  ask();
  ask();
  ask(150);
  await vi.advanceTimersByTimeAsync(150);
  expect(granted).toBe(2);
  await vi.advanceTimersByTimeAsync(1000);
  expect(granted).toBe(2);
});
