/** Tools and Check Workspace with the real language server: both ends of the contract between them. There is no engine. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { checkWorkspace } from '../../../../client/commands/check/check-workspace.ts';
import type { Wire } from '../../../../client/engine/engine.ts';
import { programsThrough } from '../../../../client/engine/programs.ts';
import type { Parts } from '../../../../client/parts.ts';
import { activateTools } from '../../../../client/tools/activate.ts';
import { inProcess } from '../../../support/lsp/in-process.ts';
import { Session } from '../../../support/lsp/session.ts';
import { editor, Uri } from '../../../support/editor.ts';
import { smallSpace } from '../../../support/spaces.ts';

const good = `${smallSpace('conv(k: choice [3, 5], out: 8) >>')}\narch first of S = { network.conv.k: 3 }\n`;
const uri = Uri.file('/w/good.hnas').toString();
const bad = smallSpace('covn(out: 8) >>');

let session: Session;
let parts: Parts;
beforeAll(async () => {
  session = await new Session(inProcess({ [uri]: good, [Uri.file('/w/bad.hnas').toString()]: bad })).initialize(
    undefined,
    ['file:///w'],
  );
  const wire = {
    isRunning: () => true,
    sendRequest: (method: string, params: unknown) => session.request(method, params),
  } as unknown as Wire;
  const programs = programsThrough(
    wire,
    () => 'not running',
    (problem) => expect.unreachable(problem),
  );
  parts = {
    wire,
    programs,
    state: { status: undefined },
    output: { error: (problem: string) => expect.unreachable(problem) },
  } as unknown as Parts;
});
afterAll(() => session.channel.end());
beforeEach(() => {
  editor.reset();
  editor.folders.push('/w');
  editor.files.set('/w/good.hnas', good);
  activateTools(parts);
});

const call = async (name: string, input: unknown): Promise<string> =>
  (await editor.tools.get(name)!.invoke({ input }, undefined)).content.map(({ value }) => value).join('');

it('checks texts and files', async () => {
  expect(await call('hypernas_check', { file: 'good.hnas' })).toBe('good.hnas: no problems.');
  expect(await call('hypernas_check', { text: bad })).toMatch(
    /^text:6:5: error\[unknown-name\]: unknown name "covn"; did you mean "conv"\?\n/,
  );
});

it('tells costs where there is no engine, and why no accuracy', async () => {
  const text = await call('hypernas_predict', { file: 'good.hnas', architecture: 'first' });
  expect(text).toContain('Architecture of S: ');
  expect(text).toMatch(/Accuracy: none is claimed\. \S.*\.\n/);
  expect(text).toMatch(/parameters \d+, multiply-accumulates \d+, FLOPs/);
  await expect(call('hypernas_predict', { file: 'good.hnas', architecture: '{ nothing: 3 }' })).rejects.toThrow(
    /\S.*\.$/,
  );
});

it('counts what is wrong in the workspace', async () => {
  await checkWorkspace(parts);
  expect(editor.said).toEqual([expect.stringMatching(/^2 files checked: \d+ errors? in 1 file\.$/)]);
});
