/** The bundled server with the bundled engine as a process: hints of a file with an experiment over a table, and the engine's death. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Hover, InlayHint } from 'vscode-languageserver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programOf } from '../../../dsl/semantics/program.ts';
import { lowerSpace } from '../../../dsl/space/lower.ts';
import { ENGINE_STATUS, type EngineStatus } from '../../../engine/protocol/status.ts';
import { overMessages, type ProcessChannel } from '../../support/lsp/channels.ts';
import { Session } from '../../support/lsp/session.ts';

const folder = mkdtempSync(join(tmpdir(), 'hnas-engine-'));
const uri = pathToFileURL(join(folder, 'net.hnas')).href;

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
const { value: space } = lowerSpace(programOf(SPACE), 'Net');
if (space === undefined) throw new Error('the space of this test is wrong');
const all = [...space.enumerate()].filter((_, i) => i % 5 === 0).map((each) => space.text(each));
/** Wider is better, of these. */
const accuracyOf = (text: string): number =>
  20 + 10 * Math.log2([...text.matchAll(/out: (\d+)/g)].reduce((sum, [, width]) => sum + Number(width), 0));

const table = (rows: readonly string[]): string =>
  ['arch,acc', ...rows.map((each) => `"${each}",${accuracyOf(each).toFixed(3)}`), ''].join('\n');
const known = all.slice(0, 40);
const unknown = all.slice(40, 44);
const text = `${SPACE}
evaluator Table = table { path: "table.csv", metric: acc }
experiment Wide { space: Net evaluator: Table maximize accuracy }
${unknown.map((each, i) => `arch a${i} of Net = ${each}\n`).join('')}
arch known of Net = ${known[3]}
`;

let session: Session<ProcessChannel>;

const hints = async (): Promise<InlayHint[]> =>
  session.request<InlayHint[]>('textDocument/inlayHint', {
    textDocument: { uri },
    range: { start: { line: 0, character: 0 }, end: { line: text.split('\n').length - 1, character: 0 } },
  });

const labelOf = ({ label }: InlayHint): string =>
  typeof label === 'string' ? label : label.map(({ value }) => value).join('');

const accuracies = async (): Promise<string[]> => (await hints()).map(labelOf).filter((label) => /^[≈=~]/.test(label));

