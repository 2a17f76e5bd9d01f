/** What tables seem to hold, for the form of an import. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { bindNotation } from '../../../../dsl/space/notations/bind.ts';
import type { NotationName } from '../../../../dsl/space/notations/notation-name.ts';
import type { ModelSource } from '../../../../engine/protocol/messages.ts';
import { Refusal } from '../../../../engine/protocol/peer.ts';
import { inspectTable } from '../../../../engine/serve/inspect-table.ts';
import { exampleSpace, exampleText, root, type exampleSpaces } from '../../../support/spaces.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hnas-inspect-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const look = (path: string, source?: ModelSource) => inspectTable({ path, source }, new AbortController().signal);

type Example = (typeof exampleSpaces)[number];

function sourceOf(name: Example): ModelSource {
  const text = `${exampleText(name)}\nexperiment Look { space: ${exampleSpace(name).name} maximize accuracy }\n`;
  return { entry: join(folder, 'look.hnas'), files: new Map([[join(folder, 'look.hnas'), text]]), experiment: 'Look' };
}

/** Thirty architectures of a space in one of its notations, with an accuracy and an epoch count. */
function tableOf(name: Example, notation: NotationName, key: string | undefined): string {
  const space = exampleSpace(name);
  const bound = bindNotation(space, { notation, key, columns: key === undefined ? ['vertices', 'adj', 'ops', ...space.decisions.map(({ path }) => path)] : [key] }); // prettier-ignore
  if ('error' in bound) throw new Error(bound.error);
  const random = seededRandom(name);
  const rows = Array.from({ length: 30 }, (_, i) => {
    const sampled = space.sample(random);
    const written = sampled && bound.value.write(sampled);
    if (written === undefined || 'error' in written) throw new Error('it cannot be written');
    return { ...written.value, epochs: 12, valid_acc: (60 + i / 2).toFixed(2), seconds: 1000 + i };
  });
  const path = join(folder, `${name}.jsonl`);
  writeFileSync(path, rows.map((row) => JSON.stringify(row)).join('\n'));
  return path;
}

describe('a table', () => {
  it.each<[Example, NotationName, string | undefined]>([
    ['nasbench201', 'nb201', 'cell'],
    ['nasbench101', 'nb101', undefined],
    ['darts', 'darts', 'genotype'],
    ['autoformer_tiny', 'autoformer', 'arch'],
    ['ofa_mobilenetv3', 'text', 'network'],
    ['nasbench201', 'decisions', undefined],
  ])('of %s in %s is recognised, with the space and, but for decisions, without it', async (name, notation, key) => {
    const path = tableOf(name, notation, key);
    const found = await look(path, sourceOf(name));
    expect(found).toMatchObject({ rows: 30, key, notation, metric: 'valid_acc' });
    if (notation !== 'decisions') expect(await look(path)).toMatchObject({ key, notation, metric: 'valid_acc' });
  });

  it('has columns with a sample each, numbers among them', async () => {
    const path = join(folder, 'table.csv.gz');
    writeFileSync(path, gzipSync('name,top1,note\n"{ a: 1 }",0.71,fine\n"{ a: 2 }",0.75,\n'));
    expect(await look(path)).toEqual({
      rows: 2,
      columns: [
        { name: 'name', sample: '{ a: 1 }', numeric: false },
        { name: 'top1', sample: '0.71', numeric: true },
        { name: 'note', sample: 'fine', numeric: false },
      ],
      key: 'name',
      notation: 'text',
      metric: 'top1',
    });
  });

  it('of something else is not guessed at', async () => {
    const path = join(folder, 'table.csv');
    writeFileSync(path, 'city,people\nUlm,126000\nBern,134000\n');
    const found = await look(path, sourceOf('nasbench201'));
    expect([found.key, found.notation, found.metric]).toEqual([undefined, undefined, undefined]);
  });

  it.each([
    ['is not there', 'none.csv', undefined, /none\.csv: the file does not exist$/],
    ['is empty', 'empty.csv', '', /empty\.csv is empty: expected a table$/],
    ['is cut short', 'cut.csv', 'a,b\n1,2\n3', /cut\.csv line 3: 1 fields, the header has 2$/],
  ])('that %s is refused with a sentence', async (_, name, content, why) => {
    const path = join(folder, name);
    if (content !== undefined) writeFileSync(path, content);
    await expect(look(path)).rejects.toThrow(why);
    await expect(look(path)).rejects.toBeInstanceOf(Refusal);
  });

  const data = process.env['HNAS_DATA'] ?? join(root, '../shared/data');
  it.skipIf(!existsSync(join(data, 'nasbench201.csv.gz')))(
    'of all NAS-Bench-201 is counted and recognised',
    async () => {
      const found = await look(join(data, 'nasbench201.csv.gz'), sourceOf('nasbench201'));
      expect(found).toMatchObject({ rows: 15_625, notation: 'nb201' });
      expect(found.columns.length).toBeGreaterThan(5);
      expect(found.metric).toMatch(/val/);
    },
  );
});
