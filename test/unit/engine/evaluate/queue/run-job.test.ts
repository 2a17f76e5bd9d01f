/** A job at a worker, with a Redis that is a Map: what is kept, and the limits of a job. The real one is in test/slow/engine/queue. */
import { describe, expect, it } from 'vitest';
import type { Evaluation, EvaluationRequest } from '../../../../../engine/evaluate/evaluator.ts';
import type { EvaluationJob } from '../../../../../engine/evaluate/queue/job.ts';
import { namesOf } from '../../../../../engine/evaluate/queue/names.ts';
import { runJob, type JobSetting } from '../../../../../engine/evaluate/queue/run-job.ts';

const job: EvaluationJob = {
  ...{ run: 'r', experiment: 'E', position: 0, entry: 's.hnas', files: new Map(), space: 'hash' },
  ...{ architecture: '{}', seed: '1', share: 1, timeout: undefined, retries: 2, hypernetworks: new Map() },
};

function setting(evaluate: (request: EvaluationRequest) => Promise<Evaluation>, over: Partial<JobSetting> = {}) {
  const kept = new Map<string, unknown>();
  const client = {
    get: async (key: string) => kept.get(key) ?? null,
    getBuffer: async (key: string) => kept.get(key) ?? null,
    set: async (key: string, value: unknown, ...how: unknown[]) => {
      if (!how.includes('NX') || !kept.has(key)) kept.set(key, value);
    },
  };
  const space = { name: 'S', parse: () => ({ value: { choices: [] }, diagnostics: [] }) };
  const opened = { value: { spec: { space }, evaluator: { evaluate }, data: 'same' } };
  const made = {
    ...{ names: namesOf('default', '1'), id: 'job', worker: 'w', deaths: 0, onProgress: () => undefined },
    ...{ link: { client }, jobs: { open: async () => opened, done: () => undefined } },
    signal: new AbortController().signal,
    ...over,
  } as unknown as JobSetting;
  return { made, kept };
}

const ok = async (): Promise<Evaluation> => ({ status: 'ok', accuracy: 90, metrics: { accuracy: 90 }, seconds: 2 });

describe('a job', () => {
  it('may take longer than a timer can wait', async () => {
    const { made } = setting(ok);
    expect(await runJob({ ...job, timeout: 90 * 86_400 }, made)).toMatchObject({
      result: { status: 'ok', accuracy: 90 },
    });
  });

  it('is evaluated once: who has it again answers what is kept', async () => {
    const { made } = setting(ok);
    await runJob(job, made);
    const again = { ...made, jobs: { open: () => Promise.reject(new Error('opened again')), done: () => undefined } };
    expect(await runJob(job, again as unknown as JobSetting)).toMatchObject({ result: { accuracy: 90, worker: 'w' } });
  });

  it('ends when more workers died at it than may', async () => {
    const { made } = setting(ok, { deaths: 3 });
    expect(await runJob(job, made)).toMatchObject({
      result: { status: 'failed', message: expect.stringMatching(/^3 workers died/) as string },
    });
  });

  it('goes on from the state that was kept, and is refused by a worker with other data', async () => {
    let resumed: Uint8Array | undefined;
    const { made, kept } = setting(({ resume }) => {
      resumed = resume;
      return ok();
    });
    kept.set(made.names.state('job'), Buffer.from([1, 2]));
    await runJob(job, made);
    expect(resumed).toEqual(new Uint8Array([1, 2]));
    kept.delete(made.names.result('job'));
    kept.set(made.names.data('r'), 'another first worker');
    expect(await runJob(job, made)).toEqual({
      refused:
        'its data or programs are not those of worker first worker, which began the run: make them the same, or begin a new run',
    });
  });

  it('keeps numbers only: JSON has no NaN', async () => {
    const { made } = setting(async () => ({
      status: 'diverged',
      accuracy: NaN,
      metrics: { accuracy: NaN, a: 1 },
      seconds: 1,
    }));
    expect(await runJob(job, made)).toMatchObject({ result: { accuracy: undefined, metrics: new Map([['a', 1]]) } });
  });
});
