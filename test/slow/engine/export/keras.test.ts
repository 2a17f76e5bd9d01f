/** Exported Keras models run in Keras: parameters, shapes, and the numbers of our own forward pass with the same weights. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { image } from '../../../../dsl/graph/shape.ts';
import { openBackend, type Backend } from '../../../../engine/compute/index.ts';
import type { Subject } from '../../../../engine/export/subject.ts';
import { families, familyNetwork } from '../../../unit/engine/evaluate/train/networks.ts';
import { forward, livelyWeights, randomBatch, relativeDistance } from '../../../unit/engine/export/forward.ts';
import { pythonWithKeras, runRealKeras } from '../../../unit/engine/export/python.ts';
import { subjectOfNetwork, useSubjects } from '../../../unit/engine/export/subjects.ts';

const title = pythonWithKeras === undefined ? 'in Keras (skipped: no python3 with keras)' : 'in Keras';

describe.skipIf(pythonWithKeras === undefined)(title, () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await openBackend();
  });
  afterAll(() => backend.dispose());

  async function agree(subjects: readonly Subject[], batch: number): Promise<void> {
    const cases = [];
    for (const subject of subjects)
      cases.push({ subject, weights: await livelyWeights(backend, subject), batch: randomBatch(subject, batch) });
    const answers = runRealKeras(cases);
    const wrong: string[] = [];
    for (const [i, { subject, weights, batch: input }] of cases.entries()) {
      const expected = channelsLast(subject, await forward(backend, subject, weights, input));
      const { parameters, output } = answers[i] ?? { parameters: 0, output: [] };
      const off = relativeDistance(output, expected);
      if (parameters !== subject.costs.params) wrong.push(`${subject.name}: ${parameters} parameters`);
      if (!(off < 1e-4)) wrong.push(`${subject.name}: off by ${off}`);
    }
    expect(wrong).toEqual([]);
  }

  test('every primitive', () => agree(useSubjects, 2));

  test('networks of every family', () =>
    agree(
      Object.keys(families).map((name) => subjectOfNetwork(familyNetwork(name, image(1, 16, 16), 5), name)),
      2,
    ));
});

/** An image at the end is flattened as it stands in Keras. */
function channelsLast({ network }: Subject, values: readonly number[]): readonly number[] {
  const shape = network.nodes[network.output]?.shape;
  if (shape?.kind !== 'image') return values;
  const { channels, height, width } = shape;
  const each = channels * height * width;
  return values.map((_, i) => {
    const [example, position, channel] = [Math.floor(i / each), Math.floor((i % each) / channels), i % channels];
    return values[example * each + channel * height * width + position] as number;
  });
}
