/** Searches through a queue, with workers that are killed: for the benchmarks, and for the test that does the same a few times. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../dsl/random.ts';
import { hnas, results, start, type Running } from '../../test/slow/engine/cli/process.ts';

/** Seconds that an evaluation takes, at least. */
export interface Task {
  readonly evaluations: number;
  readonly seconds: number;
  /** Evaluations in the queue at the same time. */
  readonly concurrency: number;
  readonly redis: string;
}

/** `Local` and `Farm` search with the same program; it notes each start in the file `started`. */
export function specText({ evaluations, seconds, concurrency, redis }: Task): string {
  return `space Small {
  input image[1, 8, 8]
  output logits[10]
  param width = choice 2..12
  param depth = choice 1..3
  param k = choice [1, 3]
  network {
    conv(k: k, out: width) >> relu
    repeat depth {
      param wide = choice [1, 3]
      conv(k: wide, out: width) >> relu
    }
    global_avgpool >> linear(out: 10)
  }
}
evaluator Train = command { run: ["sh", "train.sh", "${seconds}"], parallel: ${concurrency} }
evaluator Farm = queue { redis: "${redis}", evaluator: Train, concurrency: ${concurrency}, retries: 100 }
experiment Local {
  space: Small
  evaluator: Train
  maximize accuracy
  search evolution { population: ${Math.min(16, evaluations)}, tournament: 4, batch: 8 }
  budget { evaluations: ${evaluations} }
  seed: 7
}
experiment Far {
  space: Small
  evaluator: Farm
  maximize accuracy
  search evolution { population: ${Math.min(16, evaluations)}, tournament: 4, batch: 8 }
  budget { evaluations: ${evaluations} }
  seed: 7
}
`;
}

const program = `echo "$HNAS_SEED" >> started
echo '{"step": 1, "of": 2, "accuracy": 1}'
sleep "$1"
echo "{\\"accuracy\\": $((HNAS_SEED % 10000))e-2}"
`;

export interface Field {
  readonly folder: string;
  readonly spec: string;
  /** How often an evaluation was begun, by its seed. */
  started(): ReadonlyMap<string, number>;
  remove(): void;
}

export function newField(task: Task): Field {
  const folder = mkdtempSync(join(tmpdir(), 'hnas-farm-'));
  writeFileSync(join(folder, 'spec.hnas'), specText(task));
  writeFileSync(join(folder, 'train.sh'), program);
  writeFileSync(join(folder, 'started'), '');
  return {
    folder,
    spec: 'spec.hnas',
    started: () => {
      const counts = new Map<string, number>();
      for (const seed of readFileSync(join(folder, 'started'), 'utf8')
        .split('\n')
        .filter((line) => line !== ''))
        counts.set(seed, (counts.get(seed) ?? 0) + 1);
      return counts;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What an undisturbed search on this machine alone finds. */
export async function undisturbed({ folder, spec }: Field): Promise<ReturnType<typeof results>> {
  const { code, err } = await hnas(folder, 'search', `${spec}#Local`, '--store', 'local.db');
  if (code !== 0) throw new Error(err);
  writeFileSync(join(folder, 'started'), '');
  return results(join(folder, 'local.db'), 'local-1');
}

export interface Farm {
  readonly kills: number;
  /** Kills one of the workers that are at an evaluation, and begins another one in its place. `which`: of 0..1. */
  kill(which: number): void;
  /** Resolves when all take jobs. */
  ready(): Promise<void>;
  stop(): Promise<void>;
}

export function startFarm(folder: string, redis: string, count: number, lease: number): Farm {
  let kills = 0;
  const begin = (i: number): Running =>
    start(folder, 'worker', '--redis', redis, '--name', `w${i}`, '--lease', `${lease}`);
  const workers = Array.from({ length: count }, (_, i) => begin(i));
  return {
    get kills() {
      return kills;
    },
    kill: (which) => {
      const busy = workers.flatMap(({ err }, i) => (err().endsWith('begins\n') ? [i] : []));
      const i = busy[Math.floor(which * busy.length)];
      if (i === undefined) return;
      workers[i]?.child.kill('SIGKILL');
      workers[i] = begin(i);
      kills++;
    },
    ready: async () => {
      while (workers.some(({ err }) => !err().includes('takes jobs'))) await sleep(50);
    },
    stop: async () => {
      for (const { child } of workers) child.kill('SIGTERM');
      await Promise.all(workers.map(({ ended }) => ended));
    },
  };
}

export interface Outcome {
  readonly results: ReturnType<typeof results>;
  readonly kills: number;
  readonly seconds: number;
  readonly err: string;
}

export interface Killing {
  readonly workers: number;
  /** Seconds without a sign of life after which a job goes to another worker. */
  readonly lease: number;
  /** Seconds between two deaths, on average. */
  readonly pause: number;
  /** Deaths at most: on a slow machine workers that begin again would never come to work. */
  readonly most: number;
  readonly seed: number;
}

/** Searches while workers die at an evaluation, as the seed says. */
export async function killedFarm(
  field: Field,
  redis: string,
  { workers, lease, pause, most, seed }: Killing,
): Promise<Outcome> {
  const random = seededRandom(`kills ${seed}`);
  const farm = startFarm(field.folder, redis, workers, lease);
  await farm.ready();
  const clock = performance.now();
  const store = `far-${seed}.db`;
  const { ended } = start(field.folder, 'search', `${field.spec}#Far`, '--store', store);
  let isOver = false;
  const killing = (async () => {
    while (!isOver && farm.kills < most) {
      await sleep(2000 * pause * random.next());
      if (!isOver) farm.kill(random.next());
    }
  })();
  const { code, err } = await ended;
  const seconds = (performance.now() - clock) / 1000;
  isOver = true;
  await killing;
  await farm.stop();
  if (code !== 0) throw new Error(err);
  return { results: results(join(field.folder, store), 'far-1'), kills: farm.kills, seconds, err };
}
