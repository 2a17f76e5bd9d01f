import { describe, expect, test } from 'vitest';
import { exitsOf } from '../../../../dsl/graph/exits.ts';
import { countOf, countText } from '../../../../dsl/semantics/units.ts';
import type { Evaluator } from '../../../../engine/evaluate/evaluator.ts';
import { anytimeAccuracy, anytimeCurve } from '../../../../engine/search/anytime.ts';
import { withAnytime } from '../../../../engine/search/anytime-evaluator.ts';
import type { Metrics } from '../../../../engine/search/metric.ts';
import { architecture, smallSpace, spaceOf } from '../../../support/spaces.ts';

describe('the anytime curve', () => {
  const metrics = {
    ...{ accuracy: 70, macs: 400, 'macs@0': 0, 'accuracy@0': 10 },
    ...{ 'macs@1': 100, 'accuracy@1': 50, 'macs@2': 200, 'accuracy@2': 40, 'macs@3': 400, 'accuracy@3': 70 },
  };

  test('steps up from guessing; an exit that answers worse than an earlier one takes nothing away', () => {
    expect(anytimeCurve(metrics)).toEqual([
      { macs: 0, accuracy: 10 },
      { macs: 100, accuracy: 50 },
      { macs: 200, accuracy: 50 },
      { macs: 400, accuracy: 70 },
    ]);
  });

  test('is empty where the exits were not measured', () => {
    expect(anytimeCurve({ accuracy: 70, macs: 400 })).toEqual([]);
    expect(anytimeCurve({ 'macs@0': 0, 'accuracy@0': 10 })).toEqual([]);
    expect(anytimeAccuracy([], 100)).toBeNaN();
  });

  test.each([
    [50, 10],
    [100, 10],
    [200, (100 * 10 + 100 * 50) / 200],
    [300, (100 * 10 + 200 * 50) / 300],
    [400, (100 * 10 + 300 * 50) / 400],
    [1000, (100 * 10 + 300 * 50 + 600 * 70) / 1000],
  ])('has a mean up to %i multiply-accumulates of %d %%', (budget, mean) => {
    expect(anytimeAccuracy(anytimeCurve(metrics), budget)).toBeCloseTo(mean, 12);
  });

  test('has no mean over nothing', () => {
    expect(anytimeAccuracy(anytimeCurve(metrics), 0)).toBeNaN();
    expect(anytimeAccuracy(anytimeCurve(metrics), NaN)).toBeNaN();
  });
});

describe('budgets as texts', () => {
  test.each([1, 950, 1000, 1500, 30e6, 1.25e9, 123_456_789])('%d reads back', (value) => {
    expect(countOf(countText(value))).toBe(value);
  });

  test('nonsense is no number', () => {
    for (const text of ['', 'M', '5MB', 'edgegpu']) expect(countOf(text)).toBeNaN();
  });
});

describe('an evaluator that knows exits', () => {
  const head = 'global_avgpool >> linear(out: 10)';
  const space = spaceOf(smallSpace(`conv1x1(out: 4)\nif choice [true, false] { exit { ${head} } }\nconv1x1(out: 8)`));
  const early = space.network(architecture(space, '{ network.if: true }'));
  const plain = space.network(architecture(space, '{ network.if: false }'));

  const knowing = (metrics: Metrics, exits = true): Evaluator => ({
    name: 'fake',
    metrics: ['accuracy'],
    exits,
    evaluate: () => Promise.resolve({ status: 'ok', metrics, seconds: 0 }),
    close: () => Promise.resolve(),
  });
  const ask = async (evaluator: Evaluator, network: typeof early): Promise<Metrics> => {
    const evaluation = await evaluator.evaluate({ architecture: '', network: () => network, seed: 1 });
    return evaluation.metrics;
  };

  test('knows the area up to a budget and up to the last exit, and keeps the steps', async () => {
    const [first = NaN, last = NaN] = exitsOf(early).map(({ macs }) => macs);
    const measured = { accuracy: 60, 'accuracy@1': 40, 'accuracy@2': 60 };
    const evaluator = withAnytime(knowing(measured), [
      { metric: 'anytime' },
      { metric: 'anytime', device: '30K' },
      { metric: 'accuracy' },
    ]);
    expect(evaluator.metrics).toEqual(['accuracy', 'anytime', 'anytime(30K)']);
    const found = await ask(evaluator, early);
    expect(found).toMatchObject({ ...measured, 'macs@0': 0, 'accuracy@0': 10, 'macs@1': first, 'macs@2': last });
    expect(found['anytime']).toBeCloseTo((10 * first + 40 * (last - first)) / last, 9);
    const area = 10 * first + 40 * (last - first) + 60 * (30_000 - last);
    expect(found['anytime(30K)']).toBeCloseTo(area / 30_000, 9);
  });

  test('takes the end of a network without early exits as its only one', async () => {
    const macs = exitsOf(plain)[0]?.macs ?? NaN;
    const found = await ask(withAnytime(knowing({ accuracy: 60 }), [{ metric: 'anytime', device: '1M' }]), plain);
    expect(found['anytime(1M)']).toBeCloseTo((10 * macs + 60 * (1e6 - macs)) / 1e6, 9);
  });

  test('keeps the steps where nobody asks for an area, and none where there is nothing to see', async () => {
    const measured = { accuracy: 60, 'accuracy@1': 40, 'accuracy@2': 60 };
    expect(anytimeCurve(await ask(withAnytime(knowing(measured), []), early))).toHaveLength(3);
    expect(await ask(withAnytime(knowing({ accuracy: 60 }), []), plain)).toEqual({ accuracy: 60 });
  });

  test('claims nothing where an exit was not measured', async () => {
    const found = await ask(withAnytime(knowing({ accuracy: 60, 'accuracy@1': 40 }), [{ metric: 'anytime' }]), early);
    expect(found).toEqual({ accuracy: 60, 'accuracy@1': 40 });
  });

  test('stays as it is where it does not', () => {
    const evaluator = knowing({ accuracy: 60 }, false);
    expect(withAnytime(evaluator, [{ metric: 'anytime' }])).toBe(evaluator);
  });
});
