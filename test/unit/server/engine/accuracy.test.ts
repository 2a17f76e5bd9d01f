/** The cache protocol: nothing waits for the engine, labels change when they should and only then, versions do not mix. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { programOf } from '../../../../dsl/semantics/program.ts';
import { archSubjects, choiceSubjects, standing } from '../../../../dsl/service/accuracy/subjects.ts';
import { accuracyService, type Accuracy } from '../../../../server/engine/accuracy.ts';
import { supervise } from '../../../../server/engine/supervisor.ts';
import { basis, fakeEngine, type FakeEngine } from './fake-engine.ts';

const FILE = 'untitled.hnas';
const source = (archs: string): string => `
space Net {
  input image[3, 8, 8]
  output logits[10]
  network {
    branches sum { { conv3x3(out: choice [8, 16]) >> conv1x1(out: 8) } { conv3x3(out: choice [8, 16]) >> conv1x1(out: 8) } }
    global_avgpool >> linear(out: 10)
  }
}
evaluator Table = table { path: "table.csv", metric: acc }
experiment Wide { space: Net evaluator: Table maximize accuracy }
${archs}`;
const arch = (name: string, a: number, b: number): string =>
  `arch ${name} of Net = { network.conv3x3.out: ${a}, network.conv3x3#2.out: ${b} }\n`;

const subjectsOf = (archs: string) => {
  const text = source(archs);
  return archSubjects(programOf(text, FILE), FILE, { start: 0, end: text.length }, Infinity).archs;
};
const BOTH = arch('a', 8, 16) + arch('b', 16, 16);

let engine: FakeEngine;
let accuracy: Accuracy;
let refreshes: number;
let lensRefreshes: number;

beforeEach(() => {
  vi.useFakeTimers();
  engine = fakeEngine();
  refreshes = lensRefreshes = 0;
  const ignore = (): void => undefined;
  accuracy = accuracyService({
    engine: supervise(engine.open, ignore),
    refresh: () => void refreshes++,
    refreshLenses: () => void lensRefreshes++,
    statusChanged: ignore,
    log: ignore,
  });
});
afterEach(() => {
  accuracy.stop('the test is over');
  vi.useRealTimers();
});

const labels = (archs = BOTH, uri = FILE) => accuracy.labels(uri, subjectsOf(archs));
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
const model = (): string => engine.watched().model;
const become = (version: string): void => engine.emit('modelChanged', { model: model(), state: { basis: basis(version), why: undefined, lack: undefined, measured: undefined } }); // prettier-ignore
const push = (version: string, ...means: readonly (readonly [number, number])[]): void =>
  engine.emit('estimates', {
    model: model(),
    version,
    estimates: means.map(([i, mean]) => {
      const text = engine.watched().architectures[i] ?? '';
      return {
        text,
        hash: `hash of ${text}`,
        estimate: { mean, low: mean - 0.4, high: mean + 0.4, measured: undefined },
      };
    }),
    refused: [],
  });
/** Both known under version one, with labels asked for again. */
const known = async (): Promise<void> => {
  labels();
  await pass(300);
  become('one');
  push('one', [0, 90], [1, 93.94]);
  await pass(300);
  expect(labels()).toEqual(['≈90.0 ±0.4', '≈93.9 ±0.4']);
  refreshes = 0;
  await pass(1000);
};

