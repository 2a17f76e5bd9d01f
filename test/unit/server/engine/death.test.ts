/** What the status says of an engine that ended: from its end and from what it wrote last. */
import { expect, it } from 'vitest';
import { deathOf } from '../../../../server/engine/death.ts';

const HEAP = `<--- Last few GCs --->
[4182:0x2c9a] 1204 ms: Mark-Compact 62.3 (65.5) -> 62.1 (66.0) MB
FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory
 1: 0xb8d0 node::Abort()`;

it.each<[string, number | null, NodeJS.Signals | null, string, string | RegExp]>([
  ['a full heap', null, 'SIGABRT', HEAP, 'it ran out of memory (the heap of its JavaScript is full)'],
  ['a full heap, by code', 134, null, HEAP, 'it ran out of memory (the heap of its JavaScript is full)'],
  [
    'a kill',
    null,
    'SIGKILL',
    '',
    /^it was ended by SIGKILL: the system does so when memory runs out, and so does whoever/,
  ],
  ['a crash', null, 'SIGSEGV', 'all is well', 'it was ended by SIGSEGV'],
  [
    'an error',
    1,
    null,
    'node:internal\n\nError: Cannot find module "x"\n',
    'it ended with code 1: Error: Cannot find module "x"',
  ],
  ['an end without words', 3, null, '', 'it ended with code 3'],
])('%s', (_what, code, signal, words, expected) => {
  if (typeof expected === 'string') expect(deathOf(code, signal, words)).toBe(expected);
  else expect(deathOf(code, signal, words)).toMatch(expected);
});
