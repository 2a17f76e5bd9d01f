import { describe, expect, it } from 'vitest';
import { report, type Facts } from '../../../../client/commands/doctor/report.ts';

const machineWords = { name: 'onnx', device: 'cpu', detail: 'onnxruntime-node 1.30.0' };
const gpuWords = { name: 'onnx', device: 'webgpu', detail: 'There is no GPU.' };

const well: Facts = {
  extension: '0.1.0',
  editor: 'Visual Studio Code 1.101.0',
  workspace: { trusted: true, folders: 1 },
  serverRuns: true,
  status: {
    state: 'running',
    why: undefined,
    engine: '0.1.0, Node v24.0.0, process 7',
    models: ['Demo: gp on 12 labels'],
    doing: undefined,
    backends: [],
  } as unknown as Facts['status'],
  machine: {
    engine: '0.1.0',
    node: 'v24.0.0',
    platform: 'linux-x64',
    backends: [
      { ...machineWords, available: true, used: true, takes: undefined },
      { ...gpuWords, available: false, used: false, takes: 'A GPU with its driver.' },
    ],
  },
  settings: [],
};

describe('the report of Doctor', () => {
  it('tells what there is, and why what is missing is missing', () => {
    const text = report(well);
    expect(text).toContain('Everything that was looked at is well.');
    expect(text).toContain(
      '- ✓ **cpu**: onnxruntime-node 1.30.0\n- ✗ **webgpu**: There is no GPU. It takes: A GPU with its driver.',
    );
    expect(text).toContain('- engine 0.1.0, Node v24.0.0, linux-x64');
    expect(text).toContain('- model Demo: gp on 12 labels');
    expect(report({ ...well, settings: [['hypernas.inlayHints', '"off"']] })).toContain(
      '- `hypernas.inlayHints`: `"off"`',
    );
  });

  const refused = { error: 'The engine is not running: it ended six times in a row.' };
  const cases: [string, Facts, RegExp][] = [
    [
      'no language server',
      { ...well, serverRuns: false, status: undefined, machine: refused },
      /language server is not running.*Restart Language Server/,
    ],
    [
      'no trust',
      { ...well, workspace: { trusted: false, folders: 0 }, machine: refused },
      /not trusted.*Manage Workspace Trust/,
    ],
    [
      'a browser',
      { ...well, status: { ...well.status, state: 'absent' } as Facts['status'], machine: refused },
      /no engine in a browser/,
    ],
    ['a dead engine', { ...well, machine: refused }, /ended six times in a row\. `HyperNAS: Restart Engine`/],
    [
      'no backend',
      { ...well, machine: { ...(well.machine as object), backends: [] } as never },
      /No backend can be used/,
    ],
    [
      'a device that is not there',
      {
        ...well,
        machine: {
          ...(well.machine as object),
          backends: [{ ...machineWords, available: true, used: false }],
        } as never,
      },
      /hypernas\.engine\.device. names cannot be used.*auto/,
    ],
  ];
  it.each(cases)('has a way back for %s', (_, facts, words) => {
    expect(report(facts)).toMatch(words);
    expect(report(facts)).not.toContain('Everything that was looked at is well.');
  });
});
