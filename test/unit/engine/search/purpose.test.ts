/** Runs that only measure: which architectures they propose, and how their purpose is kept in the record. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import type { ExperimentSpec } from '../../../../engine/search/experiment-spec.ts';
import { purposeOf, strategyFor, withPurpose, type Purpose } from '../../../../engine/search/purpose.ts';
import { resolvedParts } from '../../../../engine/search/resolved-parts.ts';
import type { Json, Proposal, Result, StrategyContext } from '../../../../engine/search/strategy.ts';
import { spaceOf } from '../../../support/spaces.ts';

const space = spaceOf(`space Net {
  input image[3, 8, 8]
  output logits[10]
  network {
    conv3x3(out: choice [4, 8, 16, 24]) >> conv3x3(out: choice [4, 8, 16, 32]) >> conv3x3(out: choice [4, 8, 12])
    global_avgpool >> linear(out: 10)
  }
}`);
const written: ExperimentSpec = {
  name: 'Wide',
  space,
  objectives: [{ direction: 'maximize', metric: 'accuracy' }],
  constraints: [],
  strategy: { kind: 'predictor', options: { initial: 4 } },
  budget: { evaluations: 40, time: 60 },
  seed: 3,
};
const context: StrategyContext = { space, objectives: written.objectives, constraints: [] };
const all = [...space.enumerate()].map((architecture) => space.text(architecture));

const start = (purpose: Purpose, known: readonly string[] = []) => {
  const made = strategyFor(purpose, withPurpose(written, purpose), () => new Set(known));
  if ('error' in made || made.value === undefined) throw new Error('there is no strategy');
  return made.value;
};
const resultOf = ({ architecture, hash }: Proposal): Result => ({ architecture, hash, status: 'ok', metrics: {} });
const hashes = (proposals: readonly Proposal[]): string[] => proposals.map(({ hash }) => hash);

describe('labels', () => {
  it('are a set that covers the space: every alternative of every decision', async () => {
    const proposals = await start({ kind: 'labels' })(context, seededRandom(1)).ask(16);
    expect(new Set(hashes(proposals)).size).toBe(16);
    space.decisions.forEach(({ alternatives }, d) => {
      expect(new Set(proposals.map(({ architecture }) => architecture.choices[d])).size).toBe(alternatives.length);
    });
  });

  it('leave out what other runs have measured', async () => {
    const first = hashes(await start({ kind: 'labels' })(context, seededRandom(1)).ask(16));
    const second = hashes(await start({ kind: 'labels' }, first)(context, seededRandom(1)).ask(40));
    expect(second).toHaveLength(48 - 16);
    expect(second.filter((hash) => first.includes(hash))).toEqual([]);
  });

  it('go on after their state as if nothing had happened', async () => {
    const factory = start({ kind: 'labels' });
    const through = factory(context, seededRandom(1));
    const first = await through.ask(10);
    const state = JSON.parse(JSON.stringify(through.state())) as Json;
    through.tell(first.map(resultOf));
    const more = hashes(await through.ask(10));
    const again = factory(context, seededRandom('another'), { state, results: [] });
    again.tell(first.map(resultOf));
    expect(hashes(await again.ask(10))).toEqual(more);
    expect(new Set([...hashes(first), ...more]).size).toBe(20);
  });
});

describe('given architectures', () => {
  it('are measured in their order, each graph once, and after an interruption the rest', async () => {
    const [a = '', b = '', c = ''] = all;
    const factory = start({ kind: 'given', architectures: [c, a, c, b] });
    const strategy = factory(context, seededRandom(1));
    const [first] = await strategy.ask(1);
    expect(first).toMatchObject({ origin: 'given', hash: space.graphHash(space.parse(c).value ?? { choices: [] }) });
    const again = factory(context, seededRandom(2), { state: strategy.state(), results: [] });
    expect((await again.ask(9)).map(({ architecture }) => space.text(architecture))).toEqual([a, b]);
  });

  it('that are none of the space are refused with a sentence', () => {
    const purpose: Purpose = { kind: 'given', architectures: ['{ conv: 3 }'] };
    const made = strategyFor(purpose, withPurpose(written, purpose), () => new Set());
    expect(made).toMatchObject({ error: expect.stringMatching(/^\{ conv: 3 \} cannot be measured: .+/) as string });
  });
});

describe('a purpose', () => {
  it.each<[Purpose, number | undefined, ExperimentSpec['budget']]>([
    [{ kind: 'search' }, undefined, { evaluations: 40, time: 60 }],
    [{ kind: 'search' }, 7, { evaluations: 7 }],
    [{ kind: 'labels' }, undefined, { evaluations: 16 }],
    [{ kind: 'labels' }, 30, { evaluations: 30 }],
    [{ kind: 'given', architectures: ['{}', '{ a: 1 }'] }, undefined, { evaluations: 2 }],
  ])('%j is read back from the record, and sets the budget', (purpose, evaluations, budget) => {
    const spec = withPurpose(written, purpose, evaluations);
    expect(spec.budget).toEqual(budget);
    expect(purposeOf({ resolved: resolvedParts(spec) })).toEqual(purpose);
  });
});
