/**
 * Nothing is lost: whatever befalls a search (kills, a lock, a full disk, a damaged store, a second process, a process that slept, an edited spec), it goes on to the
 * results of an undisturbed one, or says in a sentence why not. `bench/durability/kill.ts` kills many more times.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killedSearch, specOf, undisturbed, writeTable, type Work } from '../../../../bench/durability/searches.ts';
import { seededRandom } from '../../../../dsl/random.ts';
import { openStore } from '../../../../engine/store/store.ts';
import { hnas, results, start } from '../cli/process.ts';

let folder = '';
let whole: ReturnType<typeof results> = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hnas-durability-'));
  writeFileSync(join(folder, 'spec.hnas'), specOf('table'));
  await writeTable(folder);
  // Slow enough to be met at work.
  writeFileSync(
    join(folder, 'slow.hnas'),
    specOf('table').replace('candidates: 100', 'candidates: 400').replace('evaluations: 60', 'evaluations: 30'),
  );
  expect((await hnas(folder, 'search', 'slow.hnas', '--store', 'whole.db')).code).toBe(0);
  whole = results(join(folder, 'whole.db'), 'quick-1');
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const resultsIn = (store: string, run = 'quick-1') => results(join(folder, store), run);
const resume = (store: string, ...more: string[]) =>
  hnas(folder, 'search', 'slow.hnas', '--store', store, '--resume', 'quick-1', ...more);

/** A search that has evaluated something and is not done. */
async function underWay(store: string): Promise<ReturnType<typeof start>> {
  const running = start(folder, 'search', 'slow.hnas', '--store', store);
  while (!running.err().includes('[12/30]')) await sleep(10);
  return running;
}

async function killedUnderWay(store: string): Promise<void> {
  const { child, ended } = await underWay(store);
  child.kill('SIGKILL');
  await ended;
}

describe('a search that is killed at random moments', () => {
  it.each<[Work, number]>([
    ['table', 8],
    ['train', 4],
  ])('and looks up or trains (%s), ends as an undisturbed one', async (work, kills) => {
    const own = mkdtempSync(join(tmpdir(), 'hnas-kills-'));
    writeFileSync(join(own, 'spec.hnas'), specOf(work));
    if (work === 'table') await writeTable(own);
    const expected = await undisturbed(own);
    const random = seededRandom(`test ${work}`);
    const search = await killedSearch(own, 'killed.db', kills, () => expected.seconds * random.next());
    expect(search.results).toEqual(expected.results);
    // Weights are kept of what trains, and they are the same too, bit for bit.
    expect(expected.weights.length > 0).toBe(work === 'train');
    expect(search.weights).toEqual(expected.weights);
    expect(search.kills).toBe(kills);
    rmSync(own, { recursive: true });
  });
});

describe('two processes on one store', () => {
  it('work on a run each, to the results of one alone', async () => {
    const ended = await Promise.all([1, 2, 3].map(() => hnas(folder, 'search', 'slow.hnas', '--store', 'both.db')));
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0]);
    for (const run of ['quick-1', 'quick-2', 'quick-3']) expect(resultsIn('both.db', run)).toEqual(whole);
  });

  it('never work on the same run', async () => {
    await killedUnderWay('same.db');
    const ended = await Promise.all([1, 2, 3].map(() => resume('same.db')));
    const refused = ended.filter(({ code }) => code !== 0);
    // The last to come may find it done: then it draws its front, and evaluates nothing.
    for (const { code, err } of refused) {
      expect(code).toBe(2);
      expect(err).toMatch(/run quick-1 is being worked on by process \d+@/);
    }
    expect(refused.length).toBeLessThan(3);
    expect(resultsIn('same.db')).toEqual(whole);
  });

  it.skipIf(process.platform === 'win32')('leave a run to the one that took it while the other slept', async () => {
    const { child, ended } = await underWay('slept.db');
    child.kill('SIGSTOP');
    const db = new DatabaseSync(join(folder, 'slept.db'));
    // As after a minute of silence.
    db.prepare('UPDATE runs SET heartbeat = heartbeat - 100').run();
    db.close();
    expect((await resume('slept.db')).code).toBe(0);
    child.kill('SIGCONT');
    const first = await ended;
    expect(first.code).toBe(2);
    expect(first.err).toMatch(/run quick-1 was ended while this process was silent; here it stops/);
    expect(resultsIn('slept.db')).toEqual(whole);
    const store = openStore(join(folder, 'slept.db'), { readOnly: true });
    expect(store.run('quick-1').status).toBe('done');
    store.close();
  });
});

