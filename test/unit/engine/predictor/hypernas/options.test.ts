import { describe, expect, it } from 'vitest';
import { hypernasKind } from '../../../../../engine/predictor/hypernas/hypernas-predictor.ts';
import { readHypernasOptions } from '../../../../../engine/predictor/hypernas/options.ts';

describe('options of hypernas', () => {
  it('have defaults, and take calls as records', () => {
    const read = readHypernasOptions({
      hypernet: { name: 'ghn', rounds: 3 },
      auxiliary: { name: 'cifar10', path: 'data' },
    });
    if ('error' in read) throw new Error(read.error);
    expect(read.value).toMatchObject({
      hypernet: { name: 'ghn', hidden: 32, rounds: 3 },
      auxiliary: { kind: 'cifar10', options: { path: 'data' } },
      variant: 'full',
      q: 1.5,
      ensemble: 5,
    });
    expect(hypernasKind.optionNames).toEqual(
      expect.arrayContaining(['samples', 'hypernet', 'ensemble', 'seed', 'epochs', 'learning_rate', 'q', 'variant']),
    );
  });

  it.each([
    [{ emsemble: 3 }, 'predictor hypernas has no option "emsemble"; did you mean "ensemble"?'],
    [{ ensemble: 0 }, 'predictor hypernas: option "ensemble" must be a whole number 1..32, not 0'],
    [{ variant: 'Q' }, 'predictor hypernas: option "variant" must be one of full, P, H, not "Q"'],
    [
      { hypernet: 'gnn' },
      'predictor hypernas: option "hypernet" must be mlp(hidden: 32) or ghn(hidden: 32, rounds: 5), not "gnn"',
    ],
    [
      { hypernet: { name: 'ghn', round: 3 } },
      'predictor hypernas: option "hypernet" is wrong: ghn has no option "round"; did you mean "rounds"?',
    ],
    [
      { auxiliary: 7 },
      'predictor hypernas: option "auxiliary" must be a data set such as glyphs or cifar10(path: "data"), not 7',
    ],
  ])('%j: %s', (given, sentence) => {
    expect(hypernasKind.configure(given)).toEqual({ error: sentence });
  });
});
