/** A clock that jumps in the middle of a run: days forward or back, it costs no budget, no checkpoint, no result and no run. */
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { EvaluationRecord } from '../../../../engine/store/records.ts';
import { openStore } from '../../../../engine/store/store.ts';
import { smallSpec, terminal, type Terminal } from './terminal.ts';

afterEach(() => void vi.useRealTimers());

const DAY = 86_400_000;
const spec = smallSpec
  .replace('evaluations: 10', 'evaluations: 3, time: 2h')
  .replace(/search predictor .*/, 'search random')
  .replace('validations: 1,', 'validations: 1, seconds: 30min,');

function evaluationsOf(shell: Terminal): readonly EvaluationRecord[] {
  const store = openStore(join(shell.folder, '.hnas/runs.db'), { readOnly: true });
  try {
    return store.evaluations('quick-1');
  } finally {
    store.close();
  }
}

/** The clock is set by so much every few milliseconds, while the rest of the time goes on as it does. */
async function searchUnder(by: number): Promise<{ readonly shell: Terminal; readonly exit: number }> {
  const shell = terminal();
  shell.write('tiny.hnas', spec);
  vi.useFakeTimers({ toFake: ['Date'] });
  const timer = setInterval(() => vi.setSystemTime(Date.now() + by), 5);
  try {
    return { shell, exit: (await shell.run('search', 'tiny.hnas')).exit };
  } finally {
    clearInterval(timer);
    vi.useRealTimers();
  }
}

describe.each([
  ['forward', DAY],
  ['back', -DAY],
])('a clock that jumps a day %s again and again', (_, by) => {
  it('changes no result and spends no budget', async () => {
    const usual = await searchUnder(0);
    const { shell, exit } = await searchUnder(by);
    expect(exit).toBe(0);
    const essence = (of: Terminal): object[] =>
      evaluationsOf(of).map(({ finished: _at, seconds: _seconds, metrics, ...rest }) => {
        const { images_per_second: _speed, ...measured } = metrics;
        return { ...rest, metrics: measured };
      });
    expect(essence(shell)).toHaveLength(3);
    expect(essence(shell)).toEqual(essence(usual.shell));
    for (const { seconds, metrics } of evaluationsOf(shell)) {
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThan(1800);
      expect(metrics['images_per_second']).toBeGreaterThan(0);
    }
    const listed = (await shell.run('runs', '--json')).json() as { runs: { status: string; seconds: number }[] };
    expect(listed.runs).toMatchObject([{ status: 'done' }]);
    expect(listed.runs[0]?.seconds).toBeLessThan(7200);
  });
});
