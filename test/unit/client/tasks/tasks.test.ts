/** Tasks call the command line as it is, and their problem matcher reads what it prints. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { argumentsOf, experimentsIn, taskOf } from '../../../../client/tasks/definition.ts';
import { activateTasks } from '../../../../client/tasks/provider.ts';
import { terminal } from '../../engine/cli/terminal.ts';
import { editor, Uri, workspace, type Task } from '../../../support/editor.ts';

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../package.json'), 'utf8')) as {
  readonly contributes: {
    readonly problemPatterns: readonly [Readonly<Record<string, string | number>>];
    readonly taskDefinitions: readonly [
      { readonly type: string; readonly properties: { readonly command: { readonly enum: readonly string[] } } },
    ];
  };
};

describe('the problem matcher', () => {
  const [pattern] = manifest.contributes.problemPatterns;
  const matches = (text: string) =>
    text.split('\n').flatMap((line) => {
      const found = new RegExp(String(pattern['regexp'])).exec(line);
      const part = (name: string): string => found?.[Number(pattern[name])] ?? '';
      return found === null ? [] : [['file', 'line', 'column', 'severity', 'code', 'message'].map(part)];
    });

  it('finds every problem that hnas check prints, and nothing else', async () => {
    const shell = terminal();
    shell.write(
      'specs/broken.hnas',
      'space Tiny {\n  input image[1, 8, 8]\n  output logits[10]\n  param k = choice [3]\n  network {\n    covn3x3(out: 4) >> flatten >> linear(out: 10)\n  }\n}\n',
    );
    const { out } = await shell.run('check', 'specs');
    const { files } = (await shell.run('check', '--json', 'specs')).json() as {
      files: {
        diagnostics: { file: string; line: number; column: number; severity: string; code: string; message: string }[];
      }[];
    };
    const all = files.flatMap(({ diagnostics }) => diagnostics);
    expect(new Set(all.map(({ severity }) => severity)).size).toBeGreaterThan(1);
    expect(matches(out)).toEqual(
      all.map(({ file, line, column, severity, code, message }) => [
        file,
        `${line}`,
        `${column}`,
        severity,
        code,
        message,
      ]),
    );
  });

  it('knows the severities by the words that the editor knows, and paths of all systems', () => {
    expect(matches('C:\\specs\\a b.hnas:12:3: information[space-of-one]: one: 1:2: x')).toEqual([
      ['C:\\specs\\a b.hnas', '12', '3', 'info', 'space-of-one', 'one: 1:2: x'],
    ]);
    expect(matches('      note: declared here (a.hnas:3:1)')).toEqual([]);
  });
});

describe('a task', () => {
  it.each([
    [{ command: 'check' }, ['check', '.']],
    [{ command: 'check', file: 'a.hnas' }, ['check', 'a.hnas']],
    [{ command: 'search', file: 'a.hnas', experiment: 'Demo' }, ['search', 'a.hnas#Demo']],
    [{ command: 'search', file: 'a.hnas' }, ['search', 'a.hnas']],
  ])('%j calls hnas %j', (definition, args) => {
    const task = taskOf(definition);
    expect(task && argumentsOf(task)).toEqual(args);
  });

  it.each([
    {},
    { command: 'delete' },
    { command: 'search' },
    { command: 'check', file: 3 },
    { command: 'search', file: '' },
  ])('%j is none', (definition) => expect(taskOf(definition)).toBeUndefined());

  it('is of the type and the commands of the manifest', () => {
    const [{ type, properties }] = manifest.contributes.taskDefinitions;
    expect(type).toBe('hnas');
    expect(properties.command.enum.filter((command) => taskOf({ command, file: 'a.hnas' }) === undefined)).toEqual([]);
  });

  it('knows the experiments of a text', () => {
    expect(experimentsIn('experiment A {\n}\n// experiment B {\nexperiment C_1 {\n  experiment D\n')).toEqual([
      'A',
      'C_1',
    ]);
  });
});

describe('the provider of tasks', () => {
  beforeEach(() => editor.reset());
  const folder = mkdtempSync(join(tmpdir(), 'hnas-tasks-'));
  const provider = () => {
    activateTasks({ extensionUri: Uri.file('/extension') as never });
    return editor.providers.get('hnas')!;
  };

  it('offers checks of all files and of each, and a search of each experiment', async () => {
    editor.folders.push(folder);
    writeFileSync(join(folder, 'b.hnas'), 'experiment Demo {\n}\n');
    editor.files.set(join(folder, 'b.hnas'), 'experiment Demo {\n}\n').set(join(folder, 'a.hnas'), 'space A {\n}\n');
    const tasks = (await provider().provideTasks()) as Task[];
    expect(tasks.map(({ name }) => name)).toEqual([
      'check all files',
      'check a.hnas',
      'check b.hnas',
      'search Demo of b.hnas',
    ]);
    const search = tasks.at(-1);
    expect(search?.definition).toEqual({ type: 'hnas', command: 'search', file: 'b.hnas', experiment: 'Demo' });
    // Given, so that the editor does not ask for one, and empty, so that nothing is reported twice.
    expect(search?.problemMatchers).toEqual([]);
    expect(search?.execution).toMatchObject({
      process: process.execPath,
      args: ['--disable-warning=ExperimentalWarning', '/extension/dist/hnas.mjs', 'search', 'b.hnas#Demo'],
      options: { cwd: folder, env: { ELECTRON_RUN_AS_NODE: '1' } },
    });
  });

  it('offers the check of a file that cannot be read, and all of the others', async () => {
    editor.folders.push(folder);
    editor.files.set(join(folder, 'a.hnas'), 'experiment A {\n}\n').set(join(folder, 'b.hnas'), 'experiment B {\n}\n');
    const reading = vi.spyOn(workspace.fs, 'readFile').mockRejectedValueOnce(new Error('gone'));
    const tasks = (await provider().provideTasks()) as Task[];
    reading.mockRestore();
    expect(tasks.map(({ name }) => name)).toEqual([
      'check all files',
      'check a.hnas',
      'check b.hnas',
      'search B of b.hnas',
    ]);
  });

  it('offers none where there is no spec', async () => {
    editor.folders.push(folder);
    expect(await provider().provideTasks()).toEqual([]);
  });

  it('completes a task of a tasks.json, keeps its definition, and runs it by the Node of the settings', () => {
    editor.folders.push(folder);
    editor.settings.set('hypernas.engine.nodePath', '/opt/node');
    const definition = { type: 'hnas', command: 'check', file: 'x.hnas', group: 'mine' };
    const task = provider().resolveTask({ definition }) as Task;
    expect(task.definition).toBe(definition);
    editor.settings.set('hypernas.engine.device', 'webgpu');
    expect(provider().resolveTask({ definition })).toMatchObject({
      execution: { options: { env: { HNAS_DEVICE: 'webgpu' } } },
    });
    expect(task.execution).toMatchObject({
      process: '/opt/node',
      args: expect.arrayContaining(['check', 'x.hnas']) as unknown,
    });
    expect(provider().resolveTask({ definition: { type: 'hnas', command: 'no' } })).toBeUndefined();
  });
});
