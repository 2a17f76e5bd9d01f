/** Files of the page are saved where the user says; texts that a table lacks are asked of the engine in parts. */
import { beforeEach, describe, expect, it } from 'vitest';
import { fillTable } from '../../../../client/pareto/fill-table.ts';
import { LACKING } from '../../../../client/pareto/contract.ts';
import { saveFile } from '../../../../client/pareto/save.ts';
import type { Parts } from '../../../../client/parts.ts';
import { editor, Uri } from '../../../support/editor.ts';

interface Asked {
  readonly store: string;
  readonly run: string;
  readonly positions: readonly number[];
}

let asked: Asked[] = [];
let refused: number;
beforeEach(() => {
  editor.reset();
  asked = [];
  refused = Infinity;
});

const answer = async (part: Asked) => {
  asked.push(part);
  if (asked.length > refused) return { error: 'The engine ended.', kind: 'refused' as const };
  return { value: part.positions.map((position) => `{ w: ${position}, "${part.run}": 1 }`) };
};
const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);

describe('a table that lacks texts', () => {
  it('is filled in order, from the runs that they are of', async () => {
    const told: (readonly [number, number])[] = [];
    const lacking = [
      { store: '/s', run: 'a', positions: range(0, 2500) },
      { store: '/s', run: 'b', positions: [7] },
    ];
    const lines = ['head', ...range(0, 2501).map(() => `x,${LACKING}`), 'known,"{ w: 1 }"'];
    const filled = await fillTable(lines.join('\r\n'), lacking, answer, (...numbers) => told.push(numbers));
    const rows = ('value' in filled ? filled.value : '').split('\r\n');
    expect(rows).toHaveLength(lines.length);
    expect(rows[1]).toBe('x,"{ w: 0, ""a"": 1 }"');
    expect(rows[2500]).toBe('x,"{ w: 2499, ""a"": 1 }"');
    expect(rows[2501]).toBe('x,"{ w: 7, ""b"": 1 }"');
    expect(rows.at(-1)).toBe('known,"{ w: 1 }"');
    expect(asked.map(({ run, positions }) => [run, positions.length])).toEqual([
      ['a', 1024],
      ['a', 1024],
      ['a', 452],
      ['b', 1],
    ]);
    expect(told).toEqual([
      [1024, 2501],
      [2048, 2501],
      [2500, 2501],
      [2501, 2501],
    ]);
  });

  it('stays as it is where the engine does not answer, and says why', async () => {
    refused = 1;
    const lacking = [{ store: '/s', run: 'a', positions: range(0, 3000) }];
    expect(await fillTable('', lacking, answer, () => undefined)).toMatchObject({ error: 'The engine ended.' });
    expect(asked).toHaveLength(2);
  });
});

describe('saving', () => {
  const parts = {
    engine: { request: (_: string, part: Asked) => answer(part) },
    state: { status: undefined },
  } as unknown as Parts;
  const file = { suggestedName: 'front.csv', kind: 'csv', data: `a,${LACKING}\r\n`, binary: false } as const;
  const lacking = [{ store: '/s', run: 'a', positions: [3] }];

  it('writes the whole table', async () => {
    editor.answers.push('');
    await saveFile(parts, { ...file, lacking }, Uri.file('/w') as never);
    expect(editor.files.get('/w/front.csv')).toBe('a,"{ w: 3, ""a"": 1 }"\r\n');
    expect(editor.said).toEqual(['front.csv is saved.']);
  });

  it('writes nothing where texts cannot be read, and asks for none where the user turns back', async () => {
    refused = 0;
    editor.answers.push('');
    await saveFile(parts, { ...file, lacking }, Uri.file('/w') as never);
    expect([editor.files.size, editor.said]).toEqual([0, ['The engine ended.']]);
    editor.answers.push(undefined);
    await saveFile(parts, { ...file, lacking }, Uri.file('/w') as never);
    expect(asked).toHaveLength(1);
  });
});
