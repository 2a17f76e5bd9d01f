/** Runs in processes of their own: begun, followed, stopped, resumed, killed, orphaned; and their results are those of an undisturbed run. */
import { execFileSync, fork } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ModelSource } from '../../../../engine/protocol/messages.ts';
import type { RunSummary } from '../../../../engine/protocol/runs.ts';
import { spawnRuns } from '../../../../engine/serve/runs/run-process.ts';
import { superviseRun } from '../../../../engine/serve/runs/supervised-run.ts';
import type { EvaluationRecord } from '../../../../engine/store/records.ts';
import { openStore } from '../../../../engine/store/store.ts';
import { startEngine, type EngineProcess } from '../../../support/engine-process.ts';
import { root } from '../../../support/spaces.ts';

/** Trains networks of a few parameters: a run of five takes some seconds. `predictor` fits between evaluations. */
const textOf = (evaluations = 5, epochs = 3, width = 4): string => `
space Tiny {
  input image[1, 12, 12]
  output logits[10]
  param width = choice [${width}, 6, 8]
  param kernel = choice [1, 3]
  param depth = choice 1..3
  network {
    conv(k: kernel, out: width, stride: 2) >> relu
    repeat depth { conv3x3(out: width) >> relu }
    global_avgpool >> linear(out: 10)
  }
}
dataset Some = glyphs { classes: "digits", size: 12, train: 600, val: 100, test: 0, seed: 3 }
evaluator Train = train { epochs: ${epochs}, batch: 16, learning_rate: 0.01, validations: 1, threads: 1 }
predictor Fast = gp {}
experiment Quick {
  space: Tiny
  dataset: Some
  evaluator: Train
  predictor: Fast
  maximize accuracy
  minimize params
  search predictor { initial: 3, batch: 1, candidates: 50 }
  budget { evaluations: ${evaluations} }
  checkpoint { every: 0s }
  seed: 5
}
`;

let folder: string;
let file: string;
let store: string;
let engine: EngineProcess;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hnas-runs-'));
  file = join(folder, 'tiny.hnas');
  store = join(folder, '.hnas/runs.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(async () => {
  expect(engine.problems).toEqual([]);
  await engine.end();
});

const sourceOf = (text: string): ModelSource => {
  writeFileSync(file, text);
  const entry = pathToFileURL(file).href;
  return { entry, files: new Map([[entry, text]]), experiment: 'Quick' };
};
type Purpose = 'search' | 'labels' | 'given';
const start = (
  text = textOf(),
  more: { purpose?: Purpose; evaluations?: number; architectures?: string[]; warmStart?: string } = {},
  of = engine,
) =>
  of.request('startRun', {
    source: sourceOf(text),
    purpose: 'search',
    evaluations: undefined,
    architectures: [],
    warmStart: undefined,
    ...more,
  });
const resume = (run: string, source?: ModelSource, evaluations?: number, of = engine) =>
  of.request('resumeRun', { store, run, source, evaluations });
const endOf = (run: string, of = engine) => of.heard('runEnded', (event) => event.store === store && event.run === run);
const progressOf = (run: string, done: number, of = engine) =>
  of.heard('runProgress', (event) => event.store === store && event.run === run && event.done >= done);

