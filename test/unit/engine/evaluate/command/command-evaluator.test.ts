import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openCommandEvaluator } from '../../../../../engine/evaluate/command/command-evaluator.ts';
import type { EvaluationProgress } from '../../../../../engine/evaluate/evaluator.ts';
import { architectures, requestOf, space, usePrograms } from './programs.ts';

const { folder, open, run } = usePrograms();
const jobs = join(folder, '.hnas', 'jobs');

describe('a program of the user', () => {
  it('gets the architecture, a seed and its folder, and reports metrics', async () => {
    const script = `
      import { readFileSync } from 'node:fs';
      const { HNAS_ARCHITECTURE: file, HNAS_SEED: seed, HNAS_FORMAT: format, MINE: mine, PATH: path } = process.env;
      const given = JSON.parse(readFileSync(0, 'utf8'));
      const same = JSON.parse(readFileSync(file, 'utf8')).hash === given.hash;
      if (!same || format !== 'json' || mine !== 'yes' || path === undefined || process.cwd() !== ${JSON.stringify(folder)}) process.exit(9);
      if (process.argv[2] !== '--file=' + file || process.argv[3] !== '{unknown}' || process.argv[4] !== seed) process.exit(8);
      console.log('loading');
      console.log(JSON.stringify({ accuracy: 50, seed: Number(seed), size: given.network.nodes.length, latency: { gpu: 0.5 } }));
    `;
    const options = {
      ...{ env: { MINE: 'yes' }, metrics: ['accuracy', 'latency(gpu)'] },
      run: [process.execPath, 'gets.mjs', '--file={architecture}', '{unknown}', '{seed}'],
    };
    writeFileSync(join(folder, 'gets.mjs'), script);
    const evaluator = open('', options);
    expect(evaluator.metrics).toEqual(['accuracy', 'latency(gpu)']);
    const first = await evaluator.evaluate(requestOf(0));
    expect(first).toMatchObject({ status: 'ok', accuracy: 50, metrics: { 'latency(gpu)': 0.5 } });
    expect(first.metrics['size']).toBeGreaterThan(3);
    const again = await evaluator.evaluate(requestOf(0));
    expect(again.metrics).toEqual(first.metrics);
    const other = await evaluator.evaluate(requestOf(1));
    expect(other.metrics['seed']).not.toBe(first.metrics['seed']);
    expect(readdirSync(jobs)).toEqual([]);
  });

  it('does not run before an evaluation is asked for', async () => {
    const mark = join(folder, 'it-ran');
    const evaluator = open(
      `import { writeFileSync } from 'node:fs'; writeFileSync('it-ran', ''); console.log('{"accuracy": 1}');`,
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(existsSync(mark)).toBe(false);
    await evaluator.evaluate(requestOf(0));
    expect(existsSync(mark)).toBe(true);
  });

  it.each([
    ['pytorch', 'class Network(nn.Module)'],
    ['keras', 'keras.Model('],
    ['onnx', 'pixels'],
  ])('gets the architecture as %s', async (format, part) => {
    const script = `
      import { readFileSync } from 'node:fs';
      const text = readFileSync(process.env.HNAS_ARCHITECTURE, 'latin1');
      console.log(JSON.stringify({ accuracy: text.toLowerCase().includes(${JSON.stringify(part.toLowerCase())}) ? 1 : 0 }));
    `;
    expect(await run(script, { format })).toMatchObject({ status: 'ok', accuracy: 1 });
  });

  it('shows and keeps what it reports on the way', async () => {
    const script = `for (const step of [1, 2, 4]) console.log(JSON.stringify({ step, of: 4, accuracy: step * 10, loss: 1 / step }));`;
    const seen: EvaluationProgress[] = [];
    const evaluation = await run(script, {}, { onProgress: (progress) => seen.push(progress) });
    // Without a line of its own, the last report is the result.
    expect(evaluation).toMatchObject({ status: 'ok', accuracy: 40, metrics: { loss: 0.25 } });
    const values = new Map(Object.entries({ accuracy: 20, loss: 0.5 }));
    expect(seen.at(-2)).toEqual({
      share: 0.5,
      doing: 'step 2 of 4, accuracy 20, loss 0.5',
      report: { step: 2, of: 4, values },
    });
    const reports = join(folder, '.hnas', 'reports');
    const kept = readdirSync(reports)
      .map((name) => readFileSync(join(reports, name), 'utf8'))
      .join('');
    expect(kept).toContain('"step":2,"of":4,"metrics":{"accuracy":20,"loss":0.5}}');
  });

  it('is tried again after a failure that may pass, later each time', async () => {
    const script = `
      import { existsSync, writeFileSync } from 'node:fs';
      const { HNAS_ATTEMPT: attempt, HNAS_FOLDER: folder } = process.env;
      if (attempt !== '1' && !existsSync(folder + '/' + (attempt - 1))) process.exit(7);
      writeFileSync(folder + '/' + attempt, '');
      if (attempt !== '3') { console.error('out of luck'); process.exit(1); }
      console.log('{"accuracy": 7}');
    `;
    const seen: string[] = [];
    const onProgress = ({ doing }: EvaluationProgress): number => seen.push(doing);
    const evaluation = await run(script, { retries: 2, retry_after: 0.1 }, { onProgress });
    expect(evaluation).toMatchObject({ status: 'ok', accuracy: 7 });
    expect(evaluation.seconds).toBeGreaterThan(0.3);
    expect(seen).toEqual(Array(2).fill('ended with code 1: out of luck; again in 1 s'));
  });

  it('stops early what is worse than the median, and compares with what an earlier process measured', async () => {
    const script = `
      import { readFileSync } from 'node:fs';
      const width = Number(/out[^\\d]*(\\d+)/.exec(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).decisions).replace(/.*"(\\d+)".*/, 'out $1'))[1]);
      for (let step = 1; step <= 3; step++) {
        console.log(JSON.stringify({ step, of: 3, accuracy: width + step }));
        await new Promise((resolve) => setTimeout(resolve, width === 4 && step === 1 ? 20_000 : 1));
      }
      console.log(JSON.stringify({ accuracy: width + 10 }));
    `;
    const options = { early_stop: { others: 3 }, run: [process.execPath, 'early.mjs'] };
    writeFileSync(join(folder, 'early.mjs'), script);
    const before = open('', options);
    for (const index of [2, 3, 4]) expect(await before.evaluate(requestOf(index))).toMatchObject({ status: 'ok' });
    const evaluation = await open('', options).evaluate(requestOf(0));
    expect(evaluation).toMatchObject({
      ...{ status: 'diverged', accuracy: 5 },
      message: expect.stringMatching(
        /early\.mjs was stopped early at step 1: accuracy 5 is worse than 17, the median of 3 others$/,
      ) as string,
    });
    expect(evaluation.seconds).toBeLessThan(15);
    // One that is better runs to its end.
    expect(await open('', options).evaluate(requestOf(7))).toMatchObject({ status: 'ok', accuracy: 42 });
  });

  it('runs as often at the same time as there are slots, each with its GPU', async () => {
    const script = `
      const since = performance.timeOrigin + performance.now();
      await new Promise((resolve) => setTimeout(resolve, 300));
      console.log(JSON.stringify({ accuracy: Number(process.env.CUDA_VISIBLE_DEVICES.split(',')[0]), from: since, to: performance.timeOrigin + performance.now() }));
    `;
    const evaluator = open(script, { gpus: ['4,5', 6] });
    const all = await Promise.all([0, 1, 2, 3, 4].map((index) => evaluator.evaluate(requestOf(index))));
    expect(new Set(all.map(({ accuracy }) => accuracy))).toEqual(new Set([4, 6]));
    const spans = all.map(({ metrics }) => [metrics['from'] ?? NaN, metrics['to'] ?? NaN] as const);
    const atOnce = spans.map(([at]) => spans.filter(([from, to]) => from <= at && at < to).length);
    expect(Math.max(...atOnce)).toBe(2);
  });

  it('goes on in its folder after an interruption, its seconds with it', async () => {
    const script = `
      import { existsSync, writeFileSync } from 'node:fs';
      const mark = process.env.HNAS_FOLDER + '/mine';
      if (existsSync(mark)) console.log('{"accuracy": 3}');
      else {
        writeFileSync(mark, '');
        console.log('{"step": 1, "accuracy": 1}');
        setInterval(() => undefined, 1000);
      }
    `;
    const evaluator = open(script);
    const stop = new AbortController();
    let note: Uint8Array | undefined;
    const interrupted = evaluator.evaluate(
      requestOf(0, {
        signal: stop.signal,
        checkpoint: (data) => void (note ??= data),
        onProgress: () => stop.abort(new Error('enough')),
      }),
    );
    await expect(interrupted).rejects.toThrow('enough');
    if (note === undefined) throw new Error('nothing was noted');
    const { job } = JSON.parse(new TextDecoder().decode(note)) as { job: string };
    expect(existsSync(join(jobs, job, 'mine'))).toBe(true);
    const resume = new TextEncoder().encode(JSON.stringify({ job, seconds: 100 }));
    const evaluation = await evaluator.evaluate(requestOf(0, { resume }));
    expect(evaluation).toMatchObject({ status: 'ok', accuracy: 3 });
    expect(evaluation.seconds).toBeGreaterThan(100);
    expect(existsSync(join(jobs, job))).toBe(false);
  });

  it.each(['{', '{"job": "../..", "seconds": 1}', '{"job": "job-none", "seconds": 1}'])(
    'begins anew where nothing is left of what was interrupted: %s',
    async (note) => {
      const evaluation = await run('console.log(\'{"accuracy": 3}\')', {}, { resume: new TextEncoder().encode(note) });
      expect(evaluation).toMatchObject({ status: 'ok', accuracy: 3 });
      expect(existsSync(folder)).toBe(true);
    },
  );

  it('trains for a part, and goes on from there', async () => {
    const script = `
      import { existsSync, readFileSync, writeFileSync } from 'node:fs';
      const file = process.env.HNAS_FOLDER + '/epochs';
      const before = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
      const until = Math.round(9 * process.env.HNAS_SHARE);
      writeFileSync(file, String(until));
      console.log(JSON.stringify({ accuracy: until, trained: until - before }));
    `;
    const evaluator = open(script, { parts: true });
    expect(evaluator.parts).toBe(true);
    let note: Uint8Array | undefined;
    let spent = 0;
    const checkpoint = (data: Uint8Array, seconds: number): void => {
      [note, spent] = [data, seconds];
    };
    for (const [share, accuracy, trained] of [
      [1 / 9, 1, 1],
      [1 / 3, 3, 2],
      [1, 9, 6],
    ] as const) {
      // prettier-ignore
      const before = spent;
      const evaluation = await evaluator.evaluate(
        requestOf(0, { share, checkpoint, ...(note === undefined ? {} : { resume: note }) }),
      );
      expect(evaluation).toMatchObject({ status: 'ok', accuracy, metrics: { trained } });
      expect(evaluation.seconds).toBeGreaterThan(before);
    }
    const { job } = JSON.parse(new TextDecoder().decode(note)) as { job: string };
    expect(existsSync(join(jobs, job))).toBe(false);
  });

  it('is timed by a clock that does not jump', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const timer = setInterval(() => vi.setSystemTime(Date.now() + 86_400_000), 5);
      const evaluation = await run('setTimeout(() => console.log(\'{"accuracy": 3}\'), 200)', { timeout: 60 });
      clearInterval(timer);
      expect(evaluation).toMatchObject({ status: 'ok', accuracy: 3 });
      expect(evaluation.seconds).toBeLessThan(30);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a program that is not there', () => {
  const opened = (program: string): ReturnType<typeof openCommandEvaluator> =>
    openCommandEvaluator({ run: [program, 'x'] }, space, folder);

  it('is told before anything is evaluated', () => {
    writeFileSync(join(folder, 'mine.py'), '#!/usr/bin/env python3\n');
    expect(opened('no-such-program')).toEqual({
      error: 'evaluator command: there is no program "no-such-program" in the folders of PATH',
    });
    expect(opened('mine.py')).toEqual({
      error:
        'evaluator command: there is no program "mine.py" in the folders of PATH; a file beside the spec is written "./mine.py"',
    });
    expect(opened('./other.py')).toEqual({
      error: `evaluator command: there is no program "./other.py": ${join(folder, 'other.py')} is not there`,
    });
  });

  it.skipIf(process.platform === 'win32')('may not be executed (skipped: Windows has no such permission)', () => {
    expect(opened('./mine.py')).toEqual({
      error:
        'evaluator command: "./mine.py" may not be executed; make it executable (chmod +x ./mine.py), or name the program that runs it first: run: ["python3", "./mine.py"]',
    });
  });
});

it('has architectures to evaluate', () => {
  expect(new Set(architectures).size).toBe(8);
});
