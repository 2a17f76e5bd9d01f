/** Data sets by their names, and images by their sizes, channels and classes. */
import type { Data, Fact } from '../fact.ts';
import { NUMBER, numberOf } from '../number.ts';
import { phrase, type Rule } from '../rule.ts';

const named = (name: string, words: string, meaning: string, example: string, data: Data): Rule =>
  phrase(name, words, meaning, [{ kind: 'data', data }], example);

const cifar = { size: 32, channels: 3 } as const;
const idx = { kind: 'mnist', size: 28, channels: 1 } as const;

export const dataRules: readonly Rule[] = [
  named('cifar-10', 'cifar[- ]?10', 'the data set CIFAR-10', 'an accurate network for CIFAR-10', {
    name: 'Cifar10',
    kind: 'cifar10',
    options: { path: 'cifar-10-batches-bin', val: 5000, augment: [{ name: 'crop', pad: 4 }, 'flip'] },
    ...cifar,
    classes: 10,
  }),
  named('cifar-100', 'cifar[- ]?100', 'the data set CIFAR-100', 'a network for cifar100', {
    name: 'Cifar100',
    kind: 'cifar100',
    options: { path: 'cifar-100-binary', val: 5000, augment: [{ name: 'crop', pad: 4 }, 'flip'] },
    ...cifar,
    classes: 100,
  }),
  named('fashion-mnist', 'fashion[- ]?mnist', 'the data set Fashion-MNIST', 'small nets for Fashion-MNIST', {
    name: 'FashionMnist',
    options: { path: 'fashion-mnist', val: 0.1 },
    ...idx,
    classes: 10,
  }),
  named('kmnist', 'kmnist|kuzushiji[- ]?mnist', 'the data set KMNIST', 'a classifier for KMNIST', {
    name: 'Kmnist',
    options: { path: 'kmnist', val: 0.1 },
    ...idx,
    classes: 10,
  }),
  named('mnist', 'mnist', 'the data set MNIST', 'a tiny MNIST classifier', {
    name: 'Mnist',
    options: { path: 'mnist', val: 0.1 },
    ...idx,
    classes: 10,
  }),
  named('imagenet', 'imagenet(?:[- ]?1k)?|ilsvrc', 'ImageNet, as folders of images', 'a mobile network for ImageNet', {
    name: 'ImageNet',
    kind: 'folder',
    options: { path: 'imagenet' },
    size: 224,
    channels: 3,
    classes: 1000,
  }),
  named(
    'letters',
    '(?:drawn |handwritten |hand-written )?letters',
    'drawn letters, which need no file',
    'recognise letters',
    {
      name: 'Letters',
      kind: 'glyphs',
      options: { classes: 'letters', train: 3000, val: 1000, test: 0 },
      classes: 26,
    },
  ),
  named(
    'digits',
    '(?:drawn |handwritten |hand-written )?digits',
    'drawn digits, which need no file',
    'recognise digits',
    {
      name: 'Digits',
      kind: 'glyphs',
      options: { classes: 'digits', train: 3000, val: 1000, test: 0 },
      classes: 10,
    },
  ),
  named(
    'own images',
    '(?:my|our|own|a folder of|folders? of)(?: own)? (?:images?|photos?|pictures?|pngs?)|image folders?|png files?',
    'images of your own, a folder for each class',
    'classify my own photos into 3 classes',
    { name: 'Images', kind: 'folder', options: { path: 'images' } },
  ),
  named('csv data', '(?:a |my )?csv(?: (?:file|data|images))?', 'images as rows of a CSV file', 'train on a CSV file', {
    name: 'Rows',
    kind: 'csv',
    options: { path: 'images.csv' },
  }),
  named(
    'numpy data',
    '(?:numpy (?:arrays?|files?|data)|npz|\\.npz|npz files?)',
    'images as NumPy arrays',
    'data in npz files',
    {
      name: 'Arrays',
      kind: 'npz',
      options: { path: 'images.npz' },
    },
  ),
];