describe('hints', () => {
  it('never wait: an engine that does not answer changes nothing', async () => {
    expect(labels()).toEqual([undefined, undefined]);
    await pass(10_000);
    expect(labels()).toEqual([undefined, undefined]);
    expect(engine.heard.map(({ name }) => name)).toEqual(['initialize', 'openModel', 'watch']);
  });

  it('start the engine when something needs it, and tell it once what is looked at', async () => {
    expect(engine.births).toBe(0);
    labels();
    labels();
    await pass(1000);
    labels();
    await pass(1000);
    expect(engine.births).toBe(1);
    expect(engine.watched().architectures).toHaveLength(2);
    expect(engine.heard.filter(({ name }) => name === 'watch')).toHaveLength(1);
  });

  it('start no engine for files without an experiment', async () => {
    const text = source(BOTH).replace(/experiment.*/, '');
    const { archs } = archSubjects(programOf(text, FILE), FILE, { start: 0, end: text.length }, Infinity);
    expect(archs).toEqual([]);
    accuracy.labels(FILE, archs);
    await pass(1000);
    expect(engine.births).toBe(0);
  });

  it('are of one width', async () => {
    await known();
    push('one', [0, 9.31], [1, 100]);
    await pass(300);
    const found = labels();
    expect(found).toEqual(['≈\u20079.3 ±0.4', '≈\u2007100 ±0.4']);
    expect(found.map((label) => label?.length)).toEqual([10, 10]);
  });

  it('keep their last value, marked, while an edited literal is predicted', async () => {
    await known();
    const edited = arch('a', 8, 8) + arch('b', 16, 16);
    expect(labels(edited)).toEqual(['~90.0 ±0.4', '≈93.9 ±0.4']);
    await pass(300);
    push('one', [0, 85]);
    await pass(300);
    expect(labels(edited)).toEqual(['≈85.0 ±0.4', '≈93.9 ±0.4']);
    // What was known before is known still.
    expect(labels()).toEqual(['≈90.0 ±0.4', '≈93.9 ±0.4']);
  });

  it('claim nothing where the model claims nothing', async () => {
    await known();
    engine.emit('modelChanged', {
      model: model(),
      state: { basis: undefined, why: 'the table is gone', lack: undefined, measured: undefined },
    });
    await pass(300);
    expect(refreshes).toBe(1);
    expect(labels()).toEqual([undefined, undefined]);
    const [subject] = subjectsOf(BOTH);
    expect(subject && accuracy.whyNot(subject.model)).toBe('The table is gone.');
  });
});

describe('what is looked at', () => {
  const watched = (): unknown => (engine.heard.findLast(({ name }) => name === 'watch')?.params as { architectures: unknown }).architectures; // prettier-ignore
  const look = (text: string): readonly (string | undefined)[] => {
    const program = programOf(text, FILE);
    const { archs } = archSubjects(program, FILE, { start: 0, end: text.length }, Infinity);
    return accuracy.labels(FILE, archs, standing(program, FILE));
  };

  it('follows the text: literals that went are watched no more, and a model that nothing uses is closed', async () => {
    look(source(BOTH));
    await pass(300);
    expect(watched()).toHaveLength(2);
    look(source(arch('b', 16, 16)));
    await pass(300);
    expect(watched()).toHaveLength(1);
    look(source(arch('b', 16, 16)).replace(/experiment.*/, ''));
    await pass(300);
    expect(engine.heard.at(-1)?.name).toBe('closeModel');
  });

  it('stays while the text is broken', async () => {
    look(source(BOTH));
    await pass(300);
    expect(look(`${source('')} arch a of Net = { `)).toEqual([]);
    await pass(300);
    expect(engine.heard.at(-1)?.name).toBe('watch');
    expect(watched()).toHaveLength(2);
  });

  it('is another model where the space was edited: the old one says nothing more', async () => {
    look(source(BOTH));
    await pass(300);
    const old = model();
    become('one');
    push('one', [0, 90], [1, 93.94]);
    expect(look(source(BOTH))).toEqual(['≈90.0 ±0.4', '≈93.9 ±0.4']);
    const edited = source(BOTH).replaceAll('choice [8, 16]', 'choice [8, 16, 32]');
    expect(look(edited)).toEqual(['~90.0 ±0.4', '~93.9 ±0.4']);
    await pass(600);
    expect(model()).not.toBe(old);
    expect(engine.heard.filter(({ name }) => name === 'closeModel').map(({ params }) => params)).toEqual([
      { model: old },
    ]);
    refreshes = 0;
    // Late words of the old one, which the engine had sent before it heard.
    const text = engine.watched().architectures[0] ?? '';
    const estimate = { mean: 50, low: 49, high: 51, measured: undefined };
    engine.emit('estimates', { model: old, version: 'one', estimates: [{ text, hash: 'h', estimate }], refused: [] });
    await pass(600);
    expect([refreshes, look(edited)[0]]).toEqual([0, '~90.0 ±0.4']);
    // The runs beside the file are of the space as it was: of the new one nothing is claimed.
    const why = 'nothing can be learnt from the runs beside this file';
    engine.emit('modelChanged', {
      model: model(),
      state: { basis: undefined, why, lack: 'labels', measured: undefined },
    });
    await pass(600);
    expect([refreshes, look(edited)]).toEqual([1, [undefined, undefined]]);
  });
});

