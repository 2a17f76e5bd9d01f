/**
 * What a queue costs: evaluations that take no time (a table), through a queue with one worker against the same in one process, as medians of interleaved rounds.
 *   node bench/queue/throughput.ts [--rounds 5] [--evaluations 400]
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { begin, field, spec } from '../../test/slow/engine/queue/farm.ts';
import { redisServer } from './redis-server.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, evaluations: { type: 'string', default: '400' } },
});
const [rounds, evaluations] = [Number(values.rounds), Number(values.evaluations)];

const server = await redisServer();
const text = spec({
  redis: server.url,
  evaluator: 'table { path: "table.csv", metric: acc, key: arch }',
  queue: ', concurrency: 16',
  evaluations,
}).replace('choice 2..12', 'choice 2..600');
const shell = field({ 'spec.hnas': text });
const rows = Array.from({ length: 599 }, (_, i) => [1, 3].map((k) => `"{ width: ${i + 2}, k: ${k} }",${(i % 60) + k}`));
writeFileSync(`${shell.folder}/table.csv`, `arch,acc\n${rows.flat().join('\n')}\n`);

const worker = begin(shell, 'worker', '--redis', server.url, '--concurrency', '4');
async function perSecond(experiment: string): Promise<number> {
  const clock = performance.now();
  const { exit, err } = await begin(shell, 'search', `spec.hnas#${experiment}`).ended;
  if (exit !== 0) throw new Error(err);
  return evaluations / ((performance.now() - clock) / 1000);
}
const median = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
const near: number[] = [];
const far: number[] = [];
for (let round = 0; round < rounds; round++) {
  near.push(await perSecond('Near'));
  far.push(await perSecond('Far'));
}
worker.stop();
await worker.ended;
console.log(`| evaluations of no length, a second | median of ${rounds} | least | most |`);
console.log('| --- | --- | --- | --- |');
for (const [name, numbers] of [['in one process', near], ['through the queue, one worker of four places', far]] as const) // prettier-ignore
  console.log(`| ${[name, median(numbers), Math.min(...numbers), Math.max(...numbers)].map((each) => (typeof each === 'number' ? each.toFixed(0) : each)).join(' | ')} |`); // prettier-ignore
const cost = 1000 * (1 / median(far) - 1 / median(near));
console.log(`ratio ${(median(near) / median(far)).toFixed(1)}; the queue costs ${cost.toFixed(1)} ms an evaluation`);
await server.remove();
