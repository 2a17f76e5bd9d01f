import { describe, expect, it } from 'vitest';
import { changesSince, changeWords } from '../../../../engine/search/changes.ts';
import type { ExperimentSpec } from '../../../../engine/search/experiment-spec.ts';
import { resolvedParts } from '../../../../engine/search/resolved-parts.ts';
import { openSource } from '../../../../engine/serve/open-source.ts';
import { smallSpec } from '../cli/terminal.ts';

function specOf(text: string): ExperimentSpec {
  const opened = openSource({ entry: '/tiny.hnas', files: new Map([['/tiny.hnas', text]]), experiment: 'Quick' });
  if ('error' in opened) throw new Error(opened.error);
  return opened.value;
}

const before = specOf(smallSpec);
const words = (text: string, isThere = true): string =>
  changeWords(changesSince(resolvedParts(before), specOf(text), () => (isThere ? before.space : undefined)));

describe('what changed since a run was started', () => {
  it('is nothing where only the budget, comments or the layout are others', () => {
    expect(
      words(smallSpec.replace('evaluations: 10', 'evaluations: 99').replace('space Tiny', '// new\nspace Tiny')),
    ).toBe('');
  });

  it.each([
    ['an option', 'epochs: 1', 'epochs: 4', 'the evaluator (epochs: 1 -> 4)'],
    ['an option that was not there', 'gp {}', 'gp { proxies: false }', 'the predictor (proxies: unset -> false)'],
    [
      'a kind',
      'predictor { initial: 6, batch: 2, candidates: 40 }',
      'random',
      'the search strategy (predictor -> random)',
    ],
    ['the seed', 'seed: 3', 'seed: 4', 'the seed (3 -> 4)'],
    [
      'an objective',
      'minimize params',
      'minimize macs',
      'the objectives (maximize accuracy, minimize params -> maximize accuracy, minimize macs)',
    ],
    [
      'a requirement',
      'maximize accuracy',
      'require macs <= 2M maximize accuracy',
      'the requirements (none -> macs <= 2M)',
    ],
    ['alternatives', 'choice [2, 3, 4, 6]', 'choice [2, 8]', 'the space (width: 2, 3, 4, 6 -> 2, 8)'],
    [
      'what is not decided',
      'maxpool(k: 2, stride: 2)',
      'avgpool(k: 2, stride: 2)',
      'the space (the decisions are the same; its networks or its requirements are not)',
    ],
  ])('names %s, old and new', (_, old, now, expected) => {
    expect(smallSpec).toContain(old);
    expect(words(smallSpec.replace(old, now))).toBe(expected);
  });

  it('names decisions that came and went, the first of them', () => {
    const other = smallSpec
      .replace('param wide = choice [1, 3]', 'param wide2 = choice [1, 3]')
      .replace('k: wide,', 'k: wide2,');
    expect(words(other)).toMatch(/^the space \(network\.repeat\[0\]\.wide2 is new; .* is new; .* is new; 3 more\)$/);
  });

  it('names the space alone where it cannot be read as it was', () => {
    expect(words(smallSpec.replace('choice [2, 3, 4, 6]', 'choice [2, 8]'), false)).toBe('the space');
  });
});
