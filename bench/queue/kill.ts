/**
 * Workers of a queue are killed at random while a search goes on: is anything lost, is anything twice in the record, is the history that of an undisturbed
 * search on one machine?
 *   node bench/queue/kill.ts [--seeds 10] [--evaluations 24] [--workers 8]
 */
import { parseArgs } from 'node:util';
import { isDeepStrictEqual } from 'node:util';
import { killedFarm, newField, undisturbed } from './farm.ts';
import { redisServer } from './redis-server.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10' },
    evaluations: { type: 'string', default: '24' },
    workers: { type: 'string', default: '8' },
  },
});
const [seeds, evaluations, workers] = [values.seeds, values.evaluations, values.workers].map(Number) as [number, number, number]; // prettier-ignore

const server = await redisServer({ password: 'secret' });
const field = newField({ evaluations, seconds: 0.5, concurrency: workers, redis: server.url });
const expected = await undisturbed(field);
console.log(
  '| seed | workers killed | evaluations | lost | twice in the record | as undisturbed | begun again | seconds |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
let before = 0;
for (let seed = 1; seed <= seeds; seed++) {
  const { results, kills, seconds } = await killedFarm(field, server.url, {
    workers,
    lease: 2,
    pause: 0.8,
    most: 2 * workers,
    seed,
  });
  const lost = expected.length - results.length;
  const twice = results.length - new Set(results.map(({ position }) => position)).size;
  const same = isDeepStrictEqual(results, expected);
  const begun = [...field.started().values()].reduce((sum, count) => sum + count, 0);
  const again = begun - before - results.length;
  before = begun;
  console.log(`| ${[seed, kills, results.length, lost, twice, same ? 'yes' : 'no', again, seconds.toFixed(1)].join(' | ')} |`); // prettier-ignore
}
field.remove();
await server.remove();
