/** Ready at once, better soon: with predictors that are as slow and as faulty as a test wants. */
import { describe, expect, it, vi } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { programOf } from '../../../../dsl/semantics/program.ts';
import type { Architecture } from '../../../../dsl/space/decision-space.ts';
import { lowerSpace } from '../../../../dsl/space/lower.ts';
import type { FitOutcome, FittedPredictor } from '../../../../engine/predictor/predictor.ts';
import type { ModelState } from '../../../../engine/protocol/messages.ts';
import type { Fitter } from '../../../../engine/serve/fitters.ts';
import { labelSet, type Labels } from '../../../../engine/serve/labels.ts';
import { predictionService, type PredictionService } from '../../../../engine/serve/prediction-service.ts';

const SPACE = `
space Net {
  input image[3, 8, 8]
  output logits[10]
  network {
    branches sum { { conv3x3(out: choice [8, 16]) >> conv1x1(out: 8) } { conv3x3(out: choice [8, 16]) >> conv1x1(out: 8) } }
    global_avgpool >> linear(out: choice [16, 32, 64]) >> linear(out: 10)
  }
}`;
const { value: space } = lowerSpace(programOf(SPACE), 'Net');
if (space === undefined) throw new Error('the space of this test is wrong');
const all = [...space.enumerate()];

const labelsOf = (values: readonly number[], from = 0): Labels =>
  labelSet(space, {
    measurements: values.map((value, i) => ({ architecture: all[from + i] as Architecture, value, where: `row ${i}` })),
    source: 'a test',
  });
const LABELS = labelsOf([70, 75, 71, 80, 72]);

interface Pending {
  readonly resolve: (outcome: FitOutcome) => void;
  readonly signal: AbortSignal;
}

/** A predictor that says the same of every architecture, when its test lets it. */
const constant = (mean: number, wait: () => Promise<void> = async () => undefined): FittedPredictor => ({
  metrics: { leaveOneOutTau: NaN, fitSeconds: 0 },
  snapshot: () => null,
  predict: async ({ features: { rows } }) => {
    await wait();
    const of = (value: number) => new Float64Array(rows).fill(value);
    return { mean: of(mean), low: of(mean - 1), high: of(mean + 1), std: of(1) };
  },
});

const at = (name: string, outcome: FitOutcome): Fitter => ({ name, id: name, fit: async () => outcome });

function slow(name: string): Fitter & { readonly pending: Pending[] } {
  const pending: Pending[] = [];
  const fit: Fitter['fit'] = (_, signal) => new Promise((resolve) => pending.push({ resolve, signal }));
  return { name, id: name, fit, pending };
}

