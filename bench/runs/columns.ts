/**
 * A run of a hundred thousand evaluations on its way to the editor: how long until the first points are there, and all, and how long the engine
 * answers nothing else meanwhile. The yardstick, in the same run: the same evaluations as one message of JSON rows, as it would be without columns.
 *
 *   node bench/runs/columns.ts [evaluations]
 *
 * The store is made anew: NAS-Bench-201 cells, sampled, costs exact for the first few thousand and repeated; a third have a prediction.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { seededRandom } from '../../dsl/random.ts';
import { unpackColumn } from '../../engine/protocol/columns.ts';
import { runPoints } from '../../engine/protocol/runs.ts';
import { toJson } from '../../engine/protocol/json.ts';
import { metricsOfCosts } from '../../engine/search/metric.ts';
import { hypervolumeBox } from '../../engine/search/reference.ts';
import { resolvedParts } from '../../engine/search/resolved-parts.ts';
import { openSource } from '../../engine/serve/open-source.ts';
import { runRequests } from '../../engine/serve/runs/run-requests.ts';
import { openStore } from '../../engine/store/store.ts';
import { textTable } from '../../engine/report/text-table.ts';

const evaluations = Number(process.argv[2] ?? 100_000);
const folder = mkdtempSync(join(tmpdir(), 'hnas-bench-'));
const file = join(import.meta.dirname, '../../examples/spaces/nasbench201.hnas');
const store = join(folder, '.hnas/runs.db');
const { signal } = new AbortController();

function fill(): string {
  const text = `import ${JSON.stringify(file)}\nevaluator E = table { path: "t.csv", metric: a }\nexperiment Large { space: NASBench201 evaluator: E maximize accuracy minimize params minimize macs }\n`;
  const entry = join(folder, 'large.hnas');
  const opened = openSource({ entry, files: new Map([[entry, text]]), experiment: 'Large' });
  if ('error' in opened) throw new Error(opened.error);
  const { space, objectives, seed } = opened.value;
  const kept = openStore(store);
  const { id } = kept.create({
    experiment: 'Large',
    space: space.name,
    spaceHash: space.hash,
    file: entry,
    spec: text,
    resolved: resolvedParts(opened.value),
    seed,
    objectives,
    constraints: [],
    box: hypervolumeBox(space, objectives),
    budget: { evaluations },
    backend: 'none',
    versions: {},
  });
  kept.finish(id, 'done', 'made for the benchmark');
  kept.close();
  const random = seededRandom('columns');
  const cells = Array.from({ length: 3000 }, () => {
    const architecture = space.sample(random) ?? { choices: [] };
    const metrics = metricsOfCosts(space.costs(architecture));
    return { architecture, text: space.text(architecture), metrics };
  });
  const db = new DatabaseSync(store);
  const insert = db.prepare('INSERT INTO evaluations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  db.exec('BEGIN');
  for (let position = 0; position < evaluations; position++) {
    const cell = cells[random.int(cells.length)] as (typeof cells)[number];
    const accuracy = 60 + 34 * (1 - Math.exp(-(cell.metrics['params'] ?? 0) / 5e5)) * random.next() ** 0.1;
    const predicted =
      position % 3 === 0 ? JSON.stringify({ accuracy: { mean: accuracy + random.normal(), std: 1 } }) : null;
    const metrics = JSON.stringify({ ...cell.metrics, accuracy, 'latency(edgegpu)': 0.01 * random.next() });
    insert.run(id, position, cell.text, JSON.stringify(cell.architecture.choices), `hash-${position}`, 'mutation', 'ok', null, metrics, predicted, 0.01, '2030-01-01T00:00:00.000Z'); // prettier-ignore
  }
  db.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  return id;
}

/** Milliseconds of this thread's processor: what other work on the machine takes does not count. */
const busy = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

/** The longest time in which nothing else was done. */
function blocks(): { longest(): number; end(): void } {
  let last = busy();
  let longest = 0;
  let timer = setImmediate(function look() {
    longest = Math.max(longest, busy() - last);
    last = busy();
    timer = setImmediate(look);
  });
  return {
    longest: () => Math.max(longest, busy() - last),
    end: () => clearImmediate(timer),
  };
}

