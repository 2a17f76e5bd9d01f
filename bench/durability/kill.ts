/**
 * Nothing is lost: searches of `hnas search` are killed (SIGKILL) at random moments, gone on with, and killed again, until so many kills have been dealt; each search that
 * came to its end that way is held against an undisturbed one with its seed, evaluation by evaluation.
 *
 *   node bench/durability/kill.ts [kills] [table|train]
 *
 * `table` looks its evaluations up, so that most kills meet the search itself: its proposals, its fits, its writing. `train` trains small networks and keeps a
 * state after every validation. Times to a kill are drawn uniformly from the time that an undisturbed search takes. Prints what it counts and exits 1 where anything differs.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../../dsl/random.ts';
import { textTable } from '../../engine/report/text-table.ts';
import { killedSearch, specOf, undisturbed, writeTable, type Work } from './searches.ts';

const kills = Number(process.argv[2] ?? 200);
const works = (['table', 'train'] as const).filter((work) => (process.argv[3] ?? work) === work);
if (!Number.isInteger(kills) || kills < 1 || works.length === 0) {
  console.error('usage: node bench/durability/kill.ts [kills] [table|train]');
  process.exit(2);
}

const rows: string[][] = [];
let wrong = 0;
for (const work of works) {
  const folder = mkdtempSync(join(tmpdir(), 'hnas-kill-'));
  try {
    rows.push(await measure(work, folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
console.log(
  textTable(
    [
      'search',
      'kills',
      'met it at work',
      'searches',
      'evaluations',
      'evaluations that differ',
      'seconds of one undisturbed',
    ].map((title, i) => ({
      title,
      align: i === 0 ? 'left' : 'right',
    })),
    rows,
    undefined,
  ).join('\n'),
);
process.exitCode = wrong > 0 ? 1 : 0;

async function measure(work: Work, folder: string): Promise<string[]> {
  writeFileSync(join(folder, 'spec.hnas'), specOf(work));
  if (work === 'table') await writeTable(folder);
  const expected = await undisturbed(folder);
  const random = seededRandom(`kill ${work}`);
  let [dealt, atWork, searches, evaluations, different] = [0, 0, 0, 0, 0];
  while (dealt < kills) {
    const most = Math.min(kills - dealt, 1 + random.int(8));
    const search = await killedSearch(folder, `store-${searches}.db`, most, () => expected.seconds * random.next());
    dealt += search.kills;
    atWork += search.atWork;
    searches++;
    evaluations += search.results.length;
    different += expected.results.filter((each, i) => each !== search.results[i]).length;
    different += Math.max(0, search.results.length - expected.results.length);
    rmSync(join(folder, `store-${searches - 1}.db`), { force: true });
    if (searches % 10 === 0) console.error(`${work}: ${dealt} kills, ${searches} searches, ${different} differences`);
  }
  wrong += different;
  return [work, dealt, atWork, searches, evaluations, different, expected.seconds.toFixed(1)].map(String);
}
