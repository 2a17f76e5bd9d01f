import { describe, expect, it } from 'vitest';
import { describeWork } from '../../../../../engine/evaluate/queue/describe-work.ts';
import { queueConcurrency, readQueueOptions } from '../../../../../engine/evaluate/queue/options.ts';
import { resolveExperiment } from '../../../../../dsl/semantics/experiment.ts';
import { programOf } from '../../../../../dsl/semantics/program.ts';
import { resolvedParts } from '../../../../../engine/search/resolved-parts.ts';

const redis = 'redis://farm';

describe('the options of a queue', () => {
  it('have defaults', () => {
    expect(readQueueOptions({ redis, evaluator: 'Train' })).toMatchObject({
      value: {
        queue: 'default',
        priority: 0,
        concurrency: 8,
        timeout: undefined,
        retries: 5,
        address: { host: 'farm' },
      },
    });
  });

  it.each([
    [{}, 'evaluator queue: option "redis" is missing'],
    [{ redis: 'farm' }, 'evaluator queue: option "redis" is no address'],
    [{ redis, queue: 'a:b' }, 'option "queue" must be a name of letters'],
    [{ redis, priority: 1001 }, 'option "priority" must be a whole number -1000..1000'],
    [{ redis, concurrency: 0 }, 'option "concurrency" must be a whole number 1..1024'],
    [{ redis, retrys: 1 }, 'evaluator queue has no option "retrys"; did you mean "retries"?'],
  ])('%o', (options, sentence) => {
    expect(readQueueOptions(options, {})).toMatchObject({ error: expect.stringContaining(sentence) as string });
  });

  it('say how many evaluations there are at the same time', () => {
    expect([queueConcurrency({}), queueConcurrency({ concurrency: 40 }), queueConcurrency({ concurrency: -1 })]).toEqual([8, 40, 1]); // prettier-ignore
  });
});

describe('what is behind a queue', () => {
  it.each([
    ['train', { test: true }, { parts: true, exits: true, metrics: expect.arrayContaining(['accuracy', 'test_accuracy']) as string[] }], // prettier-ignore
    ['table', { path: 't.csv', metric: 'acc', latency: { gpu: 'ms' } }, { parts: false, metrics: ['accuracy', 'latency(gpu)'] }], // prettier-ignore
    ['command', { run: ['./a'], parts: true, metrics: ['accuracy', 'f1'] }, { parts: true, metrics: ['accuracy', 'f1'] }], // prettier-ignore
    ['ghn', { hypernetwork: 'W' }, { parts: false, exits: true, metrics: ['accuracy', 'val_loss', 'score_seconds'] }],
  ])('is known without opening it: %s', (kind, options, expected) => {
    expect(describeWork({ kind, options })).toMatchObject({ value: expected });
  });

  it('is refused with the sentence that opening it would give', () => {
    expect(describeWork({ kind: 'command', options: { run: [] } })).toMatchObject({
      error: expect.stringContaining('evaluator command: option "run"') as string,
    });
    expect(describeWork({ kind: 'queue', options: {} })).toMatchObject({
      error: 'an evaluator "queue" cannot be put into a queue; train, table, command and ghn can',
    });
  });
});

const text = (evaluator: string): string => `space S {
  input image[1, 8, 8]
  output logits[10]
  param w = choice [2, 4]
  network { conv(k: 3, out: w) >> global_avgpool >> linear(out: 10) }
}
evaluator Work = command { run: ["./a"] }
evaluator Farm = queue { redis: "redis://farm", evaluator: Work }
evaluator Twice = queue { redis: "redis://farm", evaluator: Farm }
evaluator Lost = queue { redis: "redis://farm", evaluator: Wrok }
evaluator Bare = queue { redis: "redis://farm" }
experiment E { space: S  evaluator: ${evaluator}  maximize accuracy }
`;

describe('an experiment that names a queue', () => {
  it('means the same as one that names what is behind it, and may go on as that', () => {
    const [near, far] = ['Work', 'Farm'].map((name) => resolveExperiment(programOf(text(name)), 'E').value);
    if (near === undefined || far === undefined) throw new Error('there is an error in the spec');
    expect(far.evaluator).toEqual(near.evaluator);
    expect(near.queue).toBeUndefined();
    expect(far.queue).toMatchObject({
      kind: 'queue',
      entry: 'untitled.hnas',
      files: { 'untitled.hnas': text('Farm') },
    });
    expect(resolvedParts(far)).toEqual(resolvedParts(near));
  });

  it.each([
    ['Twice', 'the name of an evaluator that measures: train, table, command or ghn'],
    ['Lost', 'Wrok'],
    ['Bare', 'evaluator'],
  ])('tells what is behind no queue: %s', (name, word) => {
    const { value, diagnostics } = resolveExperiment(programOf(text(name)), 'E');
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ message }) => message).join()).toContain(word);
  });
});
