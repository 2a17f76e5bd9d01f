import { describe, expect, it } from 'vitest';
import type { HypernetworkShelf, ReadyHypernetwork } from '../../../../engine/evaluate/ghn/hypernetwork-shelf.ts';
import { changesSince, changeWords } from '../../../../engine/search/changes.ts';
import { runExperiment, type ExperimentParts } from '../../../../engine/search/experiment.ts';
import type { ExperimentSpec } from '../../../../engine/search/experiment-spec.ts';
import { openForJobs } from '../../../../engine/search/open-evaluator.ts';
import { neededHypernetworks, preparation, scoring } from '../../../../engine/search/hypernetworks.ts';
import type { ProgressEvent } from '../../../../engine/search/progress.ts';
import { resolvedParts } from '../../../../engine/search/resolved-parts.ts';
import { strategyFactory } from '../../../../engine/search/strategies/options.ts';
import { openSource } from '../../../../engine/serve/open-source.ts';
import { smallSpec } from '../cli/terminal.ts';
import { productSpace } from './product-space.ts';

const text = smallSpec
  .replace('evaluator Train', 'hypernetwork W = ghn { steps: 7 }\nhypernetwork V = ghn\nevaluator Train')
  .replace('train { epochs: 1,', 'train { initialise: V, epochs: 1,')
  .replace('= gp {}', '= ensemble { hypernetwork: W }');

function specOf(source = text): ExperimentSpec {
  const opened = openSource({ entry: '/x/tiny.hnas', files: new Map([['/x/tiny.hnas', source]]), experiment: 'Quick' });
  if ('error' in opened) throw new Error(opened.error);
  return opened.value;
}

const never = new AbortController().signal;

describe('hypernetworks of a search', () => {
  it('are those that its parts ask', () => {
    const here = (...asked: Parameters<typeof neededHypernetworks>) => neededHypernetworks(...asked).here;
    expect(here(specOf(), false, true)).toEqual(['V', 'W']);
    expect(here(specOf(), false, false)).toEqual(['V']);
    const screened = specOf(text.replace(/search predictor \{[^}]*\}/, 'search prescreen { hypernetwork: W }'));
    expect(here(screened, false, false)).toEqual(['V', 'W']);
    expect(here(screened, true, false)).toEqual(['V']);
  });

  it('are made ready one after the other, until one cannot', async () => {
    const asked: string[] = [];
    const shelf = {
      ready: (name: string, wishes: Parameters<HypernetworkShelf['ready']>[1]) => {
        asked.push(name);
        wishes?.onProgress?.(0.5, `training ${name}`);
        return Promise.resolve(name === 'B' ? { error: 'B diverged' } : { value: {} });
      },
    } as unknown as HypernetworkShelf;
    const told: string[] = [];
    expect(preparation(shelf, { here: [], elsewhere: [] })).toBeUndefined();
    expect(await preparation(shelf, { here: ['A', 'B', 'C'], elsewhere: [] })?.(never, (what) => told.push(what))).toBe(
      'B diverged',
    );
    expect([asked, told]).toEqual([
      ['A', 'B'],
      ['training A', 'training B'],
    ]);
  });

  it('score each graph once, nothing for what runs into NaN, and stop when they are told to', async () => {
    const space = productSpace({ decisions: 3, alternatives: 4, isomorphic: true });
    let scored = 0;
    const score = () => Promise.resolve({ value: { accuracy: ++scored, loss: scored === 2 ? NaN : 1, seconds: 0 } });
    const shelf = { ready: () => Promise.resolve({ value: { score } as unknown as ReadyHypernetwork }) } as unknown as HypernetworkShelf; // prettier-ignore
    const made = { ...space, network: () => ({}) } as unknown as typeof space;
    const ask = scoring(shelf, made, 'W');
    const [a, b, c] = [
      [0, 1, 2],
      [2, 1, 0],
      [3, 3, 3],
    ].map((choices) => ({ choices }));
    const told: string[] = [];
    expect(await ask?.([a!, b!, c!, a!], never, (what) => told.push(what))).toEqual([1, 1, undefined, 1]);
    expect(scored).toBe(2);
    expect(told.at(-1)).toBe('scoring candidates with W: 4 of 4');
    await expect(ask?.([a!], AbortSignal.abort(new Error('stop')), () => undefined)).rejects.toThrow('stop');
  });

  it('are only trained here, not opened, where the machines of a queue measure with them', async () => {
    const queued = specOf(
      text.replace('experiment Quick', 'evaluator Farm = queue { redis: "redis://localhost:1", evaluator: Train }\nexperiment Quick').replace('evaluator: Train\n  predictor', 'evaluator: Farm\n  predictor'), // prettier-ignore
    );
    expect(neededHypernetworks(queued, false, true)).toEqual({ here: ['W'], elsewhere: ['V'] });
    const shelf = { trained: (name: string) => Promise.resolve({ error: `${name} diverged` }) } as unknown as HypernetworkShelf; // prettier-ignore
    expect(await preparation(shelf, { here: [], elsewhere: ['V'] })?.(never, () => undefined)).toBe('V diverged');
  });

  it('come with the jobs that a worker takes: it trains none', async () => {
    expect(await openForJobs(specOf(), '.', new Map())).toEqual({ error: 'the job does not bring hypernetwork V' });
  });

  it('belong to what decides a result, but for where they are computed and which file declares them', () => {
    const words = (source: string): string => changeWords(changesSince(resolvedParts(specOf()), specOf(source), () => undefined)); // prettier-ignore
    expect(words(text.replace('ghn { steps: 7 }', 'ghn { steps: 7, threads: 1 }'))).toBe('');
    expect(words(text.replace('steps: 7', 'steps: 9'))).toBe('the predictor (W.steps: 7 -> 9)');
    expect(words(text.replace('V = ghn', 'V = ghn { seed: 3 }'))).toBe('the evaluator (V.seed: unset -> 3)');
    // Nobody asks it.
    expect(words(`${text}hypernetwork U = ghn { seed: 3 }`)).toBe('');
  });
});

