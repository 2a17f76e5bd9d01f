/**
 * From an edit of a literal architecture to its right accuracy, in the bundled server with the bundled engine as processes.
 *
 *   npm run build && node bench/server/edits.ts [--archs 200] [--rounds 60] [--seed 1]
 *
 * Each round writes another cell into one literal of a file that holds many, as an editor does: the change, then its diagnostics and hints; then
 * hints again whenever the server says that they are old, until the literal shows the prediction of its new text. Rounds follow each other
 * after a random pause, as a user's keys do. Prints median, 95th percentile and largest of the time from the change to that hint, for the quick
 * predictor and for the ensemble that takes its place; beside them, from the same rounds, the time to the diagnostics, which wait for no engine.
 * Where a text was seen before, its hint is right at once: the last row.
 */
import { parseArgs } from 'node:util';
import type { InlayHint } from 'vscode-languageserver';
import { seededRandom } from '../../dsl/random.ts';
import { ENGINE_STATUS, type EngineStatus } from '../../engine/protocol/status.ts';
import { isAccuracy, measuredCells, quantile, timed } from './measured-cells.ts';
import { manyArchs } from './texts.ts';

const { values } = parseArgs({
  options: {
    archs: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
  },
});
const [archs, rounds] = [Number(values.archs), Number(values.rounds)];
const REFRESH = 'workspace/inlayHint/refresh';
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What a user writes without stopping: the last one counts. */
const [KEYS, GAP] = [8, 60];
const cellOf = (line: string): string => /nb201 ".*"$/.exec(line)?.[0] ?? '';

const rows: string[] = [];
function row(what: string, times: readonly number[]): void {
  const [median, tail, most] = [0.5, 0.95, 1].map((share) => quantile(times, share).toFixed(0));
  rows.push(`| ${what} | ${median} | ${tail} | ${most} | ${times.length} |`);
}

await measure('gp', 'gp');
await measure('ensemble', undefined);
console.log(`From an edit to the right accuracy, ${archs} literals, ms:\n`);
console.log('| | median | p95 | largest | edits |\n| --- | ---: | ---: | ---: | ---: |');
console.log(rows.join('\n'));
console.log('\nThe target is 300 ms.');

async function measure(name: string, predictor: string | undefined): Promise<void> {
  const random = seededRandom(values.seed);
  const { session, uri, text, hints, end } = await measuredCells(archs, random, predictor);
  const lines = text.split('\n');
  const literals = lines.flatMap((line, i) => (line.startsWith('arch a') ? [i] : []));
  let version = 1;

  const labelAt = (all: readonly InlayHint[], line: number): InlayHint | undefined =>
    all.find(({ position, label }) => position.line === line && typeof label === 'string' && /^[≈=~]/.test(label));

  const write = (line: number, cell: string): void => {
    const before = lines[line] ?? '';
    const next = before.replace(/nb201 ".*"$/, cell);
    lines[line] = next;
    const range = { start: { line, character: 0 }, end: { line, character: before.length } };
    session.notify('textDocument/didChange', {
      textDocument: { uri, version: ++version },
      contentChanges: [{ range, text: next }],
    });
  };

  /** Writes a cell into a literal; resolves when its accuracy is that of the new text. */
  const edited = async (line: number, cell: string): Promise<{ toDiagnostics: number; toHint: number }> => {
    while (session.countOf(REFRESH) > 0) await session.received(REFRESH);
    const start = performance.now();
    write(line, cell);
    await session.codes(uri);
    const toDiagnostics = performance.now() - start;
    for (;;) {
      const found = labelAt(await hints(), line);
      if (found !== undefined && isAccuracy(found)) return { toDiagnostics, toHint: performance.now() - start };
      await session.received(REFRESH);
    }
  };

  try {
    session.open(text, uri);
    while ((await hints()).filter(isAccuracy).length < archs) await pause(20);
    for (;;) {
      const { learnt } = await session.request<EngineStatus>(ENGINE_STATUS, null);
      if (learnt[0]?.predictor === name && !learnt[0].refining) break;
      await pause(100);
    }
    await hints();
    // Cells that are in no literal yet; each is written into a literal once.
    const others = manyArchs(archs + 10 * rounds, random)
      .split('\n')
      .map(cellOf)
      .filter((cell) => cell !== '' && !text.includes(cell));
    const [fresh, known, checked, typed] = [
      new Array<number>(),
      new Array<number>(),
      new Array<number>(),
      new Array<number>(),
    ];
    for (let i = 0; i < rounds; i++) {
      const line = literals[random.int(literals.length)] ?? 0;
      const before = cellOf(lines[line] ?? '');
      await pause(50 + random.int(700));
      const { toDiagnostics, toHint } = await edited(line, others.pop() ?? '');
      fresh.push(toHint);
      checked.push(toDiagnostics);
      await pause(50 + random.int(700));
      known.push((await edited(line, before)).toHint);
    }
    for (let i = 0; i < rounds / 2; i++) {
      const line = literals[random.int(literals.length)] ?? 0;
      const cells = Array.from({ length: KEYS }, () => others.pop() ?? '');
      await pause(500);
      for (const cell of cells.slice(1)) {
        write(line, cell);
        await Promise.all([session.codes(uri), hints(), pause(GAP)]);
      }
      typed.push((await edited(line, cells[0] ?? '')).toHint);
    }
    row(`\`${name}\`, a text that is new`, fresh);
    row(`\`${name}\`, the last of ${KEYS} new texts, one each ${GAP} ms`, typed);
    row(`\`${name}\`, the text before again`, known);
    row(`\`${name}\`, the diagnostics of the same edits`, checked);
    const { time } = await timed(hints);
    rows.push(`| \`${name}\`, all hints asked again | ${time.toFixed(0)} | | | 1 |`);
  } finally {
    end();
  }
}
