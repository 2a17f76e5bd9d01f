/** Exported Keras sources build: with a stand-in for Keras that knows shapes and counts weights. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exitsOf } from '../../../../dsl/graph/exits.ts';
import { elementsOf, image } from '../../../../dsl/graph/shape.ts';
import { seededRandom } from '../../../../dsl/random.ts';
import { subjectOf, type Subject } from '../../../../engine/export/subject.ts';
import { randomCellSpace, randomSpace } from '../../../support/random-space.ts';
import { exampleSpace, exampleSpaces, spaceOf } from '../../../support/spaces.ts';
import { families, familyNetwork } from '../evaluate/train/networks.ts';
import { python, runKeras } from './python.ts';
import { sampled, subjectOfNetwork, useSubjects } from './subjects.ts';

const title = python === undefined ? 'Keras sources (skipped: no python3)' : 'Keras sources';

describe.skipIf(python === undefined)(title, () => {
  function expectBuilt(subjects: readonly Subject[]): void {
    const wrong = runKeras(subjects).flatMap(({ error, parameters, shape, document }, i) => {
      const subject = subjects[i];
      if (subject === undefined) return ['one answer too many'];
      const { network, costs, name } = subject;
      const logits = elementsOf(network.nodes[network.output]?.shape ?? network.input);
      if (error !== undefined) return [`${name}: ${error}`];
      if (parameters !== costs.params) return [`${name}: ${parameters} parameters, not ${costs.params}`];
      const expected = exitsOf(network)
        .map(() => logits)
        .join();
      if (shape?.join() !== expected) return [`${name}: output of shape ${shape?.join()}, not ${expected}`];
      return document?.startsWith(name) === true ? [] : [`${name} is not what it says it is`];
    });
    expect(wrong).toEqual([]);
  }

  test('of every primitive', () => expectBuilt(useSubjects));

  test('of every family', () =>
    expectBuilt(Object.keys(families).map((name) => subjectOfNetwork(familyNetwork(name, image(1, 16, 16), 5), name))));

  test('of random spaces of every form', () => {
    const texts = [
      ...fc.sample(randomSpace, { numRuns: 25, seed: 3 }),
      ...fc.sample(randomCellSpace, { numRuns: 25, seed: 4 }),
    ];
    const subjects = texts.flatMap((text, i) => {
      const space = spaceOf(text);
      const architecture = space.sample(seededRandom(i), 100);
      return architecture === undefined ? [] : [subjectOf(space, architecture, `random${i}`, i)];
    });
    expect(subjects.length).toBeGreaterThan(40);
    expectBuilt(subjects);
  });

  test.each(exampleSpaces)('of %s', (name) => expectBuilt(sampled(exampleSpace(name), 5, 3, name)));
});
