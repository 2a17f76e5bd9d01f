import { describe, expect, it } from 'vitest';
import { commandSlots, readCommandOptions } from '../../../../../engine/evaluate/command/options.ts';

const run = ['python3', 'train.py'];

describe('options of the evaluator command', () => {
  it('has defaults for all but the program', () => {
    expect(readCommandOptions({ run })).toEqual({
      value: {
        ...{ run, format: 'json', metrics: ['accuracy'], timeout: 86_400, retries: 2, retryAfter: 1, env: {} },
        ...{ parallel: undefined, gpus: [], earlyStop: undefined, parts: false },
      },
    });
  });

  it('reads what the language hands over', () => {
    const given = {
      run,
      env: { DEBUG: true, N: 3, HOME: '/x' },
      gpus: [0, '1,2'],
      early_stop: { from: 3 },
      parallel: 4,
    };
    expect(readCommandOptions(given)).toMatchObject({
      value: {
        ...{ env: { DEBUG: 'true', N: '3', HOME: '/x' }, gpus: ['0', '1,2'] },
        earlyStop: { metric: 'accuracy', goal: 'maximize', from: 3, others: 5 },
      },
    });
    expect(readCommandOptions({ run, early_stop: true })).toMatchObject({ value: { earlyStop: { others: 5 } } });
    expect(readCommandOptions({ run, early_stop: false })).toMatchObject({ value: { earlyStop: undefined } });
  });

  it.each([
    [{}, undefined],
    [{ gpus: 3 }, 3],
    [{ gpus: 3, parallel: 6 }, 6],
  ])('%j: slots %s', (given, expected) => {
    const read = readCommandOptions({ run, ...given });
    expect('value' in read ? commandSlots(read.value) : read.error).toBe(expected);
  });

  const list = 'a list of texts, the program and its arguments: ["python3", "train.py"]';
  it.each([
    [{}, `evaluator command: option "run" is missing; it is ${list}`],
    [{ run: 'python3 train.py' }, `evaluator command: option "run" must be ${list}, not "python3 train.py"`],
    [{ run: [] }, `evaluator command: option "run" must be ${list}, not []`],
    [{ run, retrys: 3 }, 'evaluator command has no option "retrys"; did you mean "retries"?'],
    [
      { run, format: 'torch' },
      'evaluator command: option "format" must be one of pytorch, keras, onnx, json, dot, not "torch"',
    ],
    [
      { run, metrics: 'accuracy' },
      'evaluator command: option "metrics" must be a list of names, such as [accuracy, f1(unit: percent), "latency(edgegpu)"], not "accuracy"',
    ],
    [
      { run, metrics: [{ name: 'f1', unit: 'procent' }] },
      'evaluator command: option "metrics" measures f1 in procent; did you mean "percent"?',
    ],
    [
      { run, metrics: [{ name: 'f1', better: 'higher' }] },
      'evaluator command: option "metrics" says better of f1; it can say its unit only, such as f1(unit: percent)',
    ],
    [
      { run, metrics: ['accuracy', 'params'] },
      'evaluator command: option "metrics" names params, which follows from the graph and is not measured',
    ],
    [
      { run, gpus: 0 },
      'evaluator command: option "gpus" must be a number of GPUs, or a list such as [0, 2] or ["0,1", "2,3"], not 0',
    ],
    [
      { run, early_stop: { metric: 'loss' } },
      'evaluator command: option "early_stop" compares loss, which is not among its metrics',
    ],
    [
      { run, early_stop: { goal: 'up' } },
      'evaluator command: option "early_stop" is wrong: its record: option "goal" must be one of maximize, minimize, not "up"',
    ],
    [
      { run, env: { A: [1] } },
      'evaluator command: option "env" must be a record of texts: { OMP_NUM_THREADS: "4" }, not {"A":[1]}',
    ],
  ])('%j is refused', (given, error) => {
    expect(readCommandOptions(given)).toEqual({ error });
  });
});