const until = async <T>(what: () => Promise<T>, holds: (found: T) => boolean): Promise<T> => {
  const end = Date.now() + 20_000;
  for (;;) {
    const found = await what();
    if (holds(found)) return found;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(found)}; ${session.channel.noise()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

const status = (): Promise<EngineStatus> => session.request<EngineStatus>(ENGINE_STATUS, null);

beforeAll(async () => {
  const script = join(import.meta.dirname, '../../../scripts/build.mjs');
  execFileSync(process.execPath, [script, 'server', 'engine'], { stdio: 'pipe' });
  session = await new Session(overMessages()).initialize();
});

afterAll(() => {
  session.channel.end();
  rmSync(folder, { recursive: true, force: true });
});

describe('a file with an experiment', () => {
  it('shows costs while nothing is measured, and says why', async () => {
    writeFileSync(join(folder, 'net.hnas'), text);
    session.open(text, uri);
    const isCost = (label: string): boolean => /params/.test(label);
    const first = await until(
      async () => (await hints()).map(labelOf),
      (labels) => labels.filter(isCost).length === 5,
    );
    expect(first.filter((label) => /^[≈=~]/.test(label))).toEqual([]);
    const found = await until(status, ({ models }) => models.some((line) => !line.includes('being opened')));
    expect(found.models[0]).toMatch(/Wide: costs only; .*table\.csv.*does not exist/);
  });

  it('shows what is measured while that is too little for a prediction, and nothing of the others', async () => {
    writeFileSync(join(folder, 'table.csv'), table(known.slice(2, 5)));
    const measured = `=${accuracyOf(known[3] ?? '').toFixed(1)}${'\u2007'.repeat(5)}`;
    expect(await until(accuracies, (labels) => labels.length > 0)).toEqual([measured]);
    const hint = (await hints()).find((each) => labelOf(each) === measured);
    const { tooltip } = await session.request<InlayHint>('inlayHint/resolve', hint);
    const story = `Measured accuracy **${accuracyOf(known[3] ?? '').toFixed(2)} %** (table.csv line 3).\n\nA prediction of others needs 2 more measured architectures; there are 3.`; // prettier-ignore
    expect(tooltip).toEqual({ kind: 'markdown', value: story });
    expect((await status()).models[0]).toMatch(/^Wide: costs only; .*there are 3; accuracies only of .*\(3\)$/);
    while (session.countOf('workspace/inlayHint/refresh') > 0) await session.received('workspace/inlayHint/refresh');
    // Also of architectures that stand in no document.
    const asked = (architecture = ''): Promise<unknown> =>
      session.request('hypernas/predict', { uri, space: 'Net', architecture });
    const accuracy: unknown = expect.closeTo(accuracyOf(known[3] ?? ''), 2);
    expect(await asked(known[3])).toMatchObject({ measured: { accuracy, by: 'table.csv line 3' } });
    const other = await asked(known[5]);
    expect(other).toMatchObject({ why: expect.stringContaining('measured') as string });
    expect(other).not.toHaveProperty('measured');
  });

  it('shows accuracies when the table is there, after the editor was told to ask again', async () => {
    writeFileSync(join(folder, 'table.csv'), table(known));
    await session.received('workspace/inlayHint/refresh');
    const shown = await until(accuracies, (labels) => labels.length === 5);
    expect(shown.slice(0, 4).every((label) => /^≈[\d\u2007]{2}\d\.\d|^≈\d\d\.\d ±/.test(label))).toBe(true);
    expect(shown[4]).toBe(`=${accuracyOf(known[3] ?? '').toFixed(1)}${'\u2007'.repeat(5)}`);
    expect(new Set(shown.map((label) => label.length))).toEqual(new Set([10]));
    const errors = unknown.map((each, i) => Math.abs(Number(shown[i]?.slice(1, 5)) - accuracyOf(each)));
    expect(Math.max(...errors)).toBeLessThan(5);
  });

  it('tells the whole story of one', async () => {
    const hint = (await hints()).find((each) => labelOf(each).startsWith('≈'));
    const { tooltip } = await session.request<InlayHint>('inlayHint/resolve', hint);
    const value = typeof tooltip === 'object' ? tooltip.value : '';
    expect(value).toMatch(/Predicted accuracy \*\*\d\d\.\d\d %\*\*, 80 % of such predictions lie in/);
    expect(value).toMatch(/learnt from 40 measured architectures of table\.csv; Kendall's tau/);
    expect(value).toMatch(/Nearest measured architectures:\n- \d/);
    expect(value).toMatch(/Exactly: [\d\u202f]+ parameters/);
  });

  it('tells on hover what alternatives change', async () => {
    const line = text.split('\n').findIndex((each) => each.includes('choice [4, 8, 16]'));
    const character = text.split('\n')[line]?.indexOf('choice') ?? 0;
    const ask = (): Promise<Hover | null> =>
      session.request<Hover | null>('textDocument/hover', { textDocument: { uri }, position: { line, character } });
    const hover = await until(ask, (found) => JSON.stringify(found).includes('change of predicted'));
    expect(JSON.stringify(hover?.contents)).toMatch(/\| `16` \| \+/);
  });

  it('gets the better predictor without being asked', async () => {
    const found = await until(status, ({ models }) => models[0]?.includes('ensemble on 40') === true);
    expect(found.models[0]).not.toContain('being fitted');
    expect(await until(accuracies, (labels) => labels.length === 5)).toHaveLength(5);
  });
});

describe('an engine that is killed', () => {
  it('leaves the server and the last values, and comes back', async () => {
    const before = await accuracies();
    const { engine } = await status();
    process.kill(Number(/process (\d+)/.exec(engine ?? '')?.[1]), 'SIGKILL');
    const down = await until(status, ({ state }) => state !== 'running');
    expect(down).toMatchObject({ state: 'waiting', why: expect.stringContaining('SIGKILL') as string });
    expect(await accuracies()).toEqual(before);
    const up = await until(status, ({ state, models }) => state === 'running' && models[0]?.includes('on 40') === true);
    expect(up.engine).not.toBe(engine);
    // Labels change: the new engine answers.
    writeFileSync(join(folder, 'table.csv'), table(all.slice(0, 44)));
    expect(
      await until(accuracies, (labels) => labels.filter((label) => label.startsWith('=')).length === 5),
    ).toHaveLength(5);
  });
});