const CHANNEL_WORDS = /grey|gray|black|mono/;
const image = (height: number, width: number): Fact => ({ kind: 'image', height, width });
const isSide = (value: number): boolean => Number.isInteger(value) && value >= 4 && value <= 4096;

export const imageRules: readonly Rule[] = [
  {
    name: 'channels, height and width',
    pattern:
      /(?<![\w.])(?<c>[13]) ?[x×] ?(?<h>\d{1,4}) ?[x×] ?(?<w>\d{1,4})(?![\w])(?: ?(?:pixels?|px|images?|inputs?))?/g,
    read: ({ c, h, w }) => {
      if (!isSide(Number(h)) || !isSide(Number(w))) return undefined;
      const channels = Number(c) as 1 | 3;
      const facts: Fact[] = [image(Number(h), Number(w)), { kind: 'channels', channels }];
      return {
        facts,
        meaning: `images of ${Number(h)}x${Number(w)} pixels, ${channels === 1 ? 'one channel' : 'three channels'}`,
      };
    },
    example: ['inputs are 3x64x64', 'images of 64x64 pixels, three channels'],
  },
  {
    name: 'width and height',
    pattern:
      /(?<![\w.])(?<w>\d{1,4}) ?(?:x|×|by|px x|\*) ?(?<h>\d{1,4})(?:px)?(?![\w.])(?:[- ]?(?:pixels?|px|images?|inputs?|photos?|pictures?))*/g,
    read: ({ w, h }) =>
      isSide(Number(h)) && isSide(Number(w))
        ? { facts: [image(Number(h), Number(w))], meaning: `images of ${Number(w)}x${Number(h)} pixels` }
        : undefined,
    example: ['classify 224x224 images', 'images of 224x224 pixels'],
  },
  {
    name: 'resolution',
    pattern:
      /(?<![\w.])(?:(?:resolution|image size|input size)(?: of| is|:)? (?<a>\d{1,4})(?![\w.])(?: ?(?:pixels?|px))?|(?<b>\d{1,4})[- ]?(?:px|pixels?)(?! ?[x×])(?![\w]))/g,
    read: ({ a, b }) => {
      const side = Number(a ?? b);
      return isSide(side) ? { facts: [image(side, side)], meaning: `images of ${side}x${side} pixels` } : undefined;
    },
    example: ['a network at resolution 160', 'images of 160x160 pixels'],
  },
  {
    name: 'colour',
    pattern: /(?<![\w-])(?:gr[ae]y[- ]?scale|gr[ae]y|black[- ]and[- ]white|monochrome|rgb|colou?red|colou?r)(?![\w])/g,
    read: (_, match) => {
      const channels = CHANNEL_WORDS.test(match) ? 1 : 3;
      return {
        facts: [{ kind: 'channels', channels }],
        meaning: channels === 1 ? 'grey images, one channel' : 'colour images, three channels',
      };
    },
    example: ['classify grayscale images', 'grey images, one channel'],
  },
  {
    name: 'classes',
    pattern: new RegExp(
      `(?<![\\w.])(?<n>${NUMBER})[- ]?(?:output |different )?(?:class(?:es)?|categor(?:y|ies)|labels|kinds|species)(?![\\w])`,
      'g',
    ),
    read: ({ n = '' }) => {
      const classes = numberOf(n);
      if (!Number.isInteger(classes) || classes < 2 || classes > 100_000) return undefined;
      return { facts: [{ kind: 'classes', classes }], meaning: `${classes} classes` };
    },
    example: ['tell five classes apart', '5 classes'],
  },
  phrase(
    'two classes',
    'binary|yes[- ]or[- ]no|two-way',
    '2 classes',
    [{ kind: 'classes', classes: 2 }],
    'a binary image classifier',
  ),
];
