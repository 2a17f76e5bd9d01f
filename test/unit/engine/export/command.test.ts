/** `hnas export`: what it writes where, and what it says when it cannot. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { beforeEach, describe, expect, test } from 'vitest';
import { smallSpec, terminal, type Terminal } from '../cli/terminal.ts';

const arch = '{ width: 2, depth: 1, k: 1, network.repeat[0].wide: 1 }';

let shell: Terminal;
beforeEach(() => {
  shell = terminal();
  shell.write('tiny.hnas', `${smallSpec}\narch narrow of Tiny = ${arch}\n`);
});

const read = (file: string): Buffer => readFileSync(join(shell.folder, file));

describe('hnas export', () => {
  test('prints text where no file is named, called after the arch item', async () => {
    const { exit, out, err } = await shell.run('export', 'tiny.hnas', '--arch', 'narrow', '--format', 'pytorch');
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toContain('"""narrow: an architecture of the space Tiny.');
    expect(out).toContain('class Narrow(nn.Module):');
  });

  test('writes the same to a file', async () => {
    const printed = await shell.run('export', 'tiny.hnas', '--arch', arch, '--format', 'json');
    const ran = await shell.run('export', 'tiny.hnas', '--arch', arch, '--format', 'json', '--out', 'new/tiny.json');
    expect({ exit: ran.exit, err: ran.err }).toEqual({ exit: 0, err: '' });
    expect(read('new/tiny.json').toString()).toBe(printed.out);
    expect(ran.out).toBe(`written to new/tiny.json: JSON, ${printed.out.length} bytes\n`);
  });

  test('writes an ONNX file whose weights the seed decides', async () => {
    const to = (file: string, seed: string): Promise<unknown> =>
      shell.run('export', 'tiny.hnas', '--arch', arch, '--format', 'onnx', '--out', file, '--seed', seed);
    await to('a.onnx', '3');
    await to('b.onnx', '3');
    await to('c.onnx', '4');
    expect(read('b.onnx').equals(read('a.onnx'))).toBe(true);
    expect(read('c.onnx').equals(read('a.onnx'))).toBe(false);
    const session = await ort.InferenceSession.create(join(shell.folder, 'a.onnx'));
    const pixels = new ort.Tensor('float32', new Float32Array(5 * 64), [5, 1, 8, 8]);
    expect((await session.run({ pixels }))['logits']?.dims).toEqual([5, 10]);
    await session.release();
  });

  test('takes the architecture of an evaluation, and says that its weights are not kept', async () => {
    shell.write('tiny.hnas', smallSpec.replace('validations: 1,', 'validations: 1, keep: none,'));
    await shell.run('search', 'tiny.hnas');
    const found = (
      await shell.run('export', 'tiny.hnas', '--run', 'last', '--evaluation', '2', '--format', 'json')
    ).json();
    const { architecture } = found as { architecture: string };
    const args = [
      'export',
      'tiny.hnas',
      '--run',
      'quick-1',
      '--evaluation',
      '2',
      '--format',
      'onnx',
      '--out',
      'x.onnx',
    ];
    const { exit, err, json } = await shell.run(...args, '--json');
    expect(exit).toBe(0);
    const note =
      'no weights of evaluation 2 of run quick-1 are kept: a run keeps those of its front, unless the option keep of its evaluator says otherwise; the file has the first weights of seed 0';
    expect(err).toBe(`hnas: ${note}\n`);
    expect(json()).toMatchObject({
      architecture,
      note,
      weights: 'first',
      seed: 0,
      content: null,
      file: 'x.onnx',
      bytes: read('x.onnx').length,
    });
    const beyond = await shell.run('export', 'tiny.hnas', '--run', 'last', '--evaluation', '99', '--format', 'dot');
    expect([beyond.exit, beyond.err]).toEqual([2, 'hnas: run quick-1 has no evaluation 99; it has 1 to 10\n']);
    shell.write('tiny.hnas', smallSpec.replace('choice 1..3', 'choice 7..9'));
    const changed = await shell.run('export', 'tiny.hnas', '--run', 'last', '--evaluation', '2', '--format', 'dot');
    expect([changed.exit, changed.err]).toEqual([
      1,
      'hnas: evaluation 2 of run quick-1 is no architecture of Tiny: the space has changed since\n',
    ]);
  });
});

describe('hnas export refuses', () => {
  const refusals: readonly (readonly [string, readonly string[], number, string])[] = [
    [
      'an unknown format',
      ['--arch', arch, '--format', 'pytroch'],
      2,
      'there is no export format "pytroch"; did you mean "pytorch"?',
    ],
    ['no format', ['--arch', arch], 2, "required option '--format <name>' not specified"],
    [
      'binary on the terminal',
      ['--arch', arch, '--format', 'onnx'],
      2,
      'an ONNX model is binary: name the file to write with --out, such as --out network.onnx',
    ],
    ['no architecture', ['--format', 'dot'], 2, 'name the architecture with --arch, or with --run and --evaluation'],
    [
      'two architectures',
      ['--format', 'dot', '--arch', arch, '--run', 'last', '--evaluation', '1'],
      2,
      'name the architecture with --arch, or with --run and --evaluation',
    ],
    [
      'a run without position',
      ['--format', 'dot', '--run', 'last'],
      2,
      '--run needs --evaluation: which one of the run, as "hnas front" counts them',
    ],
    ['a partial architecture', ['--format', 'dot', '--arch', '{ width: 2 }'], 1, 'this is not an architecture of Tiny'],
    [
      'an architecture outside its space',
      ['--format', 'dot', '--arch', arch.replace('width: 2', 'width: 5')],
      1,
      'this is not an architecture of Tiny',
    ],
    ['an unknown arch item', ['--format', 'dot', '--arch', 'wide'], 2, 'there is no architecture "wide" of Tiny'],
    [
      'a run where there is no store',
      ['--format', 'dot', '--run', 'last', '--evaluation', '1', '--store', 'no.db'],
      2,
      'there is no store',
    ],
  ];

  test.each(refusals)('%s', async (_, args, code, message) => {
    const { exit, out, err } = await shell.run('export', 'tiny.hnas', ...args);
    expect({ exit, out }).toEqual({ exit: code, out: '' });
    expect(err).toContain(`hnas: ${message}`);
  });

  test('a file that cannot be written, and leaves none behind', async () => {
    shell.write('plain', '');
    const { exit, err } = await shell.run(
      'export',
      'tiny.hnas',
      '--arch',
      arch,
      '--format',
      'dot',
      '--out',
      'plain/x.dot',
    );
    expect(exit).toBe(2);
    expect(err).toMatch(/^hnas: cannot write .*x\.dot: /);
    expect(existsSync(join(shell.folder, 'plain/x.dot'))).toBe(false);
  });
});
