import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../../../engine/store/store.ts';
import { sampleSetup } from '../store/sample-run.ts';
import { smallSpec, terminal, type Terminal } from './terminal.ts';

let shell: Terminal;
beforeEach(() => {
  shell = terminal();
  shell.write('tiny.hnas', smallSpec);
});

const broken =
  'space Tiny {\n  input image[1, 8, 8]\n  output logits[10]\n  network {\n    covn3x3(out: 4) >> flatten >> linear(out: 10)\n  }\n}\n';

describe('hnas check', () => {
  it('says that a good file is good', async () => {
    const { exit, out } = await shell.run('check', 'tiny.hnas');
    expect({ exit, out }).toEqual({ exit: 0, out: '1 file: no problems\n' });
  });

  it('shows place, code, source, caret and suggestion', async () => {
    shell.write('broken.hnas', broken);
    const { exit, out } = await shell.run('check', 'broken.hnas', 'tiny.hnas');
    expect(exit).toBe(1);
    expect(out).toContain('broken.hnas:5:5: error[unknown-name]: ');
    expect(out).toContain('did you mean "conv3x3"?');
    expect(out).toContain('    5 |     covn3x3(out: 4) >> flatten >> linear(out: 10)\n      |     ^^^^^^^\n');
    expect(out).toMatch(/2 files: \d+ errors?, \d+ warnings?\n$/);
  });

  it('colours what is printed by where it goes: findings on standard output, what cannot be read on standard error', async () => {
    shell.write('broken.hnas', broken);
    const found = await shell.runWith({ errColor: true }, 'check', 'broken.hnas');
    expect(found.out).toContain('error[unknown-name]');
    expect(found.out).not.toContain('\x1b');
    expect((await shell.runWith({ outColor: true }, 'check', 'broken.hnas')).out).toContain(
      '\x1b[31merror[unknown-name]',
    );
    const lost = await shell.runWith({ outColor: true }, 'check', 'nowhere.hnas', 'broken.hnas');
    expect(lost.err).toContain('error[unknown-name]');
    expect(lost.err).not.toContain('\x1b');
  });

  it('gives the same as JSON', async () => {
    shell.write('broken.hnas', broken);
    const { exit, json } = await shell.run('check', '--json', 'broken.hnas');
    expect(exit).toBe(1);
    expect(json()).toMatchObject({
      files: [
        {
          file: 'broken.hnas',
          diagnostics: [{ line: 5, column: 5, endLine: 5, endColumn: 12, severity: 'error', code: 'unknown-name' }],
        },
      ],
      errors: 1,
    });
  });

  it('reports an unreadable file and still checks the others', async () => {
    shell.write('broken.hnas', broken);
    const { exit, err } = await shell.run('check', 'nowhere.hnas', 'broken.hnas');
    expect(exit).toBe(2);
    expect(err).toContain('hnas: cannot read nowhere.hnas: the file does not exist\n');
    expect(err).toContain('error[unknown-name]');
  });

  it('takes a folder for the specs in it, and tells once what is wrong in a file that others import', async () => {
    shell.write('specs/b/broken.hnas', broken);
    shell.write('specs/a.hnas', 'import "b/broken.hnas"\n');
    shell.write('specs/.hidden/no.hnas', broken);
    shell.write('specs/node_modules/no.hnas', broken);
    const { exit, out } = await shell.run('check', 'specs');
    expect(exit).toBe(1);
    expect(out.match(/error\[unknown-name\]/g)).toHaveLength(1);
    expect(out).toContain(`${join('specs', 'b', 'broken.hnas')}:5:5: `);
    expect(out).toMatch(/\n2 files: /);
  });

  it('refuses a folder without specs', async () => {
    shell.write('empty/notes.txt', '');
    const { exit, err } = await shell.run('check', 'empty');
    expect({ exit, err }).toEqual({ exit: 2, err: 'hnas: there is no .hnas file in empty\n' });
  });
});

