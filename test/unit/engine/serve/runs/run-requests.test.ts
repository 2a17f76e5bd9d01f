/** Answers about runs from real stores, and the sentence of each thing that may be wrong with one. No process is started here. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unpackColumn } from '../../../../../engine/protocol/columns.ts';
import type { ModelSource } from '../../../../../engine/protocol/messages.ts';
import { Refusal } from '../../../../../engine/protocol/peer.ts';
import { resolvedParts } from '../../../../../engine/search/resolved-parts.ts';
import { openSource } from '../../../../../engine/serve/open-source.ts';
import { runRequests, type RunRequests } from '../../../../../engine/serve/runs/run-requests.ts';
import type { RunStatus } from '../../../../../engine/store/records.ts';
import { openStore } from '../../../../../engine/store/store.ts';
import { sampleEvaluation, sampleSetup } from '../../store/sample-run.ts';

let folder: string;
let file: string;
let store: string;
let requests: RunRequests;
let events: { name: string; store?: string }[];
const { signal } = new AbortController();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hnas-runs-'));
  file = join(folder, 'net.hnas');
  store = join(folder, '.hnas/runs.db');
  events = [];
  requests = runRequests(new URL('file:///nowhere.ts'), {
    emit: (name, event) =>
      void events.push({ name, ...(event !== null && 'store' in event ? { store: event.store } : {}) }),
  });
});
afterEach(async () => {
  await requests.close();
  rmSync(folder, { recursive: true, force: true });
});

const text = (widths = '4, 8, 16', more = ''): string => `${more}
space Net {
  input image[3, 8, 8]
  output logits[10]
  network { conv3x3(out: choice [${widths}]) >> conv3x3(out: choice [4, 8]) >> global_avgpool >> linear(out: 10) }
}
dataset Digits = glyphs {}
evaluator Measure = train { epochs: 1 }
experiment Wide { space: Net dataset: Digits evaluator: Measure maximize accuracy minimize params }
`;

const sourceOf = (content: string): ModelSource => {
  const entry = pathToFileURL(file).href;
  return { entry, files: new Map([[entry, content]]), experiment: 'Wide' };
};

/** A run of all architectures of the space in the store, the wider the better. */
function keepRun(status: Exclude<RunStatus, 'running'> | 'running' = 'done', content = text()): string {
  const opened = openSource(sourceOf(content));
  if ('error' in opened) throw new Error(opened.error);
  const { space, objectives } = opened.value;
  const kept = openStore(store);
  const { id } = kept.create({
    ...sampleSetup,
    experiment: 'Wide',
    space: space.name,
    spaceHash: space.hash,
    file,
    spec: content,
    objectives,
    box: { reference: [0, 10_000], ideal: [-100, 0] },
    resolved: resolvedParts(opened.value),
  });
  [...space.enumerate()].forEach((architecture, position) => {
    const params = space.costs(architecture).params;
    const metrics = { params, accuracy: 60 + params / 100 };
    const choices = architecture.choices;
    const [of, hash] = [space.text(architecture), space.graphHash(architecture)];
    kept.step(id, { evaluation: sampleEvaluation(position, { architecture: of, choices, hash, metrics }) });
  });
  if (status !== 'running') kept.finish(id, status, 'for the test');
  kept.close();
  return id;
}

/** The sentence with which something is refused. */
async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
  throw new Error('it was not refused');
}

/** Of each store what is wrong with it, or how many runs it holds. */
const kindsOf = async (...stores: string[]) =>
  (await requests.handlers.listRuns({ stores }, signal)).map(({ error, runs }) => error?.kind ?? runs.length);

