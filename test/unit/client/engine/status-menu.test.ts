import { beforeEach, expect, it } from 'vitest';
import { menuItems, showStatusMenu, type MenuFacts } from '../../../../client/engine/status-menu.ts';
import type { EngineStatus } from '../../../../engine/protocol/status.ts';
import { editor } from '../../../support/editor.ts';

const status: EngineStatus = {
  ...{ state: 'running', why: undefined, engine: '0.1.0, Node v24, process 7', models: [], learnt: [] },
  ...{ doing: undefined, backend: 'onnx', backends: [] },
};
const facts: MenuFacts = { serverRuns: true, status, trusted: true, device: 'auto', extension: 'a.b' };
const labels = (given: Partial<MenuFacts>): string[] =>
  menuItems({ ...facts, ...given }).map(({ label }) => label.replace(/^\$\([\w-]+\) /, ''));

beforeEach(() => editor.reset());

it('offers what can be done about server and engine', () => {
  expect(labels({})).toEqual([
    'Show Engine Status',
    'Restart Engine',
    'Choose Device',
    'Restart Language Server',
    'Doctor',
    'Show Logs',
    'Settings',
    'Open Documentation',
    "What's New",
  ]);
  expect(menuItems(facts)[0]?.description).toBe('Engine: ready · computes with onnx');
});

it.each<[string, Partial<MenuFacts>]>([
  ['a browser has no engine', { status: { ...status, state: 'absent' } }],
  ['the workspace is not trusted', { trusted: false }],
  ['the language server is down', { serverRuns: false }],
  ['nothing was told yet', { status: undefined }],
])('restarts no engine where %s', (_, given) => {
  expect(labels(given)).not.toContain('Restart Engine');
  expect(labels(given)).toContain('Restart Language Server');
});

it('leads to trust, and says that the server is down', () => {
  expect(labels({ trusted: false })[0]).toBe('Manage Workspace Trust');
  const restart = menuItems({ ...facts, serverRuns: false }).find(({ title }) => title === 'Restart Language Server');
  expect(restart?.description).toBe('it is not running');
});

it('does what is chosen, and nothing where the user turns back', async () => {
  const { serverRuns, extension } = facts;
  editor.settings.set('hypernas.engine.device', 'webgpu');
  editor.answers.push('$(chip) Choose Device', "$(megaphone) What's New", undefined);
  for (let i = 0; i < 3; i++) await showStatusMenu({ serverRuns, status, extension });
  expect(editor.ran).toEqual([['hypernas.chooseDevice'], ['extension.open', 'a.b', 'changelog']]);
});