describe('hnas format', () => {
  it('rewrites files, and finds nothing to do the second time', async () => {
    shell.write('loose.hnas', smallSpec.replaceAll('  param', '     param'));
    expect((await shell.run('format', '--check', 'loose.hnas')).exit).toBe(1);
    const first = await shell.run('format', 'loose.hnas', 'tiny.hnas');
    expect({ exit: first.exit, out: first.out }).toEqual({
      exit: 0,
      out: 'loose.hnas: reformatted\n1 of 2 files reformatted\n',
    });
    expect((await shell.run('format', '--check', 'loose.hnas')).exit).toBe(0);
  });

  it('touches nothing where a file has syntax errors', async () => {
    shell.write('loose.hnas', 'space   A {}\n');
    shell.write('broken.hnas', 'space {');
    const { exit, err } = await shell.run('format', 'loose.hnas', 'broken.hnas');
    expect(exit).toBe(1);
    expect(err).toContain('broken.hnas:1:');
    expect(readFileSync(join(shell.folder, 'loose.hnas'), 'utf8')).toBe('space   A {}\n');
  });

  it('formats standard input', async () => {
    const readStdin = () => Promise.resolve(new TextEncoder().encode('param   a = 1\n'));
    expect((await shell.runWith({ readStdin }, 'format', '-')).out).toBe('param a = 1\n');
  });
});

describe('hnas space, sample, cost', () => {
  it('counts a space exactly', async () => {
    const { exit, json } = await shell.run('space', 'tiny.hnas#Tiny', '--json');
    expect(exit).toBe(0);
    // 4 widths, 2 kernels, and 2 + 4 + 8 ways of one to three blocks.
    expect(json()).toMatchObject({ name: 'Tiny', rawSize: '112', size: { value: '112', method: 'exact' } });
    expect((await shell.run('space', 'tiny.hnas')).out).toContain('architectures     112 (exact)');
  });

  it('draws the same architectures for the same seed, and their costs agree', async () => {
    const first = await shell.run('sample', 'tiny.hnas', '--n', '3', '--seed', '7', '--json');
    expect((await shell.run('sample', 'tiny.hnas', '--n', '3', '--seed', '7', '--json')).out).toBe(first.out);
    const { architectures } = first.json() as {
      architectures: { text: string; hash: string; params: number; macs: number }[];
    };
    expect(architectures).toHaveLength(3);
    for (const { text, hash, params, macs } of architectures) {
      const cost = await shell.run('cost', 'tiny.hnas#Tiny', '--arch', text, '--json');
      expect(cost.json()).toMatchObject({ architecture: text, hash, metrics: { params, macs } });
    }
  });

  it('knows the costs of a named architecture', async () => {
    shell.write(
      'named.hnas',
      `${smallSpec}\narch small of Tiny = { width: 2, depth: 1, k: 1, network.repeat[0].wide: 1 }\n`,
    );
    const { exit, out, err } = await shell.run('cost', 'named.hnas', '--arch', 'small');
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    // Convolutions 2 + 4, normalisations 2 * 4, classifier 2 * 10 + 10.
    expect(out).toContain('params         44\n');
  });

  it.each([
    ['tiny.hnas#Tinny', 'hnas: tiny.hnas has no space "Tinny"; did you mean "Tiny"?\n'],
    ['tiny.hnas#', 'hnas: "tiny.hnas#" is not FILE#NAME\n'],
    ['nowhere.hnas', 'hnas: cannot read nowhere.hnas: the file does not exist\n'],
    ['.', 'hnas: cannot read .: it is a folder\n'],
  ])('refuses %s', async (target, message) => {
    const { exit, err, out } = await shell.run('space', target);
    expect({ exit, err, out }).toEqual({ exit: 2, err: message, out: '' });
  });

  it('refuses an architecture outside its space, with the legal values', async () => {
    const { exit, err } = await shell.run(
      'cost',
      'tiny.hnas',
      '--arch',
      '{ width: 5, depth: 1, k: 1, network.repeat[0].wide: 1 }',
    );
    expect(exit).toBe(1);
    expect(err).toContain('error[arch-outside-space]: width cannot be 5; it can be 2, 3, 4, 6');
  });

  it('asks which space where a file has two', async () => {
    shell.write(
      'two.hnas',
      `${smallSpec}\n${smallSpec.slice(0, smallSpec.indexOf('dataset')).replace('Tiny', 'Other')}`,
    );
    const { exit, err } = await shell.run('space', 'two.hnas');
    expect({ exit, err }).toEqual({
      exit: 2,
      err: 'hnas: two.hnas has 2 spaces: write two.hnas#NAME with one of Tiny, Other\n',
    });
  });
});