describe('runs', () => {
  it('are listed with what each has come to', async () => {
    const run = keepRun('interrupted');
    const [found] = await requests.handlers.listRuns({ stores: [store] }, signal);
    expect(found).toMatchObject({ store, error: undefined });
    expect(found?.runs).toMatchObject([
      {
        store,
        run,
        file,
        state: 'interrupted',
        reason: 'for the test',
        ours: false,
        strategy: 'predictor',
        evaluations: 6,
        failures: 0,
        front: 6,
      },
    ]);
    expect(found?.runs[0]?.hypervolume).toBeGreaterThan(0.1);
  });

  it('grow while they are read', async () => {
    const run = keepRun('running');
    const points = async (from: number) => requests.handlers.runPoints({ store, run, from }, signal);
    expect((await points(0)).total).toBe(6);
    const kept = openStore(store);
    kept.step(run, { evaluation: sampleEvaluation(7, { choices: [0, 0] }) });
    const { total, position } = await points(6);
    expect([total, ...(unpackColumn(position) ?? [])]).toEqual([7, 7]);
    kept.step(run, { evaluation: sampleEvaluation(6, { choices: [0, 0] }) });
    expect([...(unpackColumn((await points(6)).position) ?? [])]).toEqual([6, 7]);
    kept.close();
  });

  it('that are large are read in parts, and others have their turn in between', async () => {
    const run = keepRun('running');
    const kept = openStore(store);
    for (let position = 6; position < 3000; position++) kept.step(run, { evaluation: sampleEvaluation(position, { choices: [0, 0] }) }); // prettier-ignore
    kept.close();
    let turns = 0;
    let timer = setImmediate(function turn() {
      turns++;
      timer = setImmediate(turn);
    });
    const points = await requests.handlers.runPoints({ store, run, from: 0 }, signal);
    clearImmediate(timer);
    expect(points.total).toBe(3000);
    expect(turns).toBeGreaterThanOrEqual(5);
  });

  it('have their decisions, points, front and words', async () => {
    const run = keepRun();
    const setup = await requests.handlers.runSetup({ store, run }, signal);
    expect(setup.note).toBeUndefined();
    expect(setup.decisions.map(({ alternatives }) => alternatives.length)).toEqual([3, 2]);
    const points = await requests.handlers.runPoints({ store, run, from: 0 }, signal);
    expect(points.choices.map((each) => [...(unpackColumn(each) ?? [])])).toEqual([
      [0, 0, 1, 1, 2, 2],
      [0, 1, 0, 1, 0, 1],
    ]);
    const { rows, hypervolume } = await requests.handlers.runFront({ store, run }, signal);
    const accuracies = rows.map(({ metrics }) => metrics.get('accuracy') ?? 0);
    expect(accuracies).toEqual([...accuracies].sort((a, b) => b - a));
    expect(rows.filter(({ knee }) => knee)).toHaveLength(1);
    expect(hypervolume).toBeGreaterThan(0.1);
    const texts = await requests.handlers.architectureTexts({ store, run, positions: [5, 99, 1] }, signal);
    const described = await requests.handlers.describePoints({ store, run, positions: [5, 1, 99] }, signal);
    expect(texts).toEqual([described[1]?.architecture, '', described[0]?.architecture]);
    expect(texts[0]).toMatch(/^\{ /);
    expect(described.map(({ position, name }) => [position, name])).toEqual([[1, 'wide_1_2'], [5, 'wide_1_6']]); // prettier-ignore
    const { graphs } = await requests.handlers.drawPoint({ store, run, position: 2 }, signal);
    expect(graphs[0]?.nodes.map(({ label }) => label)).toEqual(
      ['input image[3, 8, 8]', 'conv3x3(out: 8)', 'conv3x3(out: 4)', 'global_avgpool', 'linear(out: 10)', 'output features[10]'], // prettier-ignore
    );
  });

  it('are deleted with their charts, and their name serves another', async () => {
    const run = keepRun();
    await requests.handlers.runPoints({ store, run, from: 0 }, signal);
    const charts = join(dirname(store), run);
    mkdirSync(charts);
    writeFileSync(join(charts, 'front.svg'), '<svg/>');
    await requests.handlers.deleteRun({ store, run }, signal);
    expect(existsSync(charts)).toBe(false);
    expect(events).toContainEqual({ name: 'runsChanged', store });
    expect(await kindsOf(store)).toEqual([0]);
    expect(await refusalOf(requests.handlers.runPoints({ store, run, from: 0 }, signal))).toBe(
      `there is no run "${run}" in ${store}; it holds none`,
    );
    // The columns of the run that is gone are not those of the one that has its name.
    expect(keepRun('done', text('4, 8'))).toBe(run);
    expect((await requests.handlers.runPoints({ store, run, from: 0 }, signal)).total).toBe(4);
  });

  it('are told of when anybody changes them, and not when they are only read', async () => {
    requests.instructed.watchStores({ stores: [store] });
    const told = async (): Promise<number> => {
      await new Promise((resolve) => setTimeout(resolve, 750));
      return events.splice(0).filter(({ name }) => name === 'runsChanged').length;
    };
    const run = keepRun();
    expect(await told()).toBeGreaterThan(0);
    await kindsOf(store);
    await kindsOf(store);
    expect(await told()).toBe(0);
    const kept = openStore(store);
    kept.take(run, kept.run(run).budget);
    kept.finish(run, 'interrupted', 'changed elsewhere');
    kept.close();
    expect(await told()).toBeGreaterThan(0);
    rmSync(dirname(store), { recursive: true });
    expect(await told()).toBeGreaterThan(0);
    requests.instructed.watchStores({ stores: [] });
    keepRun();
    expect(await told()).toBe(0);
  });
});

describe('a run beside the text of now', () => {
  const compare = (run: string, content: string) =>
    requests.handlers.compareRun({ store, run, source: sourceOf(content) }, signal);

  it('can go on where nothing that counts has changed; the rest is told', async () => {
    const run = keepRun('interrupted');
    const same = await compare(run, text());
    expect(same.changes).toEqual([]);
    const more = text().replace('accuracy minimize', 'accuracy budget { evaluations: 40 } minimize');
    const { changes, aside, known, why } = await compare(run, more);
    expect([changes, known, why]).toEqual([[], 6, undefined]);
    expect(aside).toContain('the budget: 10 evaluations -> 40 evaluations');
    expect(aside).toContain('the text, in nothing that decides the result');
  });

  it('cannot where the space or the goals are others, but what it measured counts as far as it can', async () => {
    const run = keepRun('interrupted');
    const { changes, known, left, why } = await compare(run, text('4, 8, 32').replace('minimize params', ''));
    expect(changes).toEqual([
      expect.stringMatching(/^the space \(.*4, 8, 16 -> 4, 8, 32\)$/),
      'the objectives (maximize accuracy, minimize params -> maximize accuracy)',
    ]);
    expect([known, left, why]).toEqual([4, ['2 are no architectures of Net now'], undefined]);
  });

  it('has nothing for a new run where it was measured in another way, and says so', async () => {
    const run = keepRun('interrupted');
    const { changes, known, why } = await compare(run, text().replace('epochs: 1', 'epochs: 2'));
    expect([changes, known]).toEqual([['the evaluator (epochs: 1 -> 2)'], 0]);
    expect(why).toBe(
      `nothing of run ${run} can be taken over: since it was started the evaluator (epochs: 1 -> 2) changed`,
    );
  });

  it('is not held against a text with errors', async () => {
    const run = keepRun('interrupted');
    expect(await refusalOf(compare(run, text().replace('conv3x3', 'covn3x3')))).toMatch(
      /^experiment Wide has an error: /,
    );
  });

  it('does not change by whose weights are kept', async () => {
    const run = keepRun('interrupted');
    const kept = await compare(run, text().replace('epochs: 1', 'epochs: 1, keep: 5, keep_size: 1GB'));
    expect([kept.changes, kept.known]).toEqual([[], 6]);
  });
});

describe('a store that', () => {
  it('no run has made yet holds none; one that was named must be there', async () => {
    expect(await kindsOf(store, join(folder, 'other.db'))).toEqual([0, 'missing']);
  });

  it('is damaged, not a store, or newer is told of with what can be done, beside the others', async () => {
    keepRun();
    const copy = (name: string, change: (bytes: Buffer) => Buffer | void): string => {
      const path = join(folder, name);
      const bytes = readFileSync(store);
      writeFileSync(path, change(bytes) ?? bytes);
      return path;
    };
    const damaged = copy('damaged.db', (bytes) => void bytes.fill(0xab, 4096));
    const cut = copy('cut.db', (bytes) => bytes.subarray(0, 5000));
    const text = copy('text.db', () => Buffer.from('just some notes, quite a few of them '.repeat(50)));
    const newer = copy('newer.db', () => undefined);
    const db = new DatabaseSync(newer);
    db.exec('PRAGMA user_version = 99');
    db.close();
    expect(await kindsOf(damaged, cut, text, newer, store)).toEqual(['corrupt', 'corrupt', 'not-a-store', 'newer-version', 1]); // prettier-ignore
    const answers = await requests.handlers.listRuns({ stores: [damaged, text, newer] }, signal);
    const [first, second, third] = answers.map(({ error }) => error?.message);
    expect(first).toBe(`the store ${damaged} is damaged; "hnas runs repair --store ${damaged}" saves what can be read`);
    expect(second).toContain(`${text} is not a HyperNAS store; move it away, and the next run makes one, or see`);
    expect(third).toMatch(/newer HyperNAS \(schema 99, this one knows 1\); update HyperNAS$/);
  });

  it('is locked is told of within a moment', async () => {
    keepRun();
    const db = new DatabaseSync(store);
    db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; PRAGMA user_version = 1;');
    const before = performance.now();
    const [answer] = await requests.handlers.listRuns({ stores: [store] }, signal);
    // A store is waited for for five seconds elsewhere, and for a quarter of one here.
    expect(performance.now() - before).toBeLessThan(4500);
    db.close();
    expect(answer?.error).toEqual({
      kind: 'locked',
      message: `the store ${store} is locked by another process; try again when that one is done`,
    });
  });

  it('vanished with its folder is told of by whatever is asked', async () => {
    const run = keepRun();
    rmSync(dirname(store), { recursive: true });
    const why = `there is no store ${store}; the first run makes it`;
    expect(await refusalOf(requests.handlers.runPoints({ store, run, from: 0 }, signal))).toBe(why);
    expect(await refusalOf(requests.handlers.deleteRun({ store, run }, signal))).toBe(why);
    expect(await refusalOf(requests.handlers.stopRun({ store, run }, signal))).toBe(why);
    expect(existsSync(dirname(store))).toBe(false);
  });
});

describe('a run', () => {
  it('whose process was killed is interrupted, and says that nobody said why', async () => {
    const run = keepRun('running');
    const db = new DatabaseSync(store);
    db.exec(`UPDATE runs SET process = '999999999@' || substr(process, instr(process, '@') + 1)`);
    db.close();
    expect(await requests.handlers.stopRun({ store, run }, signal)).toMatchObject({
      state: 'interrupted',
      reason: 'its process ended before it could say why',
    });
  });

  it('of another process is neither stopped nor deleted, and the sentence names the process', async () => {
    const run = keepRun('running');
    const stopping = await refusalOf(requests.handlers.stopRun({ store, run }, signal));
    expect(stopping).toMatch(
      /^run wide-1 is being worked on by process \d+@\S+, of another window or a terminal; stop it/,
    );
    expect(await refusalOf(requests.handlers.deleteRun({ store, run }, signal))).toMatch(/; stop it first$/);
  });

  it('that has ended is stopped already', async () => {
    const run = keepRun('done');
    expect(await requests.handlers.stopRun({ store, run }, signal)).toMatchObject({ run, state: 'done' });
  });

  it.each([
    ['whose spec imports what is not there any more', text('4, 8', 'import "lost.hnas"'), /^the file that run wide-1 was started with cannot be read any more: .*lost\.hnas/],
    ['whose space is another by now', text('4, 8', 'import "shared.hnas"'), /^space Net is not what it was when run wide-1 was started: a file that it imports changed/],
  ])('%s keeps its points, and says why its decisions are not known', async (_, content, why) => {
    const shared = join(folder, 'shared.hnas');
    const lost = join(folder, 'lost.hnas');
    writeFileSync(lost, '');
    writeFileSync(shared, 'op other(out: int) { conv3x3(out: out) }');
    const body = content.replace('conv3x3(out: choice [4, 8])', content.includes('shared') ? 'other(out: 8)' : 'conv3x3(out: 8)'); // prettier-ignore
    const run = keepRun('done', body);
    rmSync(lost);
    writeFileSync(shared, 'op other(out: int) { conv1x1(out: out) }');
    const setup = await requests.handlers.runSetup({ store, run }, signal);
    expect(setup.decisions).toEqual([]);
    expect(setup.note).toMatch(why);
    const points = await requests.handlers.runPoints({ store, run, from: 0 }, signal);
    expect([points.total, points.choices]).toEqual([2, []]);
    const [described] = await requests.handlers.describePoints({ store, run, positions: [0] }, signal);
    expect(described?.literal).toMatch(/^arch wide_1_1 of Net = \{ /);
    expect(await refusalOf(requests.handlers.drawPoint({ store, run, position: 0 }, signal))).toMatch(why);
    expect(await refusalOf(requests.handlers.importance({ store, run, metric: 'accuracy' }, signal))).toMatch(why);
  }); // prettier-ignore

  it('has no drawing of an evaluation that is not there', async () => {
    const run = keepRun();
    expect(await refusalOf(requests.handlers.drawPoint({ store, run, position: 40 }, signal))).toBe(
      'run wide-1 has no evaluation 41',
    );
  });
});

describe('a run is not started', () => {
  const start = (source: ModelSource, more: object = {}) =>
    requests.handlers.startRun(
      { source, purpose: 'search', evaluations: undefined, architectures: [], warmStart: undefined, ...more },
      signal,
    );

  it('of an unsaved file, without an architecture to measure, or without an evaluation', async () => {
    const untitled = { entry: 'untitled:Untitled-1', files: new Map([['untitled:Untitled-1', text()]]), experiment: 'Wide' }; // prettier-ignore
    expect(await refusalOf(start(untitled))).toBe('an unsaved file has no folder to keep runs in; save it first');
    expect(await refusalOf(start(sourceOf(text()), { purpose: 'given' }))).toBe('there is no architecture to measure');
    expect(await refusalOf(start(sourceOf(text()), { evaluations: 0 }))).toBe(
      'a run evaluates one architecture at least',
    );
    expect(existsSync(store)).toBe(false);
  });
});