interface Measured {
  readonly what: string;
  readonly first: number;
  readonly all: number;
  readonly longest: number;
  readonly megabytes: number;
  readonly points: number;
}

/** All points as the editor asks for them, with what the wire needs: JSON of each answer, and its check at the other end. */
async function columns(
  what: string,
  run: string,
  requests: ReturnType<typeof runRequests>,
  from = 0,
): Promise<Measured> {
  const watch = blocks();
  await new Promise((resolve) => setImmediate(resolve));
  const start = performance.now();
  let first = NaN;
  let bytes = 0;
  let known = from;
  let points = 0;
  for (;;) {
    const answer = await requests.handlers.runPoints({ store, run, from: known }, signal);
    const message = JSON.stringify(toJson(answer));
    if (Number.isNaN(first)) first = performance.now() - start;
    bytes += message.length;
    // The other end is another process: its work is not the engine's, but the message must be one that it takes.
    const read = runPoints(toJson(answer), 'answer');
    if ('error' in read) throw new Error(read.error);
    const positions = unpackColumn(answer.position);
    points += positions?.length ?? 0;
    known = (positions?.at(-1) ?? known - 1) + 1;
    await new Promise((resolve) => setImmediate(resolve));
    if (known >= answer.total) break;
  }
  const all = performance.now() - start;
  watch.end();
  return { what, first, all, longest: watch.longest(), megabytes: bytes / 1e6, points };
}

/** The same without columns. */
async function rows(run: string): Promise<Measured> {
  const watch = blocks();
  await new Promise((resolve) => setImmediate(resolve));
  const start = performance.now();
  const kept = openStore(store, { readOnly: true });
  const found = kept.evaluations(run);
  kept.close();
  const message = JSON.stringify(found);
  const all = performance.now() - start;
  const longest = watch.longest();
  watch.end();
  return {
    what: 'yardstick: all rows as JSON',
    first: all,
    all,
    longest,
    megabytes: message.length / 1e6,
    points: found.length,
  };
}

const run = fill();
const requests = runRequests(new URL('file:///nowhere.ts'), { emit: () => undefined });
const results: Measured[] = [];
try {
  // Once for the compiler, on what is thrown away.
  await columns('', run, runRequests(new URL('file:///nowhere.ts'), { emit: () => undefined }));
  results.push(await columns('columns, nothing known', run, requests));
  results.push(await columns('columns, kept from before', run, requests));
  results.push(await columns('columns, the last ten', run, requests, evaluations - 10));
  const watch = blocks();
  const start = performance.now();
  await runRequests(new URL('file:///nowhere.ts'), { emit: () => undefined }).handlers.listRuns(
    { stores: [store] },
    signal,
  );
  const all = performance.now() - start;
  watch.end();
  results.push({
    what: 'summary in the list, nothing known',
    first: all,
    all,
    longest: watch.longest(),
    megabytes: NaN,
    points: evaluations,
  });
  results.push(await rows(run));
  const shown = (value: number): string => (Number.isNaN(value) ? '' : value.toFixed(value < 10 ? 1 : 0));
  console.log(
    `a store of ${evaluations} evaluations, ${(statSync(store).size / 1e6).toFixed(0)} MB; milliseconds, the longest block of the thread's processor\n`,
  );
  console.log(
    textTable(
      [
        { title: 'what', align: 'left' },
        { title: 'first', align: 'right' },
        { title: 'all', align: 'right' },
        { title: 'longest block', align: 'right' },
        { title: 'MB', align: 'right' },
        { title: 'points', align: 'right' },
      ],
      results.map((each) => [each.what, shown(each.first), shown(each.all), shown(each.longest), shown(each.megabytes), `${each.points}`]), // prettier-ignore
      undefined,
    ).join('\n'),
  );
} finally {
  await requests.close();
  rmSync(folder, { recursive: true, force: true });
}