describe('usage', () => {
  it.each([
    [[], 2],
    [['--help'], 0],
    [['--version'], 0],
    [['sample', '--help'], 0],
    [['frobnicate'], 2],
    [['space'], 2],
    [['sample', 'tiny.hnas', '--n', '0'], 2],
    [['sample', 'tiny.hnas', '--n', 'many'], 2],
    [['sample', 'tiny.hnas', '--frob'], 2],
    [['front', 'last'], 2],
    [['runs', '--store', 'none.db'], 2],
    [['runs', '--store', 'tiny.hnas'], 2],
  ])('%j exits with %d and no stack trace', async (args, code) => {
    const { exit, out, err } = await shell.run(...args);
    expect(exit).toBe(code);
    expect(`${out}${err}`).not.toMatch(/\n\s+at |node:internal/);
    expect(`${out}${err}`).not.toBe('');
  });

  it.each([[['frobnicate']], [['space', 'nowhere.hnas']], [['sample', 'tiny.hnas', '--n', '0']], [['front', 'last']]])(
    '%j --json prints the error as JSON and nothing else',
    async (args) => {
      const { out, err, json } = await shell.run(...args, '--json');
      expect(err).toBe('');
      expect(json()).toMatchObject({
        error: { code: expect.any(String) as string, message: expect.any(String) as string },
      });
      expect(Object.keys(json() as object)).toEqual(['error']);
      expect(out.endsWith('}\n')).toBe(true);
    },
  );
});

describe('hostile files', () => {
  const brackets = '['.repeat(7_000_000);
  it.each<[string, string | Uint8Array, 1 | 2]>([
    ['empty', '', 2],
    ['binary', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3]), 2],
    ['not UTF-8', new Uint8Array([0x73, 0xff, 0xfe, 0x41]), 2],
    ['10 MB of brackets', '['.repeat(10_000_000), 2],
    ['7 MB of brackets', brackets, 1],
    ['deep nesting', `param a = ${'('.repeat(5000)}1${')'.repeat(5000)}`, 1],
    ['one long line', `space A { ${'x'.repeat(100_000)} }`, 1],
    ['itself imported', 'import "bad.hnas"\n', 1],
    ['terminal escapes', 'space \u001b[31mA {}', 1],
  ])('%s: one clear error, no trace', async (_, content, code) => {
    shell.write('bad.hnas', content);
    const { exit, out, err } = await shell.run('space', 'bad.hnas');
    expect(exit).toBe(code);
    expect(out).toBe('');
    expect(err).not.toMatch(/\n\s+at |node:internal|internal error/);
    expect(err).not.toContain('\u001b');
    expect(err.length).toBeLessThan(30_000);
    expect(err).toMatch(/^(bad\.hnas:\d+:\d+: error\[|hnas: )/);
  });

  it('counts 10^30 architectures without stepping through them', async () => {
    const params = Array.from({ length: 30 }, (_, i) => `  param p${i} = choice 1..10`).join('\n');
    const uses = Array.from({ length: 30 }, (_, i) => `linear(out: p${i})`).join(' >> ');
    shell.write(
      'huge.hnas',
      `space Huge {\n  input features[4]\n  output logits[10]\n${params}\n  network { ${uses} >> linear(out: 10) }\n}\n`,
    );
    const { json } = await shell.run('space', 'huge.hnas', '--json');
    expect(json()).toMatchObject({ rawSize: String(10n ** 30n) });
  });
});

describe('hnas doctor', () => {
  it('names every device, present or absent, and what it takes to have those that are absent', async () => {
    const ran = await shell.run('doctor', '--json');
    const found = ran.json() as {
      device: string;
      backends: { device: string; available: boolean; used: boolean; takes: string | null }[];
    };
    expect(found).toMatchObject({ versions: { node: process.version }, device: 'auto', ok: true });
    expect(found.backends.map(({ device }) => device)).toEqual(['cpu', 'webgpu', 'cuda', 'web', 'tfjs']);
    expect(found.backends.filter(({ used }) => used).map(({ device }) => device)).toEqual(['cpu']);
    for (const { available, takes } of found.backends) expect(available || takes !== null).toBe(true);
    const { out } = await shell.run('doctor');
    expect(out).toMatch(/ok {2}cpu .*\d threads?.*\(used unless told otherwise\)/);
  });
});

