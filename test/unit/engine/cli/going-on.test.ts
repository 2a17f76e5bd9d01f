/** Going on with a run on the command line: what changed since is said, and what still counts is taken over. */
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../../../engine/store/store.ts';
import { smallSpec, terminal, type Terminal } from './terminal.ts';

/** Looked up in a table of all its architectures. */
const spec = smallSpec
  .replace(/evaluator Train = .*/, 'evaluator Train = table { path: "table.csv", metric: val }')
  .replace('  dataset: Digits\n', '')
  .replace(/search predictor .*/, 'search random');
const wider = spec.replace('choice [2, 3, 4, 6]', 'choice [3, 4, 6, 8]');

let shell: Terminal;
beforeEach(async () => {
  shell = terminal();
  await write(spec);
  expect((await shell.run('search', 'tiny.hnas')).exit).toBe(0);
});

/** The spec, and the table of its architectures. */
async function write(text: string): Promise<void> {
  shell.write('tiny.hnas', text);
  const drawn = await shell.run('sample', 'tiny.hnas', '--n', '2000', '--json');
  const { architectures } = drawn.json() as { architectures: { text: string; params: number }[] };
  const rows = new Map(architectures.map((each) => [each.text, `"${each.text}",${50 + Math.log(each.params)}`]));
  shell.write('table.csv', `arch,val\n${[...rows.values()].join('\n')}\n`);
}

describe('hnas search --resume', () => {
  it('says what changed and does not matter, and goes on', async () => {
    shell.write('tiny.hnas', `// a remark\n${spec.replace('evaluations: 10', 'evaluations: 12')}`);
    const { exit, err } = await shell.run('search', 'tiny.hnas', '--resume', 'last');
    expect(exit).toBe(0);
    expect(err).toContain('changed since run quick-1 was started: the budget: 10 evaluations -> 12 evaluations\n');
    expect(err).toContain('changed since run quick-1 was started: the text, in nothing that decides the result\n');
    const store = openStore(join(shell.folder, '.hnas/runs.db'), { readOnly: true });
    expect(store.count('quick-1')).toBe(12);
    store.close();
  });

  it('says nothing where nothing changed', async () => {
    expect((await shell.run('search', 'tiny.hnas', '--resume', 'last')).err).not.toContain('changed since');
  });

  it('is refused with old and new, and with what would go on', async () => {
    await write(wider);
    const { exit, err } = await shell.run('search', 'tiny.hnas', '--resume', 'quick-1');
    expect(exit).toBe(2);
    expect(err).toContain(
      'run quick-1 cannot go on: since it was started the space (width: 2, 3, 4, 6 -> 3, 4, 6, 8) changed; undo the change, or start a new run; --warm-start quick-1 takes over what still counts',
    );
    await write(spec.replace('metric: val', 'metric: val, key: arch'));
    expect((await shell.run('search', 'tiny.hnas', '--resume', 'quick-1')).err).toMatch(
      /the evaluator \(key: unset -> arch\) changed; undo the change, or start a new run\n$/,
    );
  });
});

describe('hnas search --warm-start', () => {
  it('begins a run with the results that still count, beside its own budget', async () => {
    await write(wider);
    const { exit, err } = await shell.run('search', 'tiny.hnas', '--warm-start', 'quick-1');
    expect(exit).toBe(0);
    const [, taken, gone] =
      /taken over from run quick-1: (\d) results; (\d) are no architectures of Tiny now\n/.exec(err) ?? [];
    expect(Number(taken)).toBeGreaterThan(0);
    expect(Number(taken) + Number(gone)).toBe(10);
    const store = openStore(join(shell.folder, '.hnas/runs.db'), { readOnly: true });
    const run = store.run('quick-2');
    expect(run.resolved['warmStart']).toEqual({ run: 'quick-1', results: Number(taken) });
    const evaluations = store.evaluations('quick-2');
    expect(evaluations.filter(({ origin }) => origin === 'known')).toHaveLength(Number(taken));
    expect(evaluations).toHaveLength(10 + Number(taken));
    expect(new Set(evaluations.map(({ hash }) => hash)).size).toBe(evaluations.length);
    store.close();
    const listed = (await shell.run('runs')).out;
    expect(listed).toContain(` ${evaluations.length}/${evaluations.length} `);
    expect((await shell.run('search', 'tiny.hnas', '--resume', 'quick-2')).exit).toBe(0);
  });

  it('is refused where nothing counts, and beside --resume', async () => {
    shell.write('tiny.hnas', spec.replace('metric: val', 'metric: val, key: arch'));
    const refused = await shell.run('search', 'tiny.hnas', '--warm-start', 'last');
    expect(refused.exit).toBe(2);
    expect(refused.err).toContain(
      'nothing of run quick-1 can be taken over: since it was started the evaluator (key: unset -> arch) changed',
    );
    const both = await shell.run('search', 'tiny.hnas', '--warm-start', 'last', '--resume', 'last');
    expect(both).toMatchObject({ exit: 2, err: expect.stringContaining('give one of them') as string });
  });
});