describe('a store that fails', () => {
  it('because another program holds it, ends the search in a sentence; it goes on when it is free', async () => {
    const running = await underWay('locked.db');
    const db = new DatabaseSync(join(folder, 'locked.db'), { timeout: 5000 });
    db.exec('BEGIN IMMEDIATE');
    const { code, err } = await running.ended;
    db.exec('ROLLBACK');
    db.close();
    expect(code).toBe(2);
    expect(err).toMatch(/the store .*locked\.db is locked by another process; try again when that one is done/);
    expect(err).toContain('Go on with: hnas search slow.hnas --resume quick-1 --store locked.db');
    expect((await resume('locked.db')).code).toBe(0);
    expect(resultsIn('locked.db')).toEqual(whole);
  });

  const canMount = process.platform === 'linux' && spawnSync('unshare', ['-rm', 'true']).status === 0;
  it.skipIf(!canMount)(
    'because the disk is full (needs unshare), keeps what was evaluated and goes on with room',
    () => {
      const program = join(import.meta.dirname, '../../../../bin/hnas.mjs');
      const disk = mkdtempSync(join(tmpdir(), 'hnas-disk-'));
      const search = `"${process.execPath}" "${program}" search slow.hnas --store "${disk}/full.db" --out "${folder}/charts"`;
      const script = [
        `mount -t tmpfs -o size=240k tmpfs "${disk}"`,
        `${search} 2>"${folder}/full.txt"; echo "code $?" >>"${folder}/full.txt"`,
        `mount -o remount,size=20m "${disk}"`,
        `${search} --resume last 2>>"${folder}/full.txt"`,
        `cp "${disk}/full.db" "${folder}/full.db"`,
      ].join('\n');
      execFileSync('unshare', ['-rm', 'sh', '-c', script], { cwd: folder, stdio: 'ignore' });
      const said = readFileSync(join(folder, 'full.txt'), 'utf8');
      expect(said).toMatch(/the store .*full\.db cannot grow: the disk is full; what was kept so far stays/);
      expect(said).toContain('code 2\n');
      expect(resultsIn('full.db')).toEqual(whole);
      rmSync(disk, { recursive: true, force: true });
    },
  );

  it('because it is damaged, is repaired, and what was lost is measured again', async () => {
    copyFileSync(join(folder, 'whole.db'), join(folder, 'damaged.db'));
    const file = join(folder, 'damaged.db');
    const bytes = readFileSync(file);
    const hash = whole[20]?.hash ?? '';
    const page = 4096 * Math.floor(bytes.indexOf(hash) / 4096);
    writeFileSync(file, bytes.fill(0xab, page, page + 4096));
    const refused = await resume('damaged.db');
    expect(refused).toMatchObject({ code: 2, err: expect.stringMatching(/is damaged; "hnas runs repair --store .*" saves what can be read/) as string }); // prettier-ignore
    const repaired = await hnas(folder, 'runs', 'repair', '--store', 'damaged.db');
    expect(repaired.out).toMatch(/run quick-1: \d+ evaluations, \d+ lost; --resume quick-1 measures them again/);
    expect(readdirSync(folder).filter((name) => name.startsWith('damaged.db.corrupt-'))).toHaveLength(1);
    expect(resultsIn('damaged.db').length).toBeLessThan(30);
    expect((await resume('damaged.db')).code).toBe(0);
    expect(resultsIn('damaged.db')).toEqual(whole);
  });
});

describe('a spec that is edited while its search is under way', () => {
  it('does not change the search; going on then says what changed', async () => {
    const text = readFileSync(join(folder, 'slow.hnas'), 'utf8');
    const { child, ended } = await underWay('edited.db');
    writeFileSync(join(folder, 'slow.hnas'), text.replace('seed: 3', 'seed: 4'));
    try {
      await sleep(300);
      child.kill('SIGKILL');
      await ended;
      const refused = await resume('edited.db');
      expect(refused.code).toBe(2);
      expect(refused.err).toContain('since it was started the seed (3 -> 4) changed');
    } finally {
      writeFileSync(join(folder, 'slow.hnas'), text);
    }
    const store = openStore(join(folder, 'edited.db'), { readOnly: true });
    expect(store.run('quick-1').spec).toBe(text);
    store.close();
    expect((await resume('edited.db')).code).toBe(0);
    expect(resultsIn('edited.db')).toEqual(whole);
  });
});
