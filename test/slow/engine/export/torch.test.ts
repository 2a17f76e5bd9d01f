/** Exported PyTorch modules run in PyTorch: parameters, shapes, and the numbers of our own forward pass with the same weights. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { openBackend, type Backend } from '../../../../engine/compute/index.ts';
import { subjectOf, type Subject } from '../../../../engine/export/subject.ts';
import { randomCellSpace, randomSpace } from '../../../support/random-space.ts';
import { exampleSpace, exampleSpaces, spaceOf } from '../../../support/spaces.ts';
import { familyNetwork, families } from '../../../unit/engine/evaluate/train/networks.ts';
import { image } from '../../../../dsl/graph/shape.ts';
import { forward, livelyWeights, randomBatch, relativeDistance } from '../../../unit/engine/export/forward.ts';
import { pythonWithTorch, runTorch } from '../../../unit/engine/export/python.ts';
import { sampled, subjectOfNetwork, useSubjects } from '../../../unit/engine/export/subjects.ts';

const title = pythonWithTorch === undefined ? 'in PyTorch (skipped: no python3 with torch)' : 'in PyTorch';

describe.skipIf(pythonWithTorch === undefined)(title, () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await openBackend();
  });
  afterAll(() => backend.dispose());

  async function agree(subjects: readonly Subject[], batch: number): Promise<void> {
    const cases = [];
    for (const subject of subjects) {
      cases.push({ subject, weights: await livelyWeights(backend, subject), batch: randomBatch(subject, batch) });
    }
    const answers = runTorch(cases);
    const wrong: string[] = [];
    for (const [i, { subject, weights, batch: input }] of cases.entries()) {
      const expected = await forward(backend, subject, weights, input);
      const { parameters, shape, output } = answers[i] ?? { parameters: 0, shape: [], output: [] };
      const off = relativeDistance(output, expected);
      if (parameters !== subject.costs.params) wrong.push(`${subject.name}: ${parameters} parameters`);
      if (shape.join() !== [batch, expected.length / batch].join())
        wrong.push(`${subject.name}: shape ${shape.join()}`);
      if (!(off < 1e-4)) wrong.push(`${subject.name}: off by ${off}`);
    }
    expect(wrong).toEqual([]);
  }

  test('every primitive', () => agree(useSubjects, 3));

  test('networks of every family', () =>
    agree(
      Object.keys(families).map((name) => subjectOfNetwork(familyNetwork(name, image(1, 16, 16), 5), name)),
      2,
    ));

  test('random spaces of every form', () => {
    const texts = [
      ...fc.sample(randomSpace, { numRuns: 40, seed: 1 }),
      ...fc.sample(randomCellSpace, { numRuns: 40, seed: 2 }),
    ];
    const subjects = texts.flatMap((text, i) => {
      const architecture = spaceOf(text).sample(seededRandom(i), 100);
      return architecture === undefined ? [] : [subjectOf(spaceOf(text), architecture, `random${i}`, i)];
    });
    expect(subjects.length).toBeGreaterThan(60);
    return agree(subjects, 2);
  });

  test.each(exampleSpaces)('%s', (name) => agree(sampled(exampleSpace(name), 2, 11, name), 2));
});