describe('versions', () => {
  it('do not mix: the next one is shown when it knows everything', async () => {
    await known();
    become('two');
    push('two', [0, 70]);
    await pass(300);
    expect(labels()).toEqual(['≈90.0 ±0.4', '≈93.9 ±0.4']);
    push('two', [1, 75]);
    await pass(300);
    expect(labels()).toEqual(['≈70.0 ±0.4', '≈75.0 ±0.4']);
    // What belongs to an older version comes too late.
    push('one', [0, 60]);
    expect(labels()).toEqual(['≈70.0 ±0.4', '≈75.0 ±0.4']);
  });

  it('do not go back for a literal that is new', async () => {
    await known();
    become('two');
    push('two', [0, 70], [1, 75]);
    await pass(300);
    labels();
    expect(labels(`${BOTH}${arch('c', 8, 8)}`)).toEqual(['≈70.0 ±0.4', '≈75.0 ±0.4', undefined]);
  });

  it('are the same after the engine came back: what is known stays', async () => {
    await known();
    engine.die('it was ended by SIGKILL');
    await pass(1);
    expect(accuracy.status().learnt).toEqual([]);
    expect(accuracy.status()).toMatchObject({ state: 'waiting', why: expect.stringContaining('SIGKILL') as string });
    expect(labels()).toEqual(['≈90.0 ±0.4', '≈93.9 ±0.4']);
    await pass(1000);
    expect([engine.births, accuracy.status().state]).toEqual([2, 'running']);
    expect(engine.heard.filter(({ name }) => name === 'openModel')).toHaveLength(2);
    expect(refreshes).toBe(0);
  });
});

