/**
 * The unpacked package in an empty folder outside of the repository, with no native module in reach: the command line and the engine do everything,
 * and find faster backends where the user says.
 */
import { execFile, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programOf } from '../../../dsl/semantics/program.ts';
import { lowerSpace } from '../../../dsl/space/lower.ts';
import { PROTOCOL, type ModelState } from '../../../engine/protocol/messages.ts';
import { engineOver } from '../../../engine/protocol/peer.ts';
import { makePackage, root, unpack } from './packed.ts';

let extension = '';
let folder = '';
beforeAll(() => {
  extension = unpack(makePackage());
  folder = mkdtempSync(join(tmpdir(), 'hnas-elsewhere-'));
});
afterAll(() => {
  for (const each of [extension, folder]) rmSync(each, { recursive: true, force: true });
});

const run = promisify(execFile);

/** The environment without what npm and this machine may have set. */
const { HNAS_BACKENDS: _backends, NODE_PATH: _path, ...environment } = process.env;

async function hnas(env: Readonly<Record<string, string>>, ...args: string[]): Promise<string> {
  const options = { cwd: folder, env: { ...environment, ...env } };
  return (await run(process.execPath, [join(extension, 'dist/hnas.mjs'), ...args], options)).stdout;
}

interface Doctor {
  readonly versions: { readonly hnas: string };
  readonly backends: readonly { readonly name: string; readonly available: boolean; readonly detail: string }[];
}

const doctor = async (env: Readonly<Record<string, string>> = {}): Promise<Doctor> =>
  JSON.parse(await hnas(env, 'doctor', '--json')) as Doctor;

describe('the command line of the package', () => {
  it('says that it uses WebAssembly, and why', async () => {
    const { versions, backends } = await doctor();
    expect(versions.hnas).toMatch(/^\d+\.\d+\.\d+/);
    expect(backends.filter(({ available }) => available).map(({ name }) => name)).toEqual(['web']);
    expect(backends[0]?.detail).toBe(
      'onnxruntime-node is not installed beside the engine, nor in a folder of yours (HNAS_BACKENDS).',
    );
  });

  it('finds the native runtime in the folder that HNAS_BACKENDS names, and says where', async () => {
    const backends = join(folder, 'backends');
    mkdirSync(backends);
    symlinkSync(join(root, 'node_modules'), join(backends, 'node_modules'), 'junction');
    const found = (await doctor({ HNAS_BACKENDS: backends })).backends[0];
    expect(found).toMatchObject({ name: 'onnx', available: true });
    expect(found?.detail).toContain(`Found in ${join(backends, 'node_modules', 'onnxruntime-node')}.`);
    const relative = (await doctor({ HNAS_BACKENDS: 'backends' })).backends[0];
    expect(relative?.detail).toContain('HNAS_BACKENDS must be an absolute path, it is "backends".');
  });

  it('does not look in the folder that it is run in', async () => {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
    expect((await doctor()).backends[0]).toMatchObject({ name: 'onnx', available: false });
    rmSync(join(folder, 'node_modules'));
  });

  it.each(['hnas.mjs', 'engine.mjs'])('says in a sentence that a Node cannot run it: %s', async (entry) => {
    // Without SQLite, as the Nodes before 22.13 are.
    const failed: unknown = await run(process.execPath, [
      '--no-experimental-sqlite',
      join(extension, 'dist', entry),
    ]).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failed).toMatchObject({ code: 2, stdout: '' });
    expect(failed).toMatchObject({
      stderr: expect.stringMatching(
        /^The engine cannot run on Node .* it needs Node 22\.13 or newer, .*nodePath.*\.\n$/,
      ),
    });
  });

  it('trains, predicts and searches: the demo, made short', async () => {
    const demo = readFileSync(join(extension, 'examples/demo.hnas'), 'utf8');
    const short = demo
      .replace(/epochs: \d+/, 'epochs: 1')
      .replace(/train: \d+/, 'train: 1000')
      .replace(/val: \d+/, 'val: 300')
      .replace(/initial: \d+/, 'initial: 4')
      .replace(/evaluations: \d+/, 'evaluations: 6')
      .replace(/require accuracy >= \d+%/, '');
    writeFileSync(join(folder, 'demo.hnas'), short);
    const out = JSON.parse(await hnas({}, 'search', 'demo.hnas', '--json')) as {
      readonly backend: string;
      readonly front: readonly { readonly metrics: { readonly accuracy: number } }[];
      readonly evaluations: number;
    };
    expect(out.backend).toMatch(/^web \(onnxruntime-web .*; onnxruntime-node is not installed beside the engine/);
    expect(out.evaluations).toBe(6);
    expect(out.front.length).toBeGreaterThan(0);
    for (const { metrics } of out.front) expect(metrics.accuracy).toBeGreaterThan(0);
  });
});

const SPACE = `
space Net {
  input image[3, 8, 8]
  output logits[10]
  network {
    conv3x3(out: choice [4, 8, 16]) >> relu
    >> conv3x3(out: choice [8, 16, 32]) >> relu
    repeat choice 1..4 { conv3x3(out: choice [8, 16]) >> relu }
    global_avgpool >> linear(out: 10)
  }
}
`;

describe('the engine of the package', () => {
  it('fits the better predictor, whose networks are tensor programs, in its thread, and ends when it is told', async () => {
    const { value: space } = lowerSpace(programOf(SPACE), 'Net');
    const texts = [...(space?.enumerate() ?? [])].filter((_, i) => i % 5 === 0).map((each) => space?.text(each) ?? '');
    const width = (text: string): number =>
      [...text.matchAll(/out: (\d+)/g)].reduce((sum, [, out]) => sum + Number(out), 0);
    const rows = texts.slice(0, 40).map((text) => `"${text}",${(20 + 10 * Math.log2(width(text))).toFixed(3)}`);
    writeFileSync(join(folder, 'table.csv'), ['arch,acc', ...rows, ''].join('\n'));
    const entry = join(folder, 'net.hnas');
    const spec = `${SPACE}
evaluator Table = table { path: "table.csv", metric: acc }
experiment Wide { space: Net evaluator: Table maximize accuracy }`;

    const child = fork(join(extension, 'dist/engine.mjs'), { cwd: folder, env: environment, execArgv: [] });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const problems: string[] = [];
    const peer = engineOver(
      createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child)),
      (problem) => problems.push(problem),
    );
    const better = new Promise<ModelState>((resolve) =>
      peer.on('modelChanged', ({ state }) => {
        if (state.basis?.refinement === 'done' || state.basis?.refinement === 'failed') resolve(state);
      }),
    );
    await peer.request('initialize', { protocol: PROTOCOL });
    const source = { entry, files: new Map([[entry, spec]]), experiment: 'Wide' };
    await peer.request('openModel', { model: 'm', source });
    expect((await better).basis).toMatchObject({ predictor: 'ensemble', samples: 40, refinement: 'done' });
    const asked = texts.slice(40, 44);
    const { estimates } = await peer.request('predict', { model: 'm', architectures: asked });
    expect(estimates).toHaveLength(4);
    for (const { text, estimate } of estimates)
      expect(Math.abs(estimate.mean - (20 + 10 * Math.log2(width(text))))).toBeLessThan(5);
    expect(problems).toEqual([]);
    peer.instruct('exit', null);
    expect(await ended).toBe(0);
  });
});
