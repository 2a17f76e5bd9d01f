/** The engine is started lazily, started again later each time, and given up with a reason. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { supervise } from '../../../../server/engine/supervisor.ts';
import { fakeEngine } from './fake-engine.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watchEngine() {
  const engine = fakeEngine();
  const heard: string[] = [];
  const supervisor = supervise(engine.open, () => undefined);
  supervisor.listen({
    up: () => heard.push('up'),
    down: (why) => heard.push(`down: ${why}`),
    changed: () => heard.push(supervisor.status.state),
  });
  return { engine, heard, supervisor };
}

it('starts when it is needed, once', async () => {
  const { engine, heard, supervisor } = watchEngine();
  expect(supervisor.status.state).toBe('idle');
  supervisor.need();
  supervisor.need();
  await vi.advanceTimersByTimeAsync(0);
  expect([engine.births, heard, supervisor.status.engine]).toEqual([
    1,
    ['starting', 'running', 'up'],
    '0, Node v0, process 1',
  ]);
});

it('waits longer before each start, then stays down until someone asks', async () => {
  const { engine, heard, supervisor } = watchEngine();
  supervisor.need();
  for (const delay of [500, 2_000, 5_000, 15_000, 60_000]) {
    await vi.advanceTimersByTimeAsync(0);
    const { births } = engine;
    engine.die('it ran out of memory');
    await vi.advanceTimersByTimeAsync(delay - 1);
    expect([engine.births, supervisor.status.state]).toEqual([births, 'waiting']);
    await vi.advanceTimersByTimeAsync(1);
    expect(engine.births).toBe(births + 1);
  }
  await vi.advanceTimersByTimeAsync(0);
  engine.die('it ran out of memory');
  await vi.advanceTimersByTimeAsync(1_000_000);
  expect(supervisor.status).toMatchObject({
    state: 'stopped',
    why: 'it ran out of memory, 6 times in a row; restart it by hand',
  });
  supervisor.need();
  expect(engine.births).toBe(6);
  heard.length = 0;
  supervisor.restart();
  await vi.advanceTimersByTimeAsync(0);
  expect(heard).toEqual(['starting', 'running', 'up']);
});

it('is not taken for sound because the clock jumped forward', async () => {
  const { engine, supervisor } = watchEngine();
  supervisor.need();
  for (let i = 0; i < 6; i++) {
    await vi.advanceTimersByTimeAsync(0);
    vi.setSystemTime(Date.now() + 86_400_000);
    engine.die('it ran out of memory');
    await vi.advanceTimersByTimeAsync(60_000);
  }
  expect([engine.births, supervisor.status.state]).toEqual([6, 'stopped']);
});

it('begins anew after a sound life', async () => {
  const { engine, supervisor } = watchEngine();
  supervisor.need();
  for (let i = 0; i < 10; i++) {
    await vi.advanceTimersByTimeAsync(70_000);
    engine.die('it was ended by SIGKILL');
    await vi.advanceTimersByTimeAsync(500);
  }
  await vi.advanceTimersByTimeAsync(0);
  expect([engine.births, supervisor.status.state]).toEqual([11, 'running']);
});

it('does not use an engine of another version', async () => {
  const { engine, supervisor } = watchEngine();
  engine.answers.initialize = () => {
    throw new Error('the engine speaks protocol 2, the other side 1');
  };
  supervisor.need();
  await vi.advanceTimersByTimeAsync(100_000);
  expect([engine.births, supervisor.status]).toMatchObject([1, { state: 'stopped', why: /protocol 2/ }]);
});

it('ends one that never answers', async () => {
  const { engine, supervisor } = watchEngine();
  delete engine.answers.initialize;
  supervisor.need();
  await vi.advanceTimersByTimeAsync(29_000);
  expect(supervisor.status.state).toBe('starting');
  await vi.advanceTimersByTimeAsync(1_600);
  expect(engine.births).toBe(2);
});

it('is absent where there is none', () => {
  const supervisor = supervise(undefined, () => undefined);
  supervisor.need();
  supervisor.restart();
  expect(supervisor.status).toMatchObject({ state: 'absent', why: 'there is no engine where this server runs' });
});
