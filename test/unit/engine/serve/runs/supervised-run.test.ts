/** Runs whose processes die: begun again later each time, given up after a few deaths, stopped when told. Processes are made up here. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FromRun, RunTask } from '../../../../../engine/serve/runs/contract.ts';
import { exitWords } from '../../../../../engine/serve/own-process.ts';
import type { RunListener } from '../../../../../engine/serve/runs/run-process.ts';
import { superviseRun, type SupervisedRun } from '../../../../../engine/serve/runs/supervised-run.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const task: RunTask = {
  store: '/w/.hnas/runs.db',
  run: undefined,
  source: { entry: '/w/demo.hnas', files: new Map(), experiment: 'Demo' },
  purpose: 'search',
  architectures: [],
  evaluations: 6,
  warmStart: undefined,
};

interface FakeProcess extends RunListener {
  readonly task: RunTask;
  cancelled: boolean;
  killed: boolean;
}

function bench() {
  const processes: FakeProcess[] = [];
  const heard: string[] = [];
  const logged: string[] = [];
  const state = { evaluations: 0 };
  const begin = (signal = new AbortController().signal): Promise<SupervisedRun> =>
    superviseRun(
      task,
      {
        spawn: (given, listener) => {
          const process = { ...listener, task: given, cancelled: false, killed: false };
          processes.push(process);
          return { cancel: () => (process.cancelled = true), kill: () => (process.killed = true) };
        },
        ledger: {
          evaluations: () => state.evaluations,
          interrupt: (_, run, why) => void heard.push(`interrupt ${run}: ${why}`),
        },
        fate: {
          progress: ({ run }, { done }) => void heard.push(`progress ${run} ${done}`),
          workers: ({ run }, { workers }) =>
            void heard.push(`workers ${run} ${workers.map(({ name }) => name).join()}`),
          changed: ({ run }) => void heard.push(`changed ${run}`),
          ended: ({ run }, end, reason) => void heard.push(`ended ${run} ${end}: ${reason}`),
          log: (message) => void logged.push(message),
        },
      },
      signal,
    );
  const last = (): FakeProcess => processes.at(-1) as FakeProcess;
  const says = (message: FromRun): void => last().said(message);
  return { processes, heard, logged, state, begin, last, says };
}

const begun: FromRun = { name: 'begun', content: { run: 'demo-1' } };
const ended = (end: 'done' | 'stopped' | 'failed', reason: string): FromRun => ({ name: 'ended', content: { end, reason } }); // prettier-ignore

describe('a run', () => {
  it('is there when its process says so, tells its progress, and ends when the process has ended', async () => {
    const { heard, begin, says, last } = bench();
    const starting = begin();
    says(begun);
    expect((await starting).run).toBe('demo-1');
    says({
      name: 'progress',
      content: { done: 2, budget: 6, front: 1, share: 0.5, doing: 'epoch 1', secondsLeft: undefined },
    });
    const worker = { name: 'a', host: 'h', version: '1', state: 'idle', done: 0, jobs: [] } as const;
    says({ name: 'workers', content: { workers: [{ ...worker, why: undefined, deadSince: undefined }] } });
    says(ended('done', 'the budget is spent'));
    expect(heard).toEqual(['progress demo-1 2', 'workers demo-1 a']);
    last().exited('ended with code 0');
    expect(heard.at(-1)).toBe('ended demo-1 done: the budget is spent');
  });

  it('that says what went wrong beside its evaluations goes on, and the log holds it', async () => {
    const { heard, logged, begin, says } = bench();
    const starting = begin();
    says(begun);
    await starting;
    says({ name: 'warning', content: { text: 'the weights of evaluation 3 cannot be kept: the disk is full' } });
    expect(logged).toEqual(['run demo-1: the weights of evaluation 3 cannot be kept: the disk is full']);
    expect(heard).toEqual([]);
  });

  it('that cannot begin is refused with its sentence', async () => {
    const { begin, says, last } = bench();
    const starting = begin();
    says({ name: 'refused', content: { why: 'experiment Demo has an error' } });
    last().exited('ended with code 0');
    await expect(starting).rejects.toThrow('experiment Demo has an error');
    const dying = begin();
    last().exited('was killed (SIGKILL)');
    await expect(dying).rejects.toThrow('the process of the run was killed (SIGKILL) before it could begin');
  });

  it('that nobody waits for any more is not begun', async () => {
    const { begin, last } = bench();
    const abort = new AbortController();
    const starting = begin(abort.signal);
    abort.abort(new Error('cancelled'));
    await expect(starting).rejects.toThrow('cancelled');
    expect(last().killed).toBe(true);
  });

  it('is begun again after its process died, later each time, and given up at the fourth death in a row', async () => {
    const { processes, heard, begin, says, last } = bench();
    const starting = begin();
    says(begun);
    await starting;
    for (const delay of [500, 2000, 5000]) {
      const before = processes.length;
      last().exited('was killed (SIGKILL)');
      vi.advanceTimersByTime(delay - 1);
      expect(processes).toHaveLength(before);
      vi.advanceTimersByTime(1);
      expect(processes).toHaveLength(before + 1);
      expect(last().task).toMatchObject({ run: 'demo-1', source: task.source, evaluations: undefined });
      says(begun);
    }
    last().exited('ran out of memory');
    const why = 'its process ran out of memory, 4 times in a row; what was evaluated is kept, "Resume" goes on';
    expect(heard.slice(-2)).toEqual([`interrupt demo-1: ${why}`, `ended demo-1 lost: ${why}`]);
    vi.advanceTimersByTime(60_000);
    expect(processes).toHaveLength(4);
  });

  it('that gets further between its deaths goes on for ever', async () => {
    const { processes, state, heard, begin, says, last } = bench();
    const starting = begin();
    says(begun);
    await starting;
    for (let i = 1; i <= 12; i++) {
      state.evaluations++;
      last().exited('was killed (SIGKILL)');
      vi.advanceTimersByTime(500);
      expect(processes).toHaveLength(i + 1);
    }
    expect(heard.filter((each) => each.startsWith('ended'))).toEqual([]);
  });

  it('that cannot go on after a death is lost, with the reason', async () => {
    const { heard, begin, says, last } = bench();
    const starting = begin();
    says(begun);
    await starting;
    last().exited('was killed (SIGKILL)');
    vi.advanceTimersByTime(500);
    says({ name: 'refused', content: { why: 'there is no store' } });
    last().exited('ended with code 0');
    expect(heard.at(-1)).toBe('ended demo-1 lost: there is no store');
  });
});

describe('stopping', () => {
  it('asks the process, which leaves the run interrupted', async () => {
    const { heard, begin, says, last } = bench();
    const starting = begin();
    says(begun);
    const stopped = (await starting).stop();
    expect([last().cancelled, last().killed]).toEqual([true, false]);
    says(ended('stopped', 'interrupted by the user'));
    last().exited('ended with code 0');
    await stopped;
    expect(heard).toEqual(['ended demo-1 stopped: interrupted by the user']);
  });

  it('kills a process that does not listen, and marks the run itself', async () => {
    const { heard, begin, says, last } = bench();
    const starting = begin();
    says(begun);
    const stopped = (await starting).stop();
    vi.advanceTimersByTime(5000);
    expect(last().killed).toBe(true);
    last().exited('was killed (SIGKILL)');
    await stopped;
    expect(heard).toEqual([
      'interrupt demo-1: interrupted by the user',
      'ended demo-1 stopped: interrupted by the user',
    ]);
  });

  it('ends the wait for the next beginning', async () => {
    const { processes, heard, begin, says, last } = bench();
    const starting = begin();
    says(begun);
    const run = await starting;
    last().exited('was killed (SIGKILL)');
    await run.stop();
    vi.advanceTimersByTime(60_000);
    expect(processes).toHaveLength(1);
    expect(heard.at(-1)).toBe('ended demo-1 stopped: interrupted by the user');
  });
});

describe('how a process ended, in words', () => {
  it.each([
    [null, 'SIGABRT', 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', /^ran out of memory \(the heap of JavaScript/],
    [134, null, "terminate called after throwing an instance of 'std::bad_alloc'", /^ran out of memory$/],
    [null, 'SIGKILL', '', /^was killed \(SIGKILL\), as the system does when memory runs out$/],
    [null, 'SIGSEGV', '', /^was ended by SIGSEGV$/],
    [1, null, 'at x (y.ts:1)\nTypeError: it is not a function\n', /^ended with code 1 \(TypeError: it is not a function\)$/],
    [3, null, '', /^ended with code 3$/],
  ])('%s %s', (code, signal, noise, words) => expect(exitWords(code, signal, noise)).toMatch(words)); // prettier-ignore
});
