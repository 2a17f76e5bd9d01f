import { describe, expect, it } from 'vitest';
import { whyNobody, type KnownWorker } from '../../../../../engine/evaluate/queue/roster.ts';

const worker = (more: Partial<KnownWorker>): KnownWorker => ({
  ...{ id: 'a#1', name: 'a', host: 'h', version: '1.0', state: 'idle', why: undefined, places: 1, jobs: [] },
  ...{ done: 0, started: '2026-01-01T00:00:00Z', seen: 0, silent: 1, isDead: false },
  ...more,
});
const dead = worker({ silent: 99, isDead: true });
const refusing = worker({ state: 'refusing', why: 'its data differ' });
const newer = worker({ version: '2.0' });

describe('why nobody takes a job', () => {
  it.each([
    [[], 'queue farm has no worker; start one with "hnas worker --queue farm"'],
    [[dead], 'the only worker of queue farm died; start one with "hnas worker --queue farm"'],
    [[dead, dead], 'all 2 workers of queue farm died; start one with "hnas worker --queue farm"'],
    [[newer, dead], 'the workers of queue farm are of version 2.0, this is 1.0: bring them to the same version'],
    [[refusing, newer], 'worker a does not take the jobs: its data differ'],
    [[refusing, worker({})], undefined],
    [[newer, worker({ state: 'busy' })], undefined],
  ])('%#', (workers, sentence) => {
    expect(whyNobody(workers, 'farm', '1.0')).toBe(sentence);
  });
});
