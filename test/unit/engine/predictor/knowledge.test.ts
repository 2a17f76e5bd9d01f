import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { fromRows, selectRows } from '../../../../engine/encoding/feature-matrix.ts';
import { gpLearner } from '../../../../engine/predictor/ensemble/gp-learner.ts';
import { drawFolds } from '../../../../engine/predictor/ensemble/learner.ts';
import { targetsOf } from '../../../../engine/predictor/ensemble/targets.ts';
import { distil, distilled } from '../../../../engine/predictor/knowledge/distil.ts';
import { withDistilledColumns } from '../../../../engine/predictor/knowledge/distilled-columns.ts';
import { knowledgeLearner } from '../../../../engine/predictor/knowledge/knowledge-learner.ts';
import { fitRidge, priorMeans } from '../../../../engine/predictor/knowledge/ridge.ts';
import { spaceKnowledge } from '../../../../engine/predictor/knowledge/space-knowledge.ts';
import { proxyNames, type ProxyScores } from '../../../../engine/proxies/laboratory.ts';
import { kendallTau } from '../../../../engine/statistics/kendall.ts';
import { spaceOf } from '../encoding/spaces.ts';

const random = seededRandom('knowledge');
const inputs = fromRows(Array.from({ length: 120 }, () => Array.from({ length: 5 }, () => random.normal())));
const columnOf = (column: number): Float64Array => Float64Array.from({ length: inputs.rows }, (_, i) => inputs.values[5 * i + column] as number); // prettier-ignore
const quality = columnOf(0).map((value, i) => value + Math.tanh(columnOf(1)[i] as number));
const noise = quality.map(() => random.normal());

/** naswot is a function of the features, snip is noise, the others are the same everywhere. */
const scores = Array.from(
  { length: inputs.rows },
  (_, i) =>
    Object.fromEntries(
      proxyNames.map((name) => [name, name === 'naswot' ? quality[i] : name === 'snip' ? noise[i] : 1]),
    ) as unknown as ProxyScores,
);
const seen = Array.from({ length: 80 }, (_, i) => i);
const unseen = Array.from({ length: 40 }, (_, i) => 80 + i);

describe('distilled proxies', () => {
  const distiller = distil(selectRows(inputs, seen), scores.slice(0, 80), seededRandom(1));
  if (distiller === undefined) throw new Error('nothing was learnt');

  it('follow the proxy on architectures that were not measured', () => {
    const { values, columns } = distilled(distiller, selectRows(inputs, unseen));
    const naswot = unseen.map((_, i) => values[i * columns] as number);
    expect(kendallTau(naswot, unseen.map((row) => quality[row] as number))).toBeGreaterThan(0.75); // prettier-ignore
  });

  it('count by how much of them features tell; those that tell nothing apart are left out', () => {
    expect(distiller.proxies).toEqual(['naswot', 'snip']);
    expect(distiller.reliability[0]).toBeGreaterThan(0.9);
    expect(distiller.reliability[1]).toBeLessThan(0.35);
    const same = scores.map(() => ({ ...(scores[0] as ProxyScores) }));
    expect(distil(inputs, same, seededRandom(1))).toBeUndefined();
  });

  it('take an undefined score for the lowest', () => {
    const worst = quality.indexOf(quality.reduce((least, value) => Math.min(least, value)));
    const missing = scores.map((score, i) => (i === worst ? { ...score, naswot: NaN } : score));
    const [with_, without] = [distil(inputs, scores, seededRandom(1)), distil(inputs, missing, seededRandom(1))];
    expect(without?.targets[0]).toEqual(with_?.targets[0]);
  });
});

describe('ridge regression', () => {
  it('is where the gradient vanishes', () => {
    const rows = selectRows(inputs, seen);
    const targets = quality.slice(0, 80);
    const prior = fitRidge(rows, targets, 3);
    const left = targets.map((target, i) => target - (priorMeans(prior, rows)[i] as number));
    expect(left.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 8);
    const means = Array.from({ length: 5 }, (_, j) => seen.reduce((sum, i) => sum + (rows.values[5 * i + j] as number), 0) / 80); // prettier-ignore
    for (let j = 0; j < 5; j++) {
      const slope = seen.reduce((sum, i) => sum + (left[i] as number) * ((rows.values[5 * i + j] as number) - (means[j] as number)), 0); // prettier-ignore
      expect(slope).toBeCloseTo(3 * (prior.weights[j] as number), 8);
    }
  });
});

describe('a learner without knowledge', () => {
  const words = spaceOf('space Words { input tokens[8, 16] output logits[2] network { param w = choice [8, 16] layernorm >> mean_tokens >> linear(out: w) >> linear(out: 2) } }'); // prettier-ignore
  const architectures = [...words.enumerate()];

  it('has no share, and adds no column, where the input is no image', async () => {
    expect(await spaceKnowledge({ space: words, architectures })).toBeUndefined();
    const labels = Float64Array.from(quality.slice(0, 20));
    const rows = selectRows(inputs, seen.slice(0, 20));
    const problem = {
      inputs: rows,
      targets: targetsOf(labels),
      folds: drawFolds(20, 8, seededRandom(1)),
      random: seededRandom(1),
    };
    const raw = rows;
    expect(await knowledgeLearner().fit({ ...problem, raw, pool: { inputs: rows, raw } })).toBeUndefined();
    const plain = await gpLearner({ rank: 1 }).fit({ ...problem, raw, pool: { inputs: rows, raw } });
    const wrapped = withDistilledColumns(gpLearner({ rank: 1 }));
    const same = await wrapped.fit({ ...problem, raw, random: seededRandom(1), pool: { inputs: rows, raw } });
    expect(same?.heldOut).toEqual(plain?.heldOut);
    const source = { space: words, architectures };
    expect(await knowledgeLearner().fit({ ...problem, raw, pool: { inputs: rows, raw, source } })).toBeUndefined();
  });
});
