/**
 * fisher (Turner, Crowley, O'Boyle, Storkey and Gray, "BlockSwap: Fisher-guided Block Substitution for Network Compression on a Budget", ICLR 2020,
 * equation 2; as a score Abdelfattah et al. 2021): for each channel c of an activation a with gradient g of the loss,
 * Delta_c = 1 / (2 N) sum_n (sum_positions a_nc g_nc)^2, summed over all channels and activations.
 */
import { channelsOf, elementsOf, type Shape } from '../../dsl/graph/shape.ts';

/** Of one activation: `gradient` is that of the batch's mean loss, so that each image's own is `batch` times as large. */
export function fisher(activation: Float32Array, gradient: Float32Array, shape: Shape, batch: number): number {
  const channels = channelsOf(shape);
  const positions = elementsOf(shape) / channels;
  const [ofChannel, ofPosition] = shape.kind === 'tokens' ? [1, channels] : [positions, 1];
  let sum = 0;
  for (let n = 0; n < batch; n++) {
    for (let c = 0; c < channels; c++) {
      let inner = 0;
      for (let p = 0, at = n * channels * positions + c * ofChannel; p < positions; p++, at += ofPosition) {
        inner += (activation[at] as number) * (gradient[at] as number) * batch;
      }
      sum += inner * inner;
    }
  }
  return sum / (2 * batch);
}
