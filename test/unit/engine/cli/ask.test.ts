/** `hnas ask`: what it prints is a spec, and what it cannot do is a sentence. */
import { beforeAll, describe, expect, it } from 'vitest';
import { smallSpec, terminal, type Terminal } from './terminal.ts';

let shell: Terminal;
beforeAll(() => {
  shell = terminal();
  shell.write('tiny.hnas', smallSpec);
  shell.write('broken.hnas', 'space Broken { input }\n');
});

describe('hnas ask', () => {
  it('prints a spec that checks and is formatted, from words with or without quotes', async () => {
    const { exit, out, err } = await shell.run('ask', 'a', 'fast', 'image classifier', 'for phones under 5 MB');
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toContain('// - under 5 MB: weight_memory <= 5MB\n');
    shell.write('asked.hnas', out);
    expect((await shell.run('check', 'asked.hnas')).out).toContain('1 file: no problems');
    expect((await shell.run('format', '--check', 'asked.hnas')).exit).toBe(0);
  });

  it('writes for the spaces of a file what checks at its end', async () => {
    const { out } = await shell.run('ask', 'few MACs in 3 trials', '--file', 'tiny.hnas');
    expect(out).toContain('space: Tiny\n  dataset: Digits\n  evaluator: Train\n  predictor: Fast\n');
    shell.write('both.hnas', `${smallSpec}\n${out}`);
    expect((await shell.run('check', 'both.hnas')).out).toContain('1 file: no problems');
  });

  it('says what it cannot do', async () => {
    expect(await shell.run('ask', 'sparkles')).toMatchObject({
      exit: 1,
      err: expect.stringMatching(/^hnas: Nothing of /),
    });
    expect((await shell.run('ask', 'sparkles', '--json')).json()).toMatchObject({ error: { code: 'not-understood' } });
    expect(await shell.run('ask', 'fast', '--file', 'nowhere.hnas')).toMatchObject({ exit: 2 });
    expect(await shell.run('ask', 'fast', '--file', 'broken.hnas')).toMatchObject({ exit: 1 });
    expect(await shell.run('ask')).toMatchObject({ exit: 2 });
  });

  it('writes an experiment that runs', async () => {
    const { out } = await shell.run('ask', 'few parameters in 2 trials, random search', '--file', 'tiny.hnas');
    shell.write('run.hnas', `${smallSpec}\n${out}`);
    const ran = await shell.run('search', 'run.hnas#Asked', '--json');
    expect(ran.json()).toMatchObject({ experiment: 'Asked' });
    expect(ran.exit).toBe(0);
  });
});
