/** What networks are made of and where they are to run. */
import type { Device, Family, Feature } from '../fact.ts';
import { phrase, type Rule } from '../rule.ts';

const family = (id: Family, words: string, meaning: string, example: string): Rule =>
  phrase(`family ${id}`, words, meaning, [{ kind: 'family', family: id }], example);

/** Longer names first: "nas-bench-201" before "201", "autoformer" before "transformer". */
export const familyRules: readonly Rule[] = [
  family(
    'nasbench201',
    '(?:nas[- ]?bench[- ]?201|nats[- ]?bench)(?: space| cells?)?',
    'the space NAS-Bench-201',
    'search NAS-Bench-201',
  ),
  family('nasbench101', 'nas[- ]?bench[- ]?101(?: space| cells?)?', 'the space NAS-Bench-101', 'search NAS-Bench-101'),
  family('darts', 'darts(?: space| cells?)?', 'the space of DARTS', 'DARTS cells for CIFAR-10'),
  family(
    'ofa_mobilenetv3',
    'once[- ]for[- ]all|ofa|ofa[- ]mobilenet(?:v3)?',
    'the once-for-all space',
    'a once-for-all network',
  ),
  family('autoformer_tiny', 'autoformer(?:[- ]tiny)?', 'the space AutoFormer-tiny', 'search AutoFormer'),
  family('ghn_random', 'random cells|graph hypernetwork space|ghn space', 'random cells', 'search random cells'),
  family(
    'mobile',
    'mobile ?net(?:[- ]?v[123])?|efficient ?net|inverted (?:bottlenecks?|residuals?)|mbconvs?',
    'inverted bottlenecks, as MobileNet is made of',
    'a MobileNet for cats',
  ),
  family('transformer', '(?:vision )?transformers?|vits?', 'a vision transformer', 'a small ViT'),
  family(
    'convnet',
    'cnns?|conv ?nets?|convolutional(?: (?:neural )?(?:nets?|networks?))?|resnets?|vgg',
    'a convolutional network',
    'a small CNN',
  ),
];

const feature = (id: Feature, words: string, meaning: string, example: string): Rule =>
  phrase(`feature ${id}`, words, meaning, [{ kind: 'feature', feature: id }], example);

export const featureRules: readonly Rule[] = [
  feature('attention', '(?:self[- ])?attention(?: layers?| heads?)?', 'attention', 'a network with attention'),
  feature(
    'depthwise',
    'depth[- ]?wise(?:[- ]separable)?(?: conv(?:olution)?s?)?|separable conv(?:olution)?s?',
    'depthwise convolutions',
    'use depthwise convolutions',
  ),
  feature(
    'large_kernels',
    '(?:large|big|wide|5x5|7x7)(?: and (?:5x5|7x7))?[- ](?:kernels?|conv(?:olution)?s?|filters?)',
    'kernels above 3x3',
    'networks with large kernels',
  ),
  feature('convolution', 'conv(?:olution)?s', 'convolutions', 'use convolutions'),
  feature(
    'pooling',
    '(?:max|average|avg)?[- ]?pool(?:ing|s)?(?: layers?)?',
    'pooling between layers',
    'with max pooling',
  ),
  feature(
    'squeeze_excite',
    'squeeze[- ](?:and[- ])?excit(?:e|ation)|se blocks?',
    'squeeze and excitation',
    'with squeeze-and-excitation',
  ),
  feature(
    'residual',
    '(?:skip|residual|shortcut) (?:connections?|blocks?)|shortcuts|residuals',
    'shortcuts around layers',
    'with skip connections',
  ),
  feature('dropout', 'drop ?out', 'dropout', 'with dropout'),
  feature('batchnorm', 'batch ?norm(?:ali[sz]ation)?|bn', 'batch normalisation', 'with batch norm'),
];

const device = (words: string, meaning: string, example: string, of: Device): Rule =>
  phrase(
    `device ${of.name}`,
    `(?:(?:on|for|to run on|running on|that runs on|runs on|in) )?(?:an? |the |my |our )?(?:${words})(?:s|es)?`,
    meaning,
    [{ kind: 'device', device: of }],
    example,
  );

export const deviceRules: readonly Rule[] = [
  device('edge ?tpu|coral(?: board| stick)?', 'an edge TPU', 'for a Coral board', {
    name: 'edgetpu',
    words: 'an edge TPU',
    family: 'mobile',
  }),
  device('edge gpu|jetson(?: nano| orin| tx2| xavier)?', 'an edge GPU', 'on a Jetson Nano', {
    name: 'edgegpu',
    words: 'an edge GPU',
    family: 'mobile',
  }),
  device('raspberry pi(?: ?[345])?|raspi[345]?|rpi', 'a Raspberry Pi', 'on a Raspberry Pi 4', {
    name: 'raspi4',
    words: 'a Raspberry Pi',
    family: 'mobile',
  }),
  device('pixel ?3', 'a Pixel 3 phone', 'latency on a Pixel 3', {
    name: 'pixel3',
    words: 'a Pixel 3 phone',
    family: 'mobile',
  }),
  device(
    '(?:mobile |smart ?|cell ?|android )?phone|iphone|smartphone|android|tablet',
    'a phone',
    'an image classifier for phones',
    { name: 'phone', words: 'a phone', family: 'mobile' },
  ),
  device(
    'micro[- ]?controller|mcu|arduino|cortex[- ]m\\d?|esp32|stm32|tinyml',
    'a microcontroller, where memory is short',
    'tinyML on a microcontroller',
    { name: 'mcu', words: 'a microcontroller', family: 'mobile', scarceMemory: true },
  ),
  device('fpga', 'an FPGA', 'a classifier for an FPGA', { name: 'fpga', words: 'an FPGA', family: 'convnet' }),
  device('eyeriss|asic', 'an ASIC', 'for an ASIC', { name: 'eyeriss', words: 'an ASIC', family: 'convnet' }),
  device(
    '(?:edge|embedded|mobile|iot|wearable|low[- ]end) (?:device|system|hardware|board|computer|processor|platform|app)|wearable|smart ?watch|drone|edge|mobile',
    'an edge device',
    'for edge devices',
    { name: 'edge', words: 'an edge device', family: 'mobile' },
  ),
  device('(?:server |desktop |cloud )?gpu|graphics card|cuda', 'a GPU', 'a fast network on a GPU', {
    name: 'gpu',
    words: 'a GPU',
  }),
  device('cpu|laptop|desktop(?: computer)?|pc', 'a CPU', 'a network for laptops', { name: 'cpu', words: 'a CPU' }),
  device('server|cloud|data ?cent(?:er|re)', 'a server', 'a network for servers', {
    name: 'server',
    words: 'a server',
  }),
];
