import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { smallSpec } from '../../../unit/engine/cli/terminal.ts';
import { folderWith, hnas, results, runIds, start } from './process.ts';

let folder = '';
let undisturbed: ReturnType<typeof results> = [];
const command = ['search', 'tiny.hnas', '--json'];

beforeAll(async () => {
  folder = folderWith({ 'tiny.hnas': smallSpec });
  const ended = await hnas(folder, ...command, '--store', 'through.db');
  expect(ended).toMatchObject({ code: 0 });
  undisturbed = results(join(folder, 'through.db'), 'quick-1');
});

/** Starts the run, or goes on with it where an earlier process came far enough to make one. */
function attempt(store: string): ReturnType<typeof start> {
  const known = existsSync(join(folder, store)) ? knownRun(store) : undefined;
  return start(folder, ...command, '--store', store, ...(known === undefined ? [] : ['--resume', known]));
}

/** A file that a killed process had only begun to make holds no tables yet: then there is no run either. */
function knownRun(store: string): string | undefined {
  try {
    return runIds(join(folder, store))[0];
  } catch {
    return undefined;
  }
}

describe('a search that is disturbed', () => {
  it('has trained ten networks really', () => {
    expect(undisturbed).toHaveLength(10);
    expect(undisturbed.every((each) => each.status === 'ok' && (each.metrics['accuracy'] ?? -1) >= 0)).toBe(true);
    expect(undisturbed.slice(6).some((each) => each.predicted !== undefined)).toBe(true);
  });

  it('gives the same again with the same seed', async () => {
    expect((await hnas(folder, ...command, '--store', 'again.db')).code).toBe(0);
    expect(results(join(folder, 'again.db'), 'quick-1')).toEqual(undisturbed);
  });

  it.each([1, 2, 3])('killed at random moments (seed %d) and resumed, ends as the undisturbed one', async (seed) => {
    const store = `killed-${seed}.db`;
    const random = seededRandom(seed);
    for (let kill = 0; kill < 4; kill++) {
      const { child, ended } = attempt(store);
      await Promise.race([sleep(300 + 2700 * random.next()), ended]);
      child.kill('SIGKILL');
      await ended;
    }
    const last = await attempt(store).ended;
    expect(last).toMatchObject({ code: 0 });
    expect(runIds(join(folder, store))).toEqual(['quick-1']);
    expect(results(join(folder, store), 'quick-1')).toEqual(undisturbed);
  });

  it('interrupted from the keyboard, says how to go on, and does', async () => {
    const running = start(folder, 'search', 'tiny.hnas', '--store', 'interrupted.db');
    while (!running.err().includes('[ 2/10]')) await sleep(20);
    running.child.kill('SIGINT');
    const ended = await running.ended;
    expect(ended.code).toBe(130);
    expect(ended.out).toContain('hnas search tiny.hnas --resume quick-1 --store interrupted.db');
    expect((await hnas(folder, 'runs', '--store', 'interrupted.db', '--json')).out).toContain(
      '"status": "interrupted"',
    );
    expect((await hnas(folder, ...command, '--store', 'interrupted.db', '--resume', 'quick-1')).code).toBe(0);
    expect(results(join(folder, 'interrupted.db'), 'quick-1')).toEqual(undisturbed);
  });

  it('is not worked on by two processes', async () => {
    // Long enough to be still at work when the second process has started.
    writeFileSync(join(folder, 'slow.hnas'), smallSpec.replace('epochs: 1', 'epochs: 60'));
    const running = start(folder, 'search', 'slow.hnas', '--store', 'shared.db');
    while (!running.err().includes('[ 1/10]')) await sleep(20);
    const second = await hnas(folder, 'search', 'slow.hnas', '--store', 'shared.db', '--resume', 'quick-1');
    expect(second.code).toBe(2);
    expect(second.err).toContain('run quick-1 is being worked on by process');
    running.child.kill('SIGKILL');
    await running.ended;
  });

  it('is refused by name when its space or anything else has changed', async () => {
    const changed = smallSpec.replace('choice [2, 3, 4, 6]', 'choice [2, 3, 4, 8]').replace('epochs: 1', 'epochs: 2');
    writeFileSync(join(folder, 'changed.hnas'), changed);
    const ended = await hnas(folder, 'search', 'changed.hnas', '--store', 'through.db', '--resume', 'last');
    expect(ended.code).toBe(2);
    expect(ended.err).toContain(
      'run quick-1 cannot go on: since it was started the space (width: 2, 3, 4, 6 -> 2, 3, 4, 8), the evaluator (epochs: 1 -> 2) changed; undo',
    );
    expect(results(join(folder, 'through.db'), 'quick-1')).toEqual(undisturbed);
  });

  it('goes on when its budget was raised', async () => {
    writeFileSync(join(folder, 'longer.hnas'), smallSpec.replace('evaluations: 10', 'evaluations: 12'));
    const ended = await hnas(folder, 'search', 'longer.hnas', '--store', 'again.db', '--resume', 'quick-1', '--json');
    expect(ended).toMatchObject({ code: 0 });
    const all = results(join(folder, 'again.db'), 'quick-1');
    expect(all).toHaveLength(12);
    expect(all.slice(0, 10)).toEqual(undisturbed);
  });

  it('leaves its front as a table, a picture and a page', async () => {
    const ended = await hnas(
      folder,
      'front',
      'last',
      '--store',
      'through.db',
      '--svg',
      'deep/f.svg',
      '--html',
      'deep/f.html',
    );
    expect(ended.code).toBe(0);
    expect(ended.out).toContain('accuracy %');
    expect(readFileSync(join(folder, 'deep/f.svg'), 'utf8')).toContain('</svg>');
    expect(readFileSync(join(folder, 'deep/f.html'), 'utf8')).toContain('</html>');
  });
});

describe('pipes', () => {
  it('ends quietly when the reader goes away', async () => {
    const running = start(folder, 'sample', 'tiny.hnas', '--n', '20000');
    running.child.stdout?.once('data', () => running.child.stdout?.destroy());
    const ended = await running.ended;
    expect({ code: ended.code, err: ended.err }).toEqual({ code: 0, err: '' });
  });
});
