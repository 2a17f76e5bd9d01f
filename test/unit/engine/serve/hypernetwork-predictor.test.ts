import { expect, it } from 'vitest';
import { isHypernetworkSource } from '../../../../engine/evaluate/ghn/hypernetwork-source.ts';
import { configuredPredictor, fitterId, predictorOf } from '../../../../engine/serve/fitters.ts';
import { openSource } from '../../../../engine/serve/open-source.ts';
import type { ExperimentSpec } from '../../../../engine/search/experiment-spec.ts';
import { smallSpec } from '../cli/terminal.ts';

const text = smallSpec
  .replace('predictor Fast', 'hypernetwork W = ghn { steps: 7, threads: 2 }\npredictor Fast')
  .replace('= gp {}', '= ensemble { hypernetwork: W }');

function specOf(source: string): ExperimentSpec {
  const entry = 'file:///x/tiny.hnas';
  const opened = openSource({ entry, files: new Map([[entry, source]]), experiment: 'Quick' });
  if ('error' in opened) throw new Error(opened.error);
  return opened.value;
}

it("the editor's predictor knows where the hypernetwork of its file lies", () => {
  const predictor = predictorOf(specOf(text));
  const source = predictor?.options['hypernetwork'];
  if (!isHypernetworkSource(source)) throw new Error(`the name was not replaced: ${JSON.stringify(source)}`);
  expect(source.file).toMatch(/[\\/]x[\\/]\.hnas[\\/]hypernetworks[\\/]W-[0-9a-f]{10}-7\.ghn$/);
  expect(source.device).toEqual({ threads: 2 });
  expect(source.dataset).toMatchObject({ kind: 'glyphs', folder: expect.stringMatching(/[\\/]x$/) as string });
  expect('value' in configuredPredictor(predictor)).toBe(true);
});

it('and another hypernetwork makes another predictor', () => {
  const id = (source: string): string => fitterId(predictorOf(specOf(source)));
  expect(id(text)).toBe(id(text));
  expect(id(text.replace('steps: 7', 'steps: 8'))).not.toBe(id(text));
  expect(id(text.replace('steps: 7', 'steps: 7, seed: 1'))).not.toBe(id(text));
});
