/**
 * Redis is away in the middle of a search through a queue: does the search go on by itself, and is its history that of an undisturbed one?
 *   node bench/queue/outage.ts [--seconds 60] [--evaluations 24] [--workers 4]
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { results, start } from '../../test/slow/engine/cli/process.ts';
import { newField, startFarm, undisturbed } from './farm.ts';
import { redisServer } from './redis-server.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    evaluations: { type: 'string', default: '24' },
    workers: { type: 'string', default: '4' },
  },
});
const [seconds, evaluations, workers] = [values.seconds, values.evaluations, values.workers].map(Number) as [number, number, number]; // prettier-ignore

const server = await redisServer();
const field = newField({ evaluations, seconds: 1, concurrency: workers, redis: server.url });
const expected = await undisturbed(field);
// The lease of workers is the one that they have unless told.
const farm = startFarm(field.folder, server.url, workers, 30);
await farm.ready();
const search = start(field.folder, 'search', `${field.spec}#Far`);
while (field.started().size < evaluations / 3) await sleep(100);
await server.stop();
await sleep(seconds * 1000);
await server.start();
const back = performance.now();
const { code } = await search.ended;
const after = (performance.now() - back) / 1000;
await farm.stop();
const found = results(join(field.folder, '.hnas/runs.db'), 'far-1');
const begun = [...field.started().values()].reduce((sum, count) => sum + count, 0);
const said = search.err().split('\n').filter((line) => /Redis/.test(line) && !line.startsWith('run ')); // prettier-ignore
console.log(`Redis was away for ${seconds} s; exit code of the search ${code}`);
for (const line of said) console.log(`  it said: ${line}`);
console.log(`evaluations ${found.length} of ${expected.length}, lost ${expected.length - found.length}`);
console.log(`twice in the record ${found.length - new Set(found.map(({ position }) => position)).size}`);
console.log(`as an undisturbed search on one machine: ${isDeepStrictEqual(found, expected) ? 'yes' : 'no'}`);
console.log(`begun again ${begun - found.length}; done ${after.toFixed(1)} s after Redis was back`);
field.remove();
await server.remove();
