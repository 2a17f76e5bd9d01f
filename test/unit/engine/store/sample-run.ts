/** Plain records for tests of the store and of reports. */
import type { EvaluationRecord, RunSetup } from '../../../../engine/store/records.ts';

export const sampleSetup: RunSetup = {
  experiment: 'Toy',
  space: 'Product',
  spaceHash: 'abc',
  file: 'toy.hnas',
  spec: 'experiment Toy { }',
  resolved: { space: 'abc', strategy: { kind: 'random', options: {} } },
  seed: 1,
  objectives: [
    { direction: 'maximize', metric: 'accuracy' },
    { direction: 'minimize', metric: 'params' },
    { direction: 'minimize', metric: 'macs' },
  ],
  constraints: [],
  box: { reference: [0, 20_000, 200_000], ideal: [-100, 0, 0] },
  budget: { evaluations: 10 },
  backend: 'toy',
  versions: { hnas: '0.1.0', node: 'v24' },
};

export function sampleEvaluation(position: number, more: Partial<EvaluationRecord> = {}): EvaluationRecord {
  const params = 1000 + 137 * ((position * 7919) % 101);
  return {
    position,
    architecture: `{ Cell.h[0].edge[0]: op${position} }`,
    choices: [position, 1, -1],
    hash: `hash-${position}`,
    origin: 'random',
    status: 'ok',
    why: undefined,
    metrics: { accuracy: 60 + 30 * (1 - Math.exp(-params / 6000)) + (position % 5), params, macs: params * 12 },
    predicted: undefined,
    seconds: 1.5,
    finished: '2030-01-01T00:00:00.000Z',
    ...more,
  };
}
