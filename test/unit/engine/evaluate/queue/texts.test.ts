import { expect, it } from 'vitest';
import { relativeTexts } from '../../../../../engine/evaluate/queue/texts.ts';

it.each([
  ['paths from here', 'specs/a.hnas', 'specs/parts/b.hnas', 'c.hnas'],
  ['absolute paths', '/home/me/specs/a.hnas', '/home/me/specs/parts/b.hnas', '/home/me/c.hnas'],
  ['URIs', 'file:///home/me/specs/a.hnas', 'file:///home/me/specs/parts/b.hnas', 'file:///home/me/c.hnas'],
])('names files as every machine can: %s', (_, entry, below, above) => {
  const { entry: named, files } = relativeTexts({ entry, files: { [entry]: 'A', [below]: 'B', [above]: 'C' } });
  expect(named).toBe('a.hnas');
  expect([...files]).toEqual([
    ['a.hnas', 'A'],
    ['parts/b.hnas', 'B'],
    ['../c.hnas', 'C'],
  ]);
});
