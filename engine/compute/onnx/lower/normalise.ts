/**
 * Normalisation. ONNX's own operators pass over the activations once where their parts would three or four times.
 */
import type { Lowerings, Site } from '../emission.ts';

export const normalisation: Lowerings<
  'channelAffine' | 'batchNormalize' | 'layerNorm' | 'layerNormalize' | 'layerInverseDeviation'
> = {
  // A batch normalisation with mean 0 and variance 1.
  channelAffine: ({ model, name, shape }) => {
    const channels = shape(0)[1] ?? 1;
    const [zeros, ones] = [new Float32Array(channels), new Float32Array(channels).fill(1)];
    const statistics = [model.constant(zeros, [channels]), model.constant(ones, [channels])];
    return model.add('BatchNormalization', [name(0), name(1), name(2), ...statistics], { epsilon: { float: 0 } });
  },
  batchNormalize: ({ model, attributes, names }) =>
    model.add('BatchNormalization', names(), { epsilon: { float: attributes.epsilon } }),
  layerNorm: ({ model, attributes, names }) =>
    model.add('LayerNormalization', names(), { axis: { int: -1 }, epsilon: { float: attributes.epsilon } }),
  layerNormalize: (site) => plainLayerNorm(site, 0),
  layerInverseDeviation: (site) => plainLayerNorm(site, 2),
};

/** One LayerNormalization gives the normalised value and, as its third result, the inverse deviation. */
function plainLayerNorm(site: Site<'layerNormalize' | 'layerInverseDeviation'>, result: 0 | 2): string {
  const { model, attributes, name, shape } = site;
  const key = `layerNorm ${name(0)} ${attributes.epsilon}`;
  const all = site.once(key, () => {
    const width = shape(0).at(-1) ?? 1;
    const ones = model.constant(new Float32Array(width).fill(1), [width]);
    const names = model.addMany(
      'LayerNormalization',
      [name(0), ones],
      { axis: { int: -1 }, epsilon: { float: attributes.epsilon } },
      3,
    );
    return names.join(' ');
  });
  return all.split(' ')[result] ?? '';
}