describe('what was measured while nothing can be predicted', () => {
  const few = 'a predictor needs at least 5 measured architectures, there is 1';
  const measured = (version: string, samples = 1): void =>
    engine.emit('modelChanged', {
      model: model(),
      state: { basis: undefined, why: few, lack: 'labels', measured: { version, samples, missing: 5 - samples } },
    });
  const tell = (version: string, ...accuracies: readonly (readonly [number, number | undefined])[]): void =>
    engine.emit('measurements', {
      model: model(),
      version,
      measurements: accuracies.map(([i, value]) => {
        const text = engine.watched().architectures[i] ?? '';
        return { text, hash: `hash of ${text}`, accuracy: value, by: value === undefined ? undefined : 'run 1, evaluation 0' }; // prettier-ignore
      }),
      refused: [],
    });

  it('is shown alone, as wide as ever, and asked for again only when it changes', async () => {
    labels();
    await pass(1000);
    measured('one/measured');
    tell('one/measured', [0, 94.1], [1, undefined]);
    await pass(1000);
    expect(refreshes).toBe(1);
    expect(labels()).toEqual(['=94.1\u2007\u2007\u2007\u2007\u2007', undefined]);
    tell('one/measured', [0, 94.1], [1, undefined]);
    await pass(1000);
    expect(refreshes).toBe(1);
    expect(accuracy.status().models).toEqual([
      `Wide: costs only; ${few}; accuracies only of the measured architectures themselves (1)`,
    ]);
    expect(accuracy.status().learnt[0]).toMatchObject({ predictor: undefined, labels: undefined, lack: 'labels' });
    const [a, b] = subjectsOf(BOTH);
    expect(a && accuracy.measured(a)).toMatchObject({ accuracy: 94.1, by: 'run 1, evaluation 0', of: { missing: 4 } });
    expect(b && accuracy.measured(b)).toBe(undefined);
    // No prediction is claimed of it.
    expect(a && accuracy.predictor.knows(a.model.space)).toBe(false);
  });

  it('follows the text: the value of an edited literal is marked until it is known that nobody measured the new one', async () => {
    labels();
    await pass(300);
    measured('one/measured');
    tell('one/measured', [0, 94.1], [1, undefined]);
    labels();
    const edited = arch('a', 8, 8) + arch('b', 16, 16);
    expect(labels(edited)[0]).toMatch(/^~94\.1/);
    const [subject] = subjectsOf(edited);
    expect(subject && accuracy.measured(subject)).toBe(undefined);
    await pass(1000);
    tell('one/measured', [0, undefined]);
    await pass(1000);
    expect(labels(edited)).toEqual([undefined, undefined]);
  });

  it('does not mix with predictions, in either direction', async () => {
    labels();
    await pass(300);
    measured('one/measured');
    tell('one/measured', [0, 94.1], [1, undefined]);
    expect(labels()[0]).toMatch(/^=94\.1/);
    measured('two/measured', 2);
    tell('two/measured', [0, 94.3]);
    expect(labels()).toEqual([expect.stringMatching(/^=94\.1/), undefined]);
    tell('two/measured', [1, 90]);
    expect(labels()).toEqual([expect.stringMatching(/^=94\.3/), expect.stringMatching(/^=90\.0/)]);
    become('three/gp');
    push('three/gp', [0, 94]);
    expect(labels()[0]).toMatch(/^=94\.3/);
    push('three/gp', [1, 91]);
    expect(labels()).toEqual(['≈94.0 ±0.4', '≈91.0 ±0.4']);
    measured('one/measured');
    tell('one/measured', [0, 94.1], [1, undefined]);
    expect(labels()).toEqual([expect.stringMatching(/^=94\.1/), undefined]);
    // The last one was deleted.
    engine.emit('modelChanged', { model: model(), state: { basis: undefined, why: few, lack: 'labels', measured: undefined } }); // prettier-ignore
    expect(labels()).toEqual([undefined, undefined]);
  });
});

describe('refreshes', () => {
  it('come at once, then at most every 300 ms, and only for what is shown', async () => {
    await known();
    push('one', [0, 91]);
    expect(refreshes).toBe(1);
    labels();
    for (let i = 0; i < 20; i++) push('one', [0, 92 + i / 10]);
    expect(refreshes).toBe(1);
    await pass(299);
    expect(refreshes).toBe(1);
    await pass(1);
    expect(refreshes).toBe(2);
    labels();
    await pass(1000);
    // The same again, and a change that the label does not show.
    push('one', [0, 93.9]);
    push('one', [0, 93.91]);
    await pass(1000);
    expect(refreshes).toBe(2);
  });

  it('come sooner where the value of an edited text is waited for', async () => {
    await known();
    push('one', [0, 91]);
    expect(refreshes).toBe(1);
    labels();
    // What changes by itself waits its time.
    push('one', [0, 92]);
    const edited = arch('a', 8, 8) + arch('b', 16, 16);
    expect(labels(edited)[0]).toMatch(/^~/);
    await pass(40);
    push('one', [0, 85]);
    expect(refreshes).toBe(1);
    await pass(109);
    expect(refreshes).toBe(1);
    await pass(1);
    expect(refreshes).toBe(2);
    expect(labels(edited)[0]).toBe('≈85.0 ±0.4');
    await pass(1000);
    expect(refreshes).toBe(2);
  });

  it('do not come for a document that was closed', async () => {
    await known();
    accuracy.closed(FILE);
    await pass(100);
    expect(engine.heard.at(-1)).toMatchObject({ name: 'closeModel' });
    push('one', [0, 50]);
    await pass(1000);
    expect(refreshes).toBe(0);
  });
});

