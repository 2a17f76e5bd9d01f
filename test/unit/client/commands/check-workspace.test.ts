import { beforeEach, expect, it } from 'vitest';
import { checkWorkspace } from '../../../../client/commands/check/check-workspace.ts';
import type { Parts } from '../../../../client/parts.ts';
import { editor } from '../../../support/editor.ts';

beforeEach(() => editor.reset());

const logged: string[] = [];

function partsWith(answer: () => unknown, running = true): Parts {
  const wire = { isRunning: () => running, sendRequest: async () => answer() };
  const output = { error: (text: string) => void logged.push(text) };
  return { wire, output, state: { status: undefined } } as unknown as Parts;
}

const file = (uri: string, ...severities: number[]) => ({
  uri,
  kind: 'full',
  items: severities.map((severity) => ({ severity, message: 'no', range: {} })),
});

it.each([
  [[file('a')], '1 file checked: no problems.', false],
  [[file('a', 3), file('b')], '2 files checked: no problems.', false],
  [[file('a', 2)], '1 file checked: 1 warning in 1 file.', true],
  [[file('a', 1, 1, 2), file('b', 2), file('c')], '3 files checked: 2 errors and 2 warnings in 2 files.', true],
])('tells what was found', async (items, text, opens) => {
  await checkWorkspace(partsWith(() => ({ items })));
  expect(editor.said).toEqual([text]);
  expect(editor.ran).toEqual(opens ? [['workbench.actions.view.problems']] : []);
});

it('says that there is nothing to check', async () => {
  await checkWorkspace(partsWith(() => ({ items: [] })));
  expect(editor.said).toEqual(['There is no .hnas file in this workspace.']);
});

it('says that the language server is not there', async () => {
  await checkWorkspace(partsWith(() => undefined, false));
  expect(editor.said).toEqual(['The HyperNAS language server is not running.']);
});

it('says that an answer is not understood, and logs it', async () => {
  await checkWorkspace(partsWith(() => ({ items: [{ uri: 'a' }] })));
  expect(editor.said).toEqual(['The workspace could not be checked.']);
  expect(logged.at(-1)).toMatch(/workspace\/diagnostic/);
});

it('hands on a refusal as a sentence', async () => {
  const refuse = (): never => {
    throw new Error('the connection is closed');
  };
  await checkWorkspace(partsWith(refuse));
  expect(editor.said).toEqual(['The connection is closed.']);
});
