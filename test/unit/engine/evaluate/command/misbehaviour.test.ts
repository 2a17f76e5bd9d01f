/** Programs that go wrong in every way that they can: each is one sentence, and nothing of them is left running. */
import { fork } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lives, requestOf, usePrograms } from './programs.ts';

const { folder, open, run } = usePrograms();
const posix = process.platform !== 'win32';
const hang = 'setInterval(() => undefined, 1000);';
const say = (text: string): string => `console.log(${JSON.stringify(text)});`;

/** [what it does, script, options, the end of the message]. */
const cases: readonly (readonly [string, string, Record<string, unknown>, string])[] = [
  ['says nothing', '', {}, 'printed nothing; its result is a line of JSON such as {"accuracy": 91.2}'],
  [
    'prints rubbish',
    say("\u001b[31m{'accuracy': 91.2}\u001b[0m\u0007"),
    { metrics: ['accuracy', 'energy'] },
    'printed no metrics; the last that it said is "{\'accuracy\': 91.2}"; its result is a line of JSON such as {"accuracy": 91.2, "energy": 0.5}',
  ],
  [
    'prints bytes that are no text',
    'process.stdout.write(Buffer.from([0xff, 0xfe, 0x00, 0x80]));',
    {},
    'printed no metrics; the last that it said is "\ufffd"; its result is a line of JSON such as {"accuracy": 91.2}',
  ],
  [
    'exits non-zero, even after a result',
    `${say('{"accuracy": 3}')} console.error('Traceback\\nModuleNotFoundError: No module named torch\\n'); process.exitCode = 3;`,
    {},
    'ended with code 3: ModuleNotFoundError: No module named torch',
  ],
  ['exits non-zero each time', 'process.exit(1)', { retries: 1, retry_after: 0 }, 'ended with code 1 (attempt 2 of 2)'],
  ['hangs', `console.error('waiting for a lock'); ${hang}`, { timeout: 0.5 }, 'did not end within 0.5 s and was ended; allow more with "timeout": waiting for a lock'], // prettier-ignore
  ['reports another metric', say('{"acuracy": 91, "loss": 1}'), {}, 'reported "acuracy" but no accuracy; did you mean "accuracy"?'], // prettier-ignore
  ['reports something else', say('{"loss": 1}'), {}, 'reported loss but no accuracy'],
  ['reports a text', say('{"accuracy": "91 %"}'), {}, 'reported "91 %" as accuracy, which is no number'],
  ['reports an impossible accuracy', say('{"accuracy": 912}'), {}, 'reported an accuracy of 912; accuracy is in percent, 0 to 100'], // prettier-ignore
  ['prints a line without end', `process.stdout.write('x'.repeat(3e6)); ${hang}`, {}, 'printed a line of more than 1 MB and was ended; only metrics belong on its standard output'], // prettier-ignore
  [
    'prints without end',
    'const line = `${"x".repeat(99_999)}\\n`; const more = () => process.stdout.write(line, more); more();',
    {},
    'printed more than 64 MB and was ended; only metrics belong on its standard output',
  ],
];
const signals: typeof cases = [
  ['is killed', 'process.kill(process.pid, "SIGKILL"); await new Promise(() => undefined);', {}, 'was killed by SIGKILL, as the system does when memory runs out'], // prettier-ignore
  ['crashes', 'process.kill(process.pid, "SIGSEGV"); await new Promise(() => undefined);', {}, 'was killed by SIGSEGV'], // prettier-ignore
];