describe('models', () => {
  it('are opened when the space has come to rest, not with each key', async () => {
    const { model: first } = subjectsOf(BOTH)[0] ?? {};
    if (first === undefined) throw new Error('no subject');
    for (let key = 0; key < 10; key++) {
      accuracy.labels(FILE, [{ model: { ...first, key: `space ${key}` }, name: 'a', offset: 0, text: '{}' }]);
      await pass(100);
    }
    await pass(1000);
    const opened = engine.heard.filter(({ name }) => name === 'openModel');
    expect(opened.map(({ params }) => (params as { model: string }).model)).toEqual(['space 9']);
  });

  it('that are refused say why', async () => {
    engine.answers.openModel = () => {
      throw new Error('experiment Wide has an error');
    };
    labels();
    await pass(1000);
    expect(accuracy.status().models).toEqual(['Wide: costs only; experiment Wide has an error']);
    const refused = { predictor: undefined, labels: undefined, refining: false, why: 'experiment Wide has an error' };
    expect(accuracy.status().learnt).toEqual([{ experiment: 'Wide', space: 'Net', ...refused, lack: undefined }]);
  });
});

describe('effects of alternatives', () => {
  it('come on the side, stay while a new version is asked, and are asked once', async () => {
    await known();
    const text = source(BOTH);
    const [subject] = choiceSubjects(programOf(text, FILE), FILE, { start: 0, end: text.length });
    if (subject === undefined) throw new Error('no subject');
    expect(
      subject.alternatives.map((each) => [each.text, text.slice(each.offset - each.text.length, each.offset)]),
    ).toEqual([
      ['8', '8'],
      ['16', '16'],
    ]);
    let version = 'one';
    const answer = (effect: number) => [{ alternative: '16', effect, standardError: 0.1, pairs: 64 }];
    engine.answers.effects = () => ({ version, effects: answer(version === 'one' ? 1.2 : 3.4) });
    expect(accuracy.effects(subject)).toBe(undefined);
    expect(accuracy.effects(subject)).toBe(undefined);
    await pass(300);
    expect(refreshes).toBe(1);
    expect(accuracy.effects(subject)).toEqual(answer(1.2));
    version = 'two';
    become('two');
    expect(accuracy.effects(subject)).toEqual(answer(1.2));
    await pass(300);
    expect(accuracy.effects(subject)).toEqual(answer(3.4));
    expect(engine.heard.filter(({ name }) => name === 'effects')).toHaveLength(2);
  });
});

describe('the best completion', () => {
  it('is asked of the model of the space', async () => {
    const [subject] = subjectsOf(BOTH);
    if (subject === undefined) throw new Error('no subject');
    expect(accuracy.predictor.knows(subject.model.space)).toBe(false);
    accuracy.labels(FILE, [subject]);
    await pass(1000);
    become('one');
    const { space } = subject.model;
    const all = [...space.enumerate()];
    engine.answers.predict = ({ architectures }) => ({
      version: 'one',
      estimates: architectures.map((text, i) => ({
        text,
        hash: text,
        estimate: { mean: 50 + i, low: 50, high: 60, measured: undefined },
      })),
      refused: [],
    });
    expect(accuracy.predictor.knows(space)).toBe(true);
    expect(await accuracy.predictor.predict(space, all)).toEqual([50, 51, 52, 53]);
  });
});

describe('a prediction outside of any document', () => {
  const [subject] = subjectsOf(BOTH);
  if (subject === undefined) throw new Error('no subject');

  it('says so when it takes too long, and what became of the engine when it died', async () => {
    delete engine.answers.openModel;
    const late = new AbortController();
    const answer = accuracy.predict(subject, late.signal);
    await pass(100);
    late.abort();
    expect(await answer).toEqual({ why: 'The engine took too long; ask again in a moment.' });
    const next = accuracy.predict(subject, new AbortController().signal);
    await pass(100);
    engine.die('it ran out of memory');
    expect(await next).toEqual({
      why: 'The engine is not running: it ran out of memory; it is started again in 0.5 s.',
    });
  });

  it('keeps its model open for a while, and not for ever', async () => {
    void accuracy.predict(subject, new AbortController().signal);
    await pass(200_000);
    expect(engine.heard.some(({ name }) => name === 'closeModel')).toBe(false);
    await pass(110_000);
    expect(engine.heard.at(-1)?.name).toBe('closeModel');
  });
});