describe('what a search makes ready', () => {
  const spec: ExperimentSpec = {
    name: 'Toy',
    space: productSpace({ decisions: 3, alternatives: 3 }),
    objectives: [{ direction: 'maximize', metric: 'accuracy' }],
    constraints: [],
    strategy: { kind: 'random', options: {} },
    budget: { evaluations: 2 },
    seed: 1,
  };
  const run = (prepare: ExperimentParts['prepare'], signal = never, events: ProgressEvent[] = []) => {
    const made = strategyFactory(spec.strategy);
    if (!made.ok) throw new Error(made.why);
    return runExperiment(spec, {
      strategy: made.value,
      evaluator: {
        backend: 'toy',
        evaluate: () => Promise.resolve({ status: 'ok', metrics: { accuracy: 1 }, seconds: 1 }),
        close: () => Promise.resolve(),
      },
      prepare,
      journal: { step: () => undefined },
      past: { evaluations: [], checkpoint: undefined, training: () => undefined },
      signal,
      onProgress: (event) => events.push(event),
    });
  };

  it('is ready before the first evaluation, and tells how far it is', async () => {
    const events: ProgressEvent[] = [];
    const outcome = await run((_, doing) => (doing('training W'), Promise.resolve(undefined)), never, events);
    expect(outcome.reason).toBe('budget');
    expect(events.slice(0, 3).map((event) => ('doing' in event ? event.doing : event.kind))).toEqual(['started', 'training W', 'asking']); // prettier-ignore
  });

  it('ends the run with a sentence where it fails, and as cancelled where it was interrupted', async () => {
    await expect(run(() => Promise.resolve('it diverged'))).rejects.toThrow('it diverged');
    const controller = new AbortController();
    const stopping = () => {
      controller.abort(new Error('stop'));
      return Promise.reject(new Error('stop'));
    };
    expect((await run(stopping, controller.signal)).reason).toBe('cancelled');
  });
});
