/** A file of literal cells of NAS-Bench-201 whose experiment learns from a table of other cells, in a folder of its own; opened in the bundled server. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { InlayHint } from 'vscode-languageserver';
import type { Random } from '../../dsl/random.ts';
import { overMessages, type ProcessChannel } from '../../test/support/lsp/channels.ts';
import { Session } from '../../test/support/lsp/session.ts';
import { openSpace } from '../predictor/open-space.ts';
import { manyArchs } from './texts.ts';

export interface MeasuredCells {
  readonly session: Session<ProcessChannel>;
  readonly uri: string;
  readonly text: string;
  /** All hints of the file. */
  hints(): Promise<InlayHint[]>;
  end(): void;
}

/** Labels of the table: what few-shot papers learn from. */
const LABELS = 156;

/** The file is not open yet. `predictor`: that of the experiment; undefined leaves it out. */
export async function measuredCells(archs: number, random: Random, predictor?: string): Promise<MeasuredCells> {
  const folder = mkdtempSync(join(tmpdir(), 'hnas-hints-'));
  const uri = pathToFileURL(join(folder, 'cells.hnas')).href;
  writeFileSync(join(folder, 'table.csv'), table(random));
  const text = `${manyArchs(archs, random)}
evaluator Table = table { path: "table.csv", metric: acc, notation: text }
${predictor === undefined ? '' : `predictor P = ${predictor}\n`}experiment Cells { space: NASBench201 evaluator: Table ${predictor === undefined ? '' : 'predictor: P '}maximize accuracy }
`;
  const session = await new Session(overMessages()).initialize();
  const range = { start: { line: 0, character: 0 }, end: { line: text.split('\n').length - 1, character: 0 } };
  return {
    ...{ session, uri, text },
    hints: () => session.request<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri }, range }),
    end: () => {
      session.channel.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Parameters and noise, on a scale of percent. */
function table(random: Random): string {
  const space = openSpace('examples/spaces/nasbench201.hnas');
  const rows = new Map<string, number>();
  while (rows.size < LABELS) {
    const cell = space.sample(random);
    if (cell !== undefined)
      rows.set(space.text(cell), 60 + 2 * Math.log(1 + space.costs(cell).params) + random.normal());
  }
  return ['arch,acc', ...[...rows].map(([text, accuracy]) => `"${text}",${accuracy}`), ''].join('\n');
}

export const isAccuracy = ({ label }: InlayHint): boolean => typeof label === 'string' && /^[≈=]/.test(label);

/** Milliseconds. */
export async function timed<T>(work: () => Promise<T>): Promise<{ readonly time: number; readonly value: T }> {
  const start = performance.now();
  const value = await work();
  return { time: performance.now() - start, value };
}

/** The value that a share of the times does not exceed. */
export function quantile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