/** What does not depend on the clock. */
function essence(run: string): object[] {
  const kept = openStore(store, { readOnly: true });
  try {
    return kept.evaluations(run).map(({ finished: _, seconds: __, metrics, ...rest }: EvaluationRecord) => {
      const { images_per_second: ___, ...measured } = metrics;
      return { ...rest, metrics: measured };
    });
  } finally {
    kept.close();
  }
}
function ownerOf(run: string): number {
  const kept = openStore(store, { readOnly: true });
  const { owner = '' } = kept.run(run);
  kept.close();
  return Number.parseInt(owner);
}
const summary = async (run: string, of = engine): Promise<RunSummary | undefined> =>
  (await of.request('listRuns', { stores: [store] }))[0]?.runs.find((each) => each.run === run);
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
async function until(holds: () => boolean, patience: number): Promise<number> {
  const before = performance.now();
  while (!holds()) {
    if (performance.now() - before > patience) throw new Error(`not within ${patience} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return performance.now() - before;
}

describe('a run of the editor', () => {
  it('is in the store when it is answered, worked on by a process of its own, and ends as the command line would', async () => {
    const begun = await start();
    expect(begun).toMatchObject({ store, run: 'quick-1', file, state: 'running', ours: true, evaluations: 0 });
    expect(ownerOf('quick-1')).not.toBe(engine.child.pid);
    expect(await progressOf('quick-1', 1)).toMatchObject({
      budget: 5,
      doing: expect.stringMatching(/^epoch \d of 3/) as string,
    });
    expect(await endOf('quick-1')).toMatchObject({ end: 'done', reason: 'the budget of evaluations is spent' });
    expect(await summary('quick-1')).toMatchObject({ state: 'done', ours: false, evaluations: 5 });
    execFileSync(process.execPath, [join(root, 'engine/cli/main.ts'), 'search', file], { stdio: 'pipe' });
    expect(essence('quick-2')).toEqual(essence('quick-1'));
  });

  it('stopped, resumed and killed, it ends as an undisturbed one', async () => {
    const text = textOf(5, 40);
    await start(text);
    await endOf('quick-1');
    const source = sourceOf(text);
    await engine.request('startRun', {
      source,
      purpose: 'search',
      evaluations: undefined,
      architectures: [],
      warmStart: undefined,
    });
    await progressOf('quick-2', 1);
    const stopped = await engine.request('stopRun', { store, run: 'quick-2' });
    expect(stopped).toMatchObject({ state: 'interrupted', ours: false, reason: 'interrupted by the user' });
    expect(stopped.evaluations).toBeLessThan(5);
    expect(await endOf('quick-2')).toMatchObject({ end: 'stopped' });
    expect(await resume('quick-2', source)).toMatchObject({ state: 'running', ours: true });
    await progressOf('quick-2', 2);
    const victim = ownerOf('quick-2');
    process.kill(victim, 'SIGKILL');
    await engine.heard('log', ({ message }) =>
      /run quick-2 was killed \(SIGKILL\).*begun again in 0\.5 s/.test(message),
    );
    // While nobody works on it for a moment, it is under way all the same.
    expect(await summary('quick-2')).toMatchObject({ state: 'running', ours: true });
    expect(await endOf('quick-2')).toMatchObject({ end: 'done' });
    expect(essence('quick-2')).toEqual(essence('quick-1'));
  });

  it('goes on after its end when more is asked for, and not otherwise', async () => {
    const { run } = await start(textOf(), { evaluations: 3 });
    await endOf(run);
    const source = sourceOf(textOf());
    expect(await summary(run)).toMatchObject({ evaluations: 3, budget: { evaluations: 3 } });
    await expect(resume(run, source)).rejects.toThrow(
      'run quick-1 has ended: the budget of evaluations is spent; ask for more evaluations to go on with it',
    );
    await expect(resume(run, source, 3)).rejects.toThrow(
      'run quick-1 has 3 evaluations already; ask for more than that',
    );
    expect(await resume(run, source, 4)).toMatchObject({ budget: { evaluations: 4 } });
    await endOf(run);
    expect(essence(run)).toHaveLength(4);
    // The text says more than it did when the run was started.
    expect(await resume(run, sourceOf(textOf(6)))).toMatchObject({ budget: { evaluations: 6 } });
    await endOf(run);
    expect(essence(run)).toHaveLength(6);
  });

  it('gives what it measured to a new run of a changed text, as far as it counts', async () => {
    const { run } = await start(textOf(), { evaluations: 3 });
    await endOf(run);
    const changed = textOf().replace('  minimize params\n', '');
    const compared = await engine.request('compareRun', { store, run, source: sourceOf(changed) });
    expect(compared).toMatchObject({ known: 3, left: [], why: undefined });
    expect(compared.changes).toEqual(['the objectives (maximize accuracy, minimize params -> maximize accuracy)']);
    const second = await start(changed, { evaluations: 1, warmStart: run });
    expect(second).toMatchObject({ run: 'quick-2', budget: { evaluations: 4 } });
    await endOf(second.run);
    expect(essence(second.run)).toMatchObject([{ origin: 'known' }, { origin: 'known' }, { origin: 'known' }, {}]);
    await expect(start(textOf(5, 2), { warmStart: run })).rejects.toThrow(
      'nothing of run quick-1 can be taken over: since it was started the evaluator (epochs: 3 -> 2) changed',
    );
    await expect(start(textOf(), { warmStart: 'gone' })).rejects.toThrow('there is no run "gone"');
  });

  it('is refused by name when its text means something else by now, and goes on with its own text', async () => {
    const { run } = await start(textOf(4, 6));
    await progressOf(run, 1);
    await engine.request('stopRun', { store, run });
    await endOf(run);
    const changed = sourceOf(textOf(4, 2, 5));
    await expect(resume(run, changed)).rejects.toThrow(
      'run quick-1 cannot go on: since it was started the space (width: 4, 6, 8 -> 5, 6, 8), the evaluator (epochs: 6 -> 2) changed; undo the change, or start a new run',
    );
    await expect(resume(run, sourceOf('space Broken {'))).rejects.toThrow(/^experiment Quick has an error: /);
    expect(await resume(run)).toMatchObject({ state: 'running', ours: true });
    expect(await endOf(run)).toMatchObject({ end: 'done' });
    expect(essence(run)).toHaveLength(4);
  });

  it('measures labels and given architectures, which predictions then rest on', async () => {
    const source = sourceOf(textOf());
    const labels = await start(textOf(), { purpose: 'labels', evaluations: 5 });
    expect(labels).toMatchObject({ strategy: 'labels', budget: { evaluations: 5 } });
    await endOf(labels.run);
    expect((essence(labels.run) as EvaluationRecord[]).map(({ origin }) => origin)).toEqual(
      new Array(5).fill('initial'),
    );
    const more = await start(textOf(), { purpose: 'labels', evaluations: 5 });
    await endOf(more.run);
    const known = (essence(labels.run) as EvaluationRecord[]).map(({ hash }) => hash);
    expect((essence(more.run) as EvaluationRecord[]).filter(({ hash }) => known.includes(hash))).toEqual([]);

    const measuredBefore = [labels, more].flatMap(({ run }) => essence(run) as EvaluationRecord[]);
    const wanted = ['1', '2', '3'].map((depth) => `{ width: 8, kernel: 3, depth: ${depth} }`).find((each) => !measuredBefore.some(({ architecture }) => architecture === each)) ?? ''; // prettier-ignore
    const before = await engine.request('openModel', { model: 'm', source });
    expect(before.basis).toMatchObject({ samples: 10 });
    const given = await start(textOf(), { purpose: 'given', architectures: [wanted] });
    expect(given).toMatchObject({ strategy: 'given', budget: { evaluations: 1 } });
    await endOf(given.run);
    const measured = (essence(given.run) as EvaluationRecord[])[0]?.metrics['accuracy'];
    const { state } = await engine.heard('modelChanged', ({ state: { basis } }) => basis?.samples === 11);
    expect(state.basis?.source).toBe('3 runs beside this file');
    const { estimates } = await engine.request('predict', { model: 'm', architectures: [wanted] });
    expect(estimates[0]?.estimate.measured).toBe(measured);
    await expect(start(textOf(), { purpose: 'given', architectures: ['{ width: 5 }'] })).rejects.toThrow(
      /^\{ width: 5 \} cannot be measured: /,
    );
  });

  it('tells importances of its evaluations from a thread', async () => {
    const { run } = await start(textOf());
    await endOf(run);
    const { decisions, basis, why } = await engine.request('importance', { store, run, metric: 'accuracy' });
    expect(why).toBeUndefined();
    expect(basis).toMatch(/^predicted by gp from 5 evaluations/);
    expect(decisions.map(({ path }) => path)).toEqual(['width', 'kernel', 'depth']);
  });
});

describe('faults', () => {
  it('a spec that breaks while its search runs leaves the search alone', async () => {
    const { run } = await start();
    writeFileSync(file, 'space Broken {');
    expect(await endOf(run)).toMatchObject({ end: 'done' });
  });

  it('what cannot begin is refused with its sentence, and leaves no run', async () => {
    await expect(start(textOf().replace('evaluator: Train', ''))).rejects.toThrow('experiment Quick has no evaluator');
    await expect(
      start(textOf().replace('glyphs {', 'folder { path: "nowhere" }\ndataset Other = glyphs {')),
    ).rejects.toThrow(/nowhere/);
    expect(existsSync(store)).toBe(false);
  });

  it('a store that is damaged stops a run from beginning, with what can be done', async () => {
    await start(textOf(1, 1));
    await endOf('quick-1');
    const bytes = readFileSync(store);
    writeFileSync(store, bytes.fill(0xab, 4096));
    rmSync(`${store}-wal`, { force: true });
    await expect(start(textOf(1, 1))).rejects.toThrow(
      /is damaged; "hnas runs repair --store .*" saves what can be read$/,
    );
  });

  it('a store that vanishes under a run ends it with a sentence', async () => {
    const { run } = await start(textOf(5, 10));
    await progressOf(run, 0);
    rmSync(dirname(store), { recursive: true });
    const { end, reason } = await endOf(run);
    expect([end, reason]).toEqual([
      'failed',
      `the store ${store} was deleted while a run was writing to it; start a new run`,
    ]);
    expect(await engine.request('listRuns', { stores: [store] })).toEqual([{ store, error: undefined, runs: [] }]);
    await expect(resume(run)).rejects.toThrow(`there is no store ${store}; the first run makes it`);
    expect(existsSync(dirname(store))).toBe(false);
  });

  it('two engines on one store see the same runs, and neither takes the other’s', async () => {
    const other = await startEngine();
    try {
      const { run } = await start(textOf(5, 400));
      await progressOf(run, 0);
      expect(await summary(run, other)).toMatchObject({ state: 'running', ours: false });
      const process = ownerOf(run);
      const elsewhere = new RegExp(`^run ${run} is being worked on by process ${process}@.*stop it there first$`);
      await expect(other.request('stopRun', { store, run })).rejects.toThrow(elsewhere);
      await expect(other.request('deleteRun', { store, run })).rejects.toThrow(/stop it first$/);
      await expect(resume(run, undefined, undefined, other)).rejects.toThrow(elsewhere);
      await expect(resume(run)).rejects.toThrow(`run ${run} is under way already`);
      await engine.request('stopRun', { store, run });
      expect(await resume(run, undefined, undefined, other)).toMatchObject({ state: 'running', ours: true });
      expect(await summary(run)).toMatchObject({ state: 'running', ours: false });
      await other.request('stopRun', { store, run });
    } finally {
      await other.end();
    }
  });

  it('an engine that is killed takes its runs along, and the next one goes on at once', async () => {
    const first = await startEngine();
    const { run } = await start(textOf(5, 400), {}, first);
    await progressOf(run, 0, first);
    const owner = ownerOf(run);
    await first.kill();
    const second = await startEngine();
    try {
      expect(await resume(run, undefined, undefined, second)).toMatchObject({ state: 'running', ours: true });
      expect(isAlive(owner)).toBe(false);
      expect(ownerOf(run)).not.toBe(owner);
      await second.request('shutdown', null);
      expect(await summary(run)).toMatchObject({ state: 'interrupted', reason: 'interrupted by the user' });
    } finally {
      await second.end();
    }
  });

  it('a process ends soon after its engine, whatever it is busy with', async () => {
    // A parent that starts a child which never comes back to its event loop.
    const orphan = JSON.stringify(pathToFileURL(join(root, 'engine/serve/runs/orphan.ts')).href);
    const child = join(folder, 'child.mjs');
    writeFileSync(
      child,
      `import { endWithParent } from ${orphan};\nendWithParent();\nprocess.send(process.pid);\nsetTimeout(() => { for (;;); }, 1000);`,
    );
    const parent = join(folder, 'parent.mjs');
    writeFileSync(
      parent,
      `import { execFileSync, fork } from 'node:child_process';\nconst child = fork(${JSON.stringify(child)});\nchild.on('message', (pid) => process.send(pid));`,
    );
    const started = fork(parent);
    const pid = await new Promise<number>((resolve) => started.once('message', (value) => resolve(Number(value))));
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(isAlive(pid)).toBe(true);
    started.kill('SIGKILL');
    expect(await until(() => !isAlive(pid), 5000)).toBeLessThan(3000);
  });

  it('a process that always runs out of memory is given up, and the sentence says so', async () => {
    const entry = join(folder, 'hungry.mjs');
    writeFileSync(
      entry,
      `process.send({ name: 'begun', content: { run: 'quick-1' } }, () => {
         const kept = [];
         for (;;) kept.push(new Array(1000).fill({}));
       });`,
    );
    vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=32');
    const ended = Promise.withResolvers<string>();
    await superviseRun(
      {
        store,
        run: undefined,
        source: undefined,
        purpose: 'search',
        architectures: [],
        evaluations: undefined,
        warmStart: undefined,
      },
      {
        spawn: spawnRuns(pathToFileURL(entry), () => undefined),
        ledger: { evaluations: () => 0, interrupt: () => undefined },
        fate: {
          progress: () => undefined,
          workers: () => undefined,
          changed: () => undefined,
          log: () => undefined,
          ended: (_, end, reason) => ended.resolve(`${end}: ${reason}`),
        },
        delays: [10, 20, 30],
      },
      new AbortController().signal,
    );
    const end = await ended.promise;
    vi.unstubAllEnvs();
    expect(end).toBe(
      'lost: its process ran out of memory (the heap of JavaScript was full), 4 times in a row; what was evaluated is kept, "Resume" goes on',
    );
  });
});
