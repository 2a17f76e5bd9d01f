import { describe, expect, it } from 'vitest';
import { analyse, newMemory } from '../../../../dsl/semantics/analysis.ts';
import { checkHypernetwork, checkHypernetworks } from '../../../../dsl/semantics/check/hypernetworks.ts';
import { checkProgram } from '../../../../dsl/semantics/check.ts';
import { planExperiment, resolveExperiment } from '../../../../dsl/semantics/experiment.ts';
import { itemsOf } from '../../../../dsl/semantics/program.ts';
import type { primitivesWithoutRule } from '../../../../dsl/graph/weight-rules.ts';
import { smallSpace } from '../../../support/spaces.ts';
import { marked } from '../service/cursor.ts';

const programFrom = (source: string) => marked(source).program;

const text = `${smallSpace('conv3x3(out: choice [8, 16]) >> batchnorm >> relu')}
dataset D = glyphs {}
dataset Other = glyphs { seed: 2 }
hypernetwork W = ghn { steps: 7, space: S }
hypernetwork V = ghn { dataset: Other }
evaluator T = ghn { hypernetwork: W }
predictor P = ensemble { hypernetwork: W }
experiment E { space: S dataset: D evaluator: T predictor: P maximize accuracy search prescreen { hypernetwork: V } }`;

describe('operators without a rule for their weights', () => {
  const program = programFrom(text);
  const analysis = analyse(program, newMemory());
  /** As if convolutions had none. */
  const unruled: typeof primitivesWithoutRule = (nodes) => ([...nodes].some(({ op }) => op === 'conv') ? ['conv'] : []);
  const said = 'cannot make weights for space "S": no rule makes the weights of conv';

  it('are named where an experiment comes upon the hypernetwork, and where it names its space', () => {
    const [experiment] = itemsOf(program, 'experiment');
    if (experiment === undefined) throw new Error('the text has an experiment');
    const plan = planExperiment(program, experiment.item, 'main.hnas').value;
    const found = checkHypernetworks(analysis, experiment.item, 'main.hnas', plan, unruled);
    expect(found.map(({ message, span }) => [text.slice(span.start, span.end), message])).toEqual([
      ['T', `hypernetwork "W" ${said}`],
      ['P', `hypernetwork "W" ${said}`],
      ['V', `hypernetwork "V" ${said}`],
    ]);
    const own = itemsOf(program, 'hypernetwork').flatMap(({ item }) => checkHypernetwork(analysis, item, 'main.hnas', unruled)); // prettier-ignore
    expect(own.map(({ message, span }) => [text.slice(span.start, span.end), message])).toEqual([
      ['S', `hypernetwork "W" ${said}`],
    ]);
  });

  it('are none of those that there are', () => {
    expect(checkProgram(program)).toEqual([]);
  });
});

describe('hypernetworks of an experiment', () => {
  it('come with the space and the data set that they learn on: their own, else those of the experiment', () => {
    const { value, diagnostics } = resolveExperiment(programFrom(text));
    expect(diagnostics).toEqual([]);
    expect(
      value?.hypernetworks?.map(({ name, options, space, dataset }) => [name, options, space.name, dataset.options]),
    ).toEqual([
      ['W', { steps: 7 }, 'S', {}],
      ['V', {}, 'S', { seed: 2 }],
    ]);
  });

  it('need a data set', () => {
    const bare = text.replace(' dataset: D', '');
    const { diagnostics } = resolveExperiment(programFrom(bare));
    expect(diagnostics.map(({ message }) => message)).toContain(
      'hypernetwork "W" has no data set: write "dataset: Name" in it',
    );
  });

  it('lend their form to a predictor whose own weights they do not make', () => {
    const lent = text.replace('ensemble { hypernetwork: W }', 'hypernas { hypernet: F }').replace('hypernetwork V', 'hypernetwork F = ghn { hidden: 8, rounds: 2 }\nhypernetwork V'); // prettier-ignore
    expect(resolveExperiment(programFrom(lent)).value?.predictor?.options).toEqual({
      hypernet: { name: 'ghn', hidden: 8, rounds: 2 },
    });
  });
});