function serve(fast: Fitter, full?: Fitter): { service: PredictionService; states: ModelState[]; log: string[] } {
  const [states, log]: [ModelState[], string[]] = [[], []];
  const onChanged = (state: ModelState) => void states.push(state);
  const onProgress = () => undefined;
  const service = predictionService({ space: space as NonNullable<typeof space>, fast, full, onChanged, onProgress, log: (line) => log.push(line), settle: 0 }); // prettier-ignore
  return { service, states, log };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const versions = (states: readonly ModelState[]) => states.map(({ basis, why }) => basis?.version.split('/')[1] ?? why);

describe('a model', () => {
  it('answers from the fast predictor, then from the better one', async () => {
    const full = slow('full');
    const { service, states } = serve(at('fast', { value: constant(60) }), full);
    expect(await service.predict(all)).toBe(undefined);
    await service.relabel(LABELS);
    const first = await service.predict(all);
    expect([first?.model.basis.predictor, first?.estimates[0]?.mean]).toEqual(['fast', 60]);
    full.pending[0]?.resolve({ value: constant(90) });
    await settled();
    const second = await service.predict(all);
    expect([second?.model.basis.predictor, second?.estimates[0]?.mean]).toEqual(['full', 90]);
    expect(versions(states)).toEqual(['fast', 'full']);
    expect(states.map(({ basis }) => basis?.refinement)).toEqual(['running', 'done']);
  });

  it('finishes what is in flight with the version that it began with', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const full = slow('full');
    const { service } = serve(at('fast', { value: constant(60, () => held) }), full);
    await service.relabel(LABELS);
    const asked = service.predict(all);
    await settled();
    full.pending[0]?.resolve({ value: constant(90) });
    await settled();
    expect((await service.predict(all))?.estimates.every(({ mean }) => mean === 90)).toBe(true);
    release();
    const answer = await asked;
    expect(answer?.model.basis.predictor).toBe('fast');
    expect(answer?.estimates.every(({ mean }) => mean === 60)).toBe(true);
  });

  it('keeps the fast one where the better one fails, and says why', async () => {
    const { service, states, log } = serve(at('fast', { value: constant(60) }), at('full', { error: 'out of memory' }));
    await service.relabel(LABELS);
    await settled();
    const sentence = 'full could not be fitted: out of memory; fast goes on answering';
    expect(log).toEqual([sentence]);
    expect(states.at(-1)?.basis).toMatchObject({ predictor: 'fast', refinement: 'failed', note: sentence });
    expect((await service.predict(all))?.estimates[0]?.mean).toBe(60);
  });

  it('takes a predictor that throws for one that failed', async () => {
    const broken: Fitter = { name: 'full', id: 'full', fit: () => Promise.reject(new Error('a bug')) };
    const { service, states } = serve(at('fast', { value: constant(60) }), broken);
    await service.relabel(LABELS);
    await settled();
    expect(states.at(-1)?.basis?.note).toContain('a bug');
    expect(service.model()?.basis.predictor).toBe('fast');
  });

  it('aborts a refinement whose labels have changed, and never takes its result', async () => {
    const full = slow('full');
    const { service, states } = serve(at('fast', { value: constant(60) }), full);
    await service.relabel(LABELS);
    await service.relabel(labelsOf([70, 75, 71, 80, 72, 79]));
    await settled();
    expect(full.pending.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    full.pending[0]?.resolve({ value: constant(11) });
    await settled();
    expect((await service.predict(all))?.estimates[0]?.mean).toBe(60);
    expect(states.at(-1)?.basis).toMatchObject({ samples: 6, refinement: 'running' });
    expect(new Set(states.map(({ basis }) => basis?.version)).size).toBe(2);
  });

  it('is not fitted anew while its labels are the same', async () => {
    const fit = vi.fn(async () => ({ value: constant(60) }));
    const { service } = serve({ name: 'fast', id: 'fast', fit });
    await service.relabel(LABELS);
    await service.relabel(labelsOf([70, 75, 71, 80, 72]));
    expect(fit).toHaveBeenCalledTimes(1);
  });

  it('stops its refinement when it is closed', async () => {
    const full = slow('full');
    const { service } = serve(at('fast', { value: constant(60) }), full);
    await service.relabel(LABELS);
    service.close();
    expect(full.pending[0]?.signal.aborted).toBe(true);
  });

  it('fits the better predictor anew when what it rests on beside the labels has come', async () => {
    const full = slow('full');
    const { service, states } = serve(at('fast', { value: constant(70) }), full);
    await service.relabel(LABELS);
    full.pending[0]?.resolve({ error: 'hypernetwork W is not trained' });
    await settled();
    expect(states.at(-1)?.basis).toMatchObject({ refinement: 'failed', note: expect.stringContaining('not trained') as string }); // prettier-ignore
    service.refit();
    expect(states.at(-1)?.basis).toMatchObject({ refinement: 'running', note: undefined });
    full.pending[1]?.resolve({ value: constant(80) });
    await settled();
    expect(states.at(-1)?.basis).toMatchObject({ refinement: 'done', predictor: 'full' });
  });
});

describe('labels that nothing can be learnt from', () => {
  it.each([
    ['too few', [70, 71], /at least 5 measured architectures/],
    ['all the same', [70, 70, 70, 70, 70], /all 5 labels are 70/],
    ['no number', [70, NaN, 71, 72, 73], /row 1: accuracy is NaN/],
    ['no accuracy', [70, 101, 71, 72, 73], /row 1: accuracy is 101, expected percent/],
  ])('%s: no accuracy is claimed, for a reason', async (_, values, why) => {
    const { service, states } = serve(at('fast', { value: constant(60) }));
    await service.relabel(LABELS);
    await service.relabel(labelsOf(values));
    expect(states.at(-1)?.basis).toBe(undefined);
    expect(states.at(-1)?.why).toMatch(why);
    expect(await service.predict(all)).toBe(undefined);
    await service.relabel(LABELS);
    expect(service.model()?.basis.samples).toBe(5);
  });

  it('are measured all the same: accuracies of their own, by whom, under a version that changes with them', async () => {
    const { service, states } = serve(at('fast', { value: constant(60) }));
    const [first, second, third] = all.map((each) => service.hashOf(each));
    await service.relabel(labelsOf([70, 71]));
    const state = states.at(-1);
    expect(state).toMatchObject({ basis: undefined, measured: { samples: 2, missing: 3 } });
    const only = service.measured();
    expect([first, second, third].map((hash, i) => only?.set.measured(all[i] as Architecture, hash ?? ''))).toEqual([70, 71, undefined]); // prettier-ignore
    expect([only?.set.measuredBy(second ?? ''), only?.set.measuredBy(third ?? '')]).toEqual(['row 1', undefined]);
    expect(await service.predict(all)).toBe(undefined);
    await service.relabel(labelsOf([70, 71]));
    expect(service.measured()?.version).toBe(only?.version);
    await service.relabel(labelsOf([70, 71.5]));
    expect(service.measured()?.version).not.toBe(only?.version);
    // From here on predictions tell what was measured.
    await service.relabel(LABELS);
    expect([service.measured(), states.at(-1)?.measured]).toEqual([undefined, undefined]);
    await service.relabel({ error: 'the runs are gone' });
    expect([service.measured(), states.at(-1)?.measured]).toEqual([undefined, undefined]);
  });

  it.each([
    ['a number that is none', [70, NaN]],
    ['no percent', [70, 101]],
    ['nothing', []],
  ])('of which one is wrong give none: %s', async (_, values) => {
    const { service, states } = serve(at('fast', { value: constant(60) }));
    await service.relabel(labelsOf(values));
    expect([states.at(-1)?.measured, service.measured()]).toEqual([undefined, undefined]);
  });

  it('are measured also where all are the same, and where the fast predictor cannot be fitted', async () => {
    const { service } = serve(at('fast', { error: 'no memory' }));
    await service.relabel(labelsOf([70, 70, 70, 70, 70]));
    expect(service.state().measured).toMatchObject({ samples: 5, missing: 0 });
    await service.relabel(LABELS);
    expect(service.state()).toMatchObject({ why: 'no memory', measured: { samples: 5, missing: 0 } });
    expect(service.measured()?.set.measured(all[1] as Architecture, '')).toBe(undefined);
    expect(service.measured()?.set.measured(all[1] as Architecture, service.hashOf(all[1] as Architecture))).toBe(75);
  });

  it('of one network measured often name a few of those who measured it', () => {
    const often = labelSet(space, {
      measurements: [70, 71, 72, 73, 74].map((value, i) => ({ architecture: all[0] as Architecture, value, where: `row ${i}` })), // prettier-ignore
      source: 'a test',
    });
    const hash = space.graphHash(all[0] as Architecture);
    expect('error' in often && often.measured?.measured(all[0] as Architecture, hash)).toBe(72);
    expect('error' in often && often.measured?.measuredBy(hash)).toBe('mean of 5: row 0; row 1; row 2 and 2 more');
  });

  it('measurements that differ are learnt as their mean, with a note', async () => {
    const twice = labelSet(space, {
      measurements: [70, 75, 71, 80, 72, 74].map((value, i) => ({ architecture: all[Math.min(i, 4)] as Architecture, value, where: `row ${i}` })), // prettier-ignore
      source: 'a test',
    });
    expect(twice).toMatchObject({ note: expect.stringContaining('their mean is learnt') as string });
    expect('support' in twice && twice.support.labels[4]).toBe(73);
  });

  it('an architecture outside of the space is named', () => {
    const wrong = { architecture: { choices: [9, 9, 9] }, value: 70, where: 'row 7' };
    expect(labelSet(space, { measurements: [wrong], source: 'a test' })).toMatchObject({
      error: expect.stringMatching(/row 7 is no architecture of Net/) as string,
    });
  });
});

describe('estimates', () => {
  it('are kept by the hash of the graph: isomorphic architectures share one', async () => {
    const rows: number[] = [];
    const counting = { ...constant(60), predict: async (queries: Parameters<FittedPredictor['predict']>[0]) => (rows.push(queries.features.rows), constant(60).predict(queries)) }; // prettier-ignore
    const { service } = serve(at('fast', { value: counting }));
    await service.relabel(LABELS);
    const distinct = new Set(all.map((each) => service.hashOf(each))).size;
    expect(distinct).toBeLessThan(all.length);
    const answer = await service.predict(all);
    await service.predict(seededRandom(1).shuffle(all));
    expect(rows).toEqual([distinct]);
    expect(answer?.hashes).toHaveLength(all.length);
  });

  it('say what was measured, and stay within 0..100', async () => {
    const { service } = serve(at('fast', { value: constant(99.5) }));
    await service.relabel(LABELS);
    const answer = await service.predict(all);
    expect(answer?.estimates[1]).toEqual({ mean: 99.5, low: 98.5, high: 100, measured: 75 });
    expect(answer?.estimates.at(-1)?.measured).toBe(undefined);
  });

  it('are not waited for by who has given up', async () => {
    const { service } = serve(at('fast', { value: constant(60) }));
    await service.relabel(LABELS);
    const abort = new AbortController();
    abort.abort(new Error('enough'));
    await expect(service.predict(all, abort.signal)).rejects.toThrow('enough');
  });
});
