/** Whatever phrases a request is made of: what is written checks without errors, alone and at the end of a file that has items of its own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ask, type Asked } from '../../../../dsl/ask/ask.ts';
import { spacesOf } from '../../../../dsl/ask/known-spaces.ts';
import { seededRandom } from '../../../../dsl/random.ts';
import { programOf, type Program } from '../../../../dsl/semantics/program.ts';
import { problems } from '../../../unit/dsl/ask/problems.ts';

const examples = join(import.meta.dirname, '../../../../examples');

function asked(request: string, program?: Program): Asked {
  const found = ask(request, program === undefined ? { spaces: [] } : { program, spaces: spacesOf(program) });
  if ('error' in found) throw new Error(found.error);
  return found;
}

describe('any combination of phrases', () => {
  const groups: readonly (readonly string[])[] = [
    ['fast', 'small', 'accurate', 'as cheap as possible', 'low memory', 'not too slow', 'accuracy does not matter', ''],
    [
      'CNN',
      'MobileNet',
      'ViT',
      'NAS-Bench-201',
      'NAS-Bench-101',
      'DARTS',
      'once-for-all',
      'AutoFormer',
      'random cells',
      'no transformer',
      '',
    ],
    [
      'for CIFAR-10',
      'on CIFAR-100',
      'on MNIST',
      'for ImageNet',
      'for my own photos',
      'on letters',
      'on digits',
      'on a csv file',
      '',
    ],
    ['with 3 classes', '128x96 images', 'at resolution 7', '96x96 grayscale', '300x300 pixels', 'rgb', ''],
    [
      'under 5 MB',
      'at most 100K params',
      'between 1M and 2M params',
      'under 5 ms',
      'at least 2 GMACs',
      'over 99% accuracy',
      'at most 0 layers',
      '',
    ],
    [
      'no attention',
      'without convolutions',
      'no batch norm or dropout',
      'without depthwise convolutions',
      'with squeeze-and-excitation',
      'with max pooling, no skip connections',
      '',
    ],
    ['on a phone', 'on an Arduino', 'on a Jetson', 'on an FPGA', 'on a server', ''],
    ['in 50 trials', 'for 2 days', 'train for 2 epochs', 'from a table', 'no training', 'batch size 7', ''],
    ['by evolution', 'grid search', 'with a Gaussian process', 'seed 9', 'guided by a hypernetwork', ''],
  ];
  const random = seededRandom('plain words');
  const pick = (group: readonly string[]): string => group[Math.floor(random.next() * group.length)] as string;
  const combinations = Array.from({ length: 150 }, () =>
    groups
      .map(pick)
      .filter((part) => part !== '')
      .join(' '),
  );
  const demo = programOf(readFileSync(join(examples, 'demo.hnas'), 'utf8'));

  it.each(combinations)('%s: is written without errors', (request) => {
    if (request === '') return;
    const { text, notUnderstood } = asked(request);
    expect(problems(text).filter((each) => each.startsWith('error'))).toEqual([]);
    expect(notUnderstood).toEqual([]);
  });

  it.each(combinations.slice(0, 30))('%s: fits the end of a file', (request) => {
    const before = [...demo.files.values()][0]?.text ?? '';
    const { text } = asked(request, demo);
    expect(problems(`${before}\n${text}`).filter((each) => each.startsWith('error'))).toEqual([]);
  });
});