describe('a program that', () => {
  it.each(posix ? [...cases, ...signals] : cases)('%s', async (_, script, options, end) => {
    const { status, message } = await run(script, options);
    expect(status).toBe('failed');
    expect(message?.endsWith(`.mjs ${end}`), message).toBe(true);
  });

  it('reports NaN has diverged, with the last accuracy that it had', async () => {
    const evaluation = await run(`${say('{"step": 1, "accuracy": 12}')} ${say('{"accuracy": NaN, "loss": 3}')}`);
    expect(evaluation).toMatchObject({ status: 'diverged', accuracy: 12, metrics: { accuracy: 12, loss: 3 } });
    expect(evaluation.message).toMatch(/\.mjs reported NaN or infinity as accuracy$/);
  });

  it('is gone when it should start is one sentence', async () => {
    writeFileSync(join(folder, 'gone'), '#!/bin/sh\n', { mode: 0o755 });
    const evaluator = open('', { run: ['./gone'] });
    rmSync(join(folder, 'gone'));
    const { status, message } = await evaluator.evaluate(requestOf(0));
    expect(status).toBe('failed');
    expect(message).toBe(`gone could not be started: ${join(folder, 'gone')} or the folder ${folder} is gone`);
  });

  it('deletes what it was given is one sentence', async () => {
    const script = `import { rmSync } from 'node:fs'; rmSync(process.env.HNAS_FOLDER, { recursive: true }); process.exit(1);`;
    const { status, message } = await run(script, { retries: 1, retry_after: 0 });
    expect(status).toBe('failed');
    expect(message).toMatch(
      /could not be started: .*architecture\.json is gone, which is to stand on its standard input/,
    );
  });

  it('talks on its way is no matter', async () => {
    expect(await run(`${say('{not json')} ${say('{"accuracy": 5}')} ${say('done')}`)).toMatchObject({ accuracy: 5 });
  });
});

/** A program that writes down the ids of itself and of a child, both of which pass over the request to end, and then says that it has. */
const stubborn = `
  import { spawn } from 'node:child_process';
  import { writeFileSync } from 'node:fs';
  process.on('SIGTERM', () => undefined);
  const child = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => undefined); setInterval(() => undefined, 1000)'], { stdio: 'inherit' });
  writeFileSync(${JSON.stringify(join(folder, 'pids.json'))}, JSON.stringify([process.pid, child.pid]));
  setTimeout(() => console.log('{"step": 1, "loss": 2}'), 300);
  ${hang}
`;

const writtenPids = (): number[] => JSON.parse(readFileSync(join(folder, 'pids.json'), 'utf8')) as number[];

describe.skipIf(!posix)('with its children (skipped: Windows has no process groups)', () => {
  it('is ended when the evaluation is cancelled', async () => {
    const stop = new AbortController();
    let pids: number[] = [];
    const evaluation = open(stubborn).evaluate(
      requestOf(0, {
        signal: stop.signal,
        onProgress: () => {
          pids = writtenPids();
          stop.abort(new Error('enough'));
        },
      }),
    );
    await expect(evaluation).rejects.toThrow('enough');
    expect(pids).toHaveLength(2);
    await expect.poll(() => pids.filter(lives), { timeout: 5000 }).toEqual([]);
  });

  it('leaves nothing behind when it ends well', async () => {
    let pids: number[] = [];
    const script = stubborn.replace(
      hang,
      'setTimeout(() => { console.log(\'{"accuracy": 1}\'); process.exit(0); }, 600);',
    );
    const evaluation = await run(script, {}, { onProgress: () => void (pids = writtenPids()) });
    expect(evaluation).toMatchObject({ status: 'ok', accuracy: 1 });
    await expect.poll(() => pids.filter(lives), { timeout: 5000 }).toEqual([]);
    expect(pids).toHaveLength(2);
  });

  it('dies with an engine that is killed', async () => {
    const at = (path: string): string => pathToFileURL(join(import.meta.dirname, path)).href;
    writeFileSync(join(folder, 'stubborn.mjs'), stubborn);
    const engine = join(folder, 'engine.mjs');
    writeFileSync(
      engine,
      `
      import { openCommandEvaluator } from ${JSON.stringify(at('../../../../../engine/evaluate/command/command-evaluator.ts'))};
      import { spaceOf, smallSpace } from ${JSON.stringify(at('../../../../support/spaces.ts'))};
      const space = spaceOf(smallSpace('conv3x3(out: choice [4, 8])'));
      const { value } = openCommandEvaluator({ run: [process.execPath, 'stubborn.mjs'] }, space, ${JSON.stringify(folder)});
      await value.evaluate({ architecture: space.text({ choices: [0] }), seed: 1, onProgress: ({ doing }) => process.send(doing) });
    `,
    );
    const child = fork(engine, { stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    await new Promise((resolve) => child.once('message', resolve));
    const pids = writtenPids();
    expect(pids).toHaveLength(2);
    expect(pids.filter(lives)).toEqual(pids);
    child.kill('SIGKILL');
    await expect.poll(() => pids.filter(lives), { timeout: 5000 }).toEqual([]);
  });
});