describe('hnas runs --delete', () => {
  it('deletes a run with its charts, and only one that nobody works on', async () => {
    const file = join(shell.folder, '.hnas/runs.db');
    const store = openStore(file);
    const { id } = store.create(sampleSetup);
    shell.write(`.hnas/${id}/front.svg`, '<svg/>');
    const busy = await shell.run('runs', '--delete', id);
    expect([busy.exit, busy.err]).toEqual([2, expect.stringMatching(/being worked on by process \d+@.*stop it first/)]);
    store.finish(id, 'interrupted', 'for the test');
    store.close();
    const gone = await shell.run('runs', '--delete', 'last');
    expect([gone.exit, gone.out]).toEqual([0, `run ${id} is deleted from .hnas/runs.db\n`]);
    expect(existsSync(join(shell.folder, '.hnas', id))).toBe(false);
    expect((await shell.run('runs', '--json')).json()).toMatchObject({ runs: [] });
    expect((await shell.run('runs', '--delete', id)).err).toContain(`there is no run "${id}"`);
    expect((await shell.run('runs', '--delete', id, '--store', 'none.db')).exit).toBe(2);
  });
});

describe('hnas search', () => {
  it('refuses what cannot start, and leaves nothing behind', async () => {
    for (const [from, to, message] of [
      ['predictor Fast = gp {}', 'predictor Fast = gp { trees: 3 }', 'predictor gp has no option "trees"'],
      ['epochs: 1,', 'epoch: 1,', 'epoch'],
      ['initial: 6', 'initial: 1', 'search predictor: initial must be an integer from 2'],
      ['minimize params', 'minimize latency(device: "edge")', 'latency'],
      ['classes: "digits"', 'classes: "runes"', 'classes'],
    ] as const) {
      shell.write('wrong.hnas', smallSpec.replace(from, to));
      const { exit, out, err } = await shell.run('search', 'wrong.hnas');
      expect([1, 2]).toContain(exit);
      expect(out).toBe('');
      expect(err).toContain(message);
      expect(err).not.toMatch(/\n\s+at /);
      expect(existsSync(join(shell.folder, '.hnas'))).toBe(false);
    }
  });
});

