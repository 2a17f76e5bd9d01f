/** Two windows on one workspace: a server and an engine each, over the same files. What one does, and what happens to it, is no harm to the other. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { InlayHint } from 'vscode-languageserver';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { programOf } from '../../../dsl/semantics/program.ts';
import { lowerSpace } from '../../../dsl/space/lower.ts';
import { ENGINE_STATUS, type EngineStatus } from '../../../engine/protocol/status.ts';
import { overMessages, type ProcessChannel } from '../../support/lsp/channels.ts';
import { Session } from '../../support/lsp/session.ts';

const folder = mkdtempSync(join(tmpdir(), 'hnas-windows-'));
const uri = pathToFileURL(join(folder, 'net.hnas')).href;

const SPACE = `space Net {
  input image[3, 8, 8]
  output logits[10]
  network {
    conv3x3(out: choice [4, 8, 16]) >> conv3x3(out: choice [8, 16, 32]) >> conv3x3(out: choice [8, 16])
    global_avgpool >> linear(out: 10)
  }
}
`;
const { value: space } = lowerSpace(programOf(SPACE), 'Net');
if (space === undefined) throw new Error('the space of this test is wrong');
const all = [...space.enumerate()].map((each) => space.text(each));
const row = (text: string, i: number): string => `"${text}",${(50 + i).toFixed(1)}`;
const table = (rows: readonly string[]): void =>
  writeFileSync(join(folder, 'table.csv'), `${['arch,acc', ...rows].join('\n')}\n`);
const textWith = (architecture: string): string => `${SPACE}
evaluator Table = table { path: "table.csv", metric: acc }
predictor Quick = gp
experiment Wide { space: Net evaluator: Table predictor: Quick maximize accuracy }
arch a of Net = ${architecture}
`;
const [first = '', second = ''] = all.slice(-2);

type Window = Session<ProcessChannel>;
let windows: readonly [Window, Window];

const label = async (window: Window): Promise<string> => {
  const range = { start: { line: 0, character: 0 }, end: { line: 13, character: 0 } };
  const hints = await window.request<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri }, range });
  const labels = hints.map((each) => (typeof each.label === 'string' ? each.label : ''));
  return labels.find((each) => /^[≈=~]/.test(each)) ?? '';
};
const status = (window: Window): Promise<EngineStatus> => window.request<EngineStatus>(ENGINE_STATUS, null);
const until = async <T>(what: () => Promise<T>, holds: (found: T) => boolean): Promise<T> => {
  for (const end = Date.now() + 30_000; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const found = await what();
    if (holds(found)) return found;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(found)}`);
  }
};

beforeAll(async () => {
  const script = join(import.meta.dirname, '../../../scripts/build.mjs');
  execFileSync(process.execPath, [script, 'server', 'engine'], { stdio: 'pipe' });
  table(all.slice(0, -2).map(row));
  writeFileSync(join(folder, 'net.hnas'), textWith(first));
  windows = [await new Session(overMessages()).initialize(), await new Session(overMessages()).initialize()];
});
afterAll(() => {
  for (const window of windows) window.channel.end();
  rmSync(folder, { recursive: true, force: true });
});

it('each shows its own text: what is not saved in one is nothing to the other', async () => {
  const [one, other] = windows;
  for (const window of windows) window.open(textWith(first), uri);
  const labels = await Promise.all(
    windows.map((window) =>
      until(
        () => label(window),
        (text) => text.startsWith('≈'),
      ),
    ),
  );
  expect(labels[0]).toBe(labels[1]);
  one.change(uri, 2, textWith(second));
  expect(
    await until(
      () => label(one),
      (text) => text.startsWith('≈'),
    ),
  ).toMatch(/^≈/);
  expect(await label(other)).toBe(labels[1]);
});

it('both hear of what is measured, whoever measures it', async () => {
  table([...all.slice(0, -2).map(row), `"${first}",71.5`, `"${second}",72.5`]);
  const shown = await Promise.all(
    windows.map((window) =>
      until(
        () => label(window),
        (text) => text.startsWith('='),
      ),
    ),
  );
  expect(shown.map((text) => text.trimEnd())).toEqual(['=72.5', '=71.5']);
});

it('an engine that is killed is that of one window: the other goes on, and it comes back', async () => {
  const [one, other] = windows;
  const [before, untouched] = [await status(one), await status(other)];
  expect(before.engine).not.toBe(untouched.engine);
  process.kill(Number(/process (\d+)/.exec(before.engine ?? '')?.[1]), 'SIGKILL');
  expect(
    (
      await until(
        () => status(one),
        ({ state }) => state === 'waiting',
      )
    ).why,
  ).toContain('when memory runs out');
  expect(await label(one)).toMatch(/^=72\.5/);
  expect(await status(other)).toMatchObject({ state: 'running', engine: untouched.engine });
  const after = await until(
    () => status(one),
    ({ state, learnt }) => state === 'running' && learnt[0]?.labels === all.length,
  );
  expect(after.engine).not.toBe(before.engine);
});
