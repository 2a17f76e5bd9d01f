import { describe, expect, it } from 'vitest';
import { report, type Facts } from '../../../../client/commands/doctor/report.ts';

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
      { name: 'onnx', available: true, detail: 'onnxruntime-node 1.30.0' },
      { name: 'tfjs', available: false, detail: '@tensorflow/tfjs-node-gpu is not installed.' },
      { name: 'tfjs', available: false, detail: '@tensorflow/tfjs-node-gpu is not installed.' },
    ],
  },
  settings: [],
};

describe('the report of Doctor', () => {
  it('tells what there is, and why what is missing is missing', () => {
    const text = report(well);
    expect(text).toContain('Everything that was looked at is well.');
    expect(text).toContain(
      '- ✓ **onnx**: onnxruntime-node 1.30.0\n- ✗ **tfjs**: @tensorflow/tfjs-node-gpu is not installed.',
    );
    expect(text.match(/tfjs-node-gpu/g)).toHaveLength(1);
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
  ];
  it.each(cases)('has a way back for %s', (_, facts, words) => {
    expect(report(facts)).toMatch(words);
    expect(report(facts)).not.toContain('Everything that was looked at is well.');
  });
});