describe('hnas fit and hnas predict', () => {
  const table = async (value: (params: number, row: number) => string): Promise<void> => {
    const drawn = await shell.run('sample', 'tiny.hnas', '--n', '60', '--json');
    const { architectures } = drawn.json() as { architectures: { text: string; params: number }[] };
    const texts = new Map(architectures.map(({ text, params }) => [text, params]));
    const rows = [...texts].map(([text, params], row) => `"${text}",${value(params, row)}`);
    shell.write('table.csv', `arch,val\n${rows.join('\n')}\n`);
  };
  const fit = (...more: string[]): ReturnType<Terminal['run']> =>
    shell.run('fit', 'tiny.hnas', '--table', 'table.csv', '--label', 'val', '--out', 'tiny.model', ...more);

  it('learn from a table and rank what they have not seen', async () => {
    await table((params) => `${50 + 5 * Math.log(params)}`);
    const fitted = await fit('--labels', '30', '--predictor', 'gp');
    expect(fitted.err).toBe('');
    expect(fitted.out).toMatch(
      /^gp on Tiny: learnt accuracy of \d+ networks in .*\nrank correlation .*\nwritten to tiny.model\n$/,
    );
    const { exit, json } = await shell.run('predict', 'tiny.hnas', '--model', 'tiny.model', '--sample', '40', '--json');
    const { predictions } = json() as { predictions: { mean: number; low: number; high: number; params: number }[] };
    expect(exit).toBe(0);
    for (const { mean, low, high } of predictions) expect(low <= mean && mean <= high).toBe(true);
    const means = predictions.map(({ mean }) => mean);
    expect(means).toEqual([...means].sort((a, b) => b - a));
    const best = predictions.slice(0, 5).map(({ params }) => params);
    const worst = predictions.slice(-5).map(({ params }) => params);
    expect(Math.min(...best)).toBeGreaterThan(Math.max(...worst));
    const top = await shell.run('predict', 'tiny.hnas', '--model', 'tiny.model', '--sample', '40', '--top', '2');
    expect(top.out.trimEnd().split('\n')).toHaveLength(3);
  });

  it('end with 130 and a sentence where the user interrupts, and write nothing', async () => {
    await table((params) => `${50 + 5 * Math.log(params)}`);
    const signal = AbortSignal.abort(new Error('interrupted'));
    const args = ['fit', 'tiny.hnas', '--table', 'table.csv', '--label', 'val', '--out', 'tiny.model'];
    const { exit, err } = await shell.runWith({ signal }, ...args);
    expect({ exit, err }).toEqual({ exit: 130, err: 'hnas: interrupted; nothing was written\n' });
    expect(existsSync(join(shell.folder, 'tiny.model'))).toBe(false);
  });

  it('take a predictor of the file by its name', async () => {
    shell.write('tiny.hnas', `${smallSpec}\npredictor Quick = gp {}\npredictor Odd = gp { magic: 1 }\n`);
    await table((params) => `${50 + 5 * Math.log(params)}`);
    expect((await fit('--predictor', 'Quick')).out).toMatch(/^gp on Tiny: /);
    expect((await fit('--predictor', 'Odd')).err).toContain('predictor gp has no option "magic"');
    expect((await fit('--predictor', 'Quik')).err).toContain('there is no predictor "Quik"; there are gp, ');
  });

  it('say what contradicts, and learn the mean', async () => {
    await table((params, row) => `${60 + (row % 7) + Math.log(params)}`);
    const fitted = await fit('--predictor', 'gp');
    expect(fitted.exit).toBe(0);
    for (const line of fitted.err
      .trimEnd()
      .split('\n')
      .filter((each) => each !== ''))
      expect(line).toMatch(/^hnas: (one network has|\d+ more networks have)/);
  });

  it.each([
    [
      'constant labels',
      () => '90',
      /all \d+ labels are 90: there is no order to learn; nothing was learnt, and costs are all/,
    ],
    [
      'no numbers',
      (_: number, row: number) => (row === 3 ? 'NaN' : String(row)),
      /table.csv line 5: val is "NaN", expected a finite number/,
    ],
    [
      'no percent',
      (_: number, row: number) => String(row === 3 ? 170 : row),
      /table.csv line 5: accuracy is 170, expected percent, 0..100/,
    ],
  ])('refuse %s', async (_name, value, message) => {
    await table(value);
    const { exit, err } = await fit();
    expect(exit).toBe(2);
    expect(err).toMatch(message);
    expect(existsSync(join(shell.folder, 'tiny.model'))).toBe(false);
  });

  it('refuse too few labels, and a row that is no architecture of the space', async () => {
    await table((params) => String(params % 90));
    expect((await fit('--labels', '3')).err).toMatch(
      /a predictor needs at least 5 measured architectures, there are [123];/,
    );
    shell.write('table.csv', 'arch,val\n"{ width: 99 }",4\n');
    expect((await fit()).err).toMatch(/^hnas: .*table.csv line 2: /);
  });

  it('refuse a model of another space, and a question without architectures', async () => {
    await table((params) => `${50 + Math.log(params)}`);
    await fit('--predictor', 'gp');
    shell.write('tiny.hnas', smallSpec.replace('[2, 3, 4, 6]', '[2, 3, 4, 8]'));
    const other = await shell.run('predict', 'tiny.hnas', '--model', 'tiny.model', '--sample', '3');
    expect(other.exit).toBe(2);
    expect(other.err).toMatch(
      /tiny.model was fitted to an earlier text of space Tiny \(\w{8}\), which has become Tiny \(\w{8}\): fit it again/,
    );
    expect((await shell.run('predict', 'tiny.hnas', '--model', 'tiny.model')).err).toContain(
      '--arch TEXT or --sample N',
    );
    expect((await shell.run('predict', 'tiny.hnas', '--model', 'nowhere', '--sample', '1')).err).toContain(
      'no such file',
    );
  });
});
