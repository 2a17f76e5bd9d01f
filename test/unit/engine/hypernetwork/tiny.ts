/** Small spaces, data and hypernetworks, so that tests of whole steps take fractions of a second. */
import { seededRandom } from '../../../../dsl/random.ts';
import type { Network } from '../../../../dsl/graph/network.ts';
import type { DecisionSpace } from '../../../../dsl/space/decision-space.ts';
import type { Batch } from '../../../../engine/data/batches.ts';
import type { Dataset, Split } from '../../../../engine/data/dataset.ts';
import { readGhnOptions, type GhnOptions } from '../../../../engine/hypernetwork/ghn/options.ts';
import { subjectOf } from '../../../../engine/hypernetwork/ghn/train.ts';
import type { Subject } from '../../../../engine/hypernetwork/ghn/step.ts';
import { spaceOf } from '../encoding/spaces.ts';

/** Two cells of convolutions and pools. */
export const cells = spaceOf(`space Tiny {
  input image[1, 8, 8]
  output logits[10]
  cell Node(stride: int = 1) {
    inputs prev2, prev1
    nodes n[choice 2..4] {
      from choose 2 of earlier with replacement
      edge choice [relu_conv1x1_bn, sepconv3x3, maxpool3x3, avgpool3x3, skip]
      merge sum
    }
    output concat(loose)
  }
  network {
    conv3x3(out: 4) >> batchnorm
    Node
    Node(stride: 2)
    global_avgpool >> linear(out: 10)
  }
}`);

export const options = (given: Readonly<Record<string, unknown>> = {}): GhnOptions => {
  const small = { hidden: 8, rounds: 2, decoder: 12, channels: 6, kernel: 3, heads: 2, meta_batch: 2, batch: 8 };
  const read = readGhnOptions({ ...small, ...given });
  if ('error' in read) throw new Error(read.error);
  return read.value;
};

export function drawn(space: DecisionSpace, seed: string): Network {
  const architecture = space.sample(seededRandom(seed));
  if (architecture === undefined) throw new Error('the space is empty');
  return space.network(architecture);
}

export function subject(network: Network, given: GhnOptions): Subject {
  const made = subjectOf(network, given);
  if ('error' in made) throw new Error(made.error);
  return made.value;
}

/** Noise whose brightest quarter tells the class, 0 to 3. */
export function images(size: number, seed: string, side = 8): Batch {
  const random = seededRandom(seed);
  const labels = Int32Array.from({ length: size }, () => random.int(4));
  const pixels = Float32Array.from({ length: size * side * side }, (_, i) => {
    const [y, x] = [Math.floor((i % (side * side)) / side), i % side];
    const quarter = 2 * Number(y >= side / 2) + Number(x >= side / 2);
    return random.normal() + (quarter === labels[Math.floor(i / (side * side))] ? 3 : 0);
  });
  return { pixels, labels, size };
}

function split(size: number, seed: string): Split {
  const { pixels, labels } = images(size, seed);
  return {
    size,
    labels: Uint16Array.from(labels),
    read: (indices, into) => {
      for (let i = 0; i < indices.length; i++) {
        const image = indices[i] as number;
        into.set(pixels.subarray(64 * image, 64 * (image + 1)), 64 * i);
      }
    },
  };
}

/** `images` as a data set. */
export const quarters = (train: number): Dataset => ({
  name: 'quarters',
  shape: { kind: 'image', channels: 1, height: 8, width: 8 },
  classes: 10,
  classNames: Array.from({ length: 10 }, (_, i) => `${i}`),
  mean: [0],
  std: [1],
  train: split(train, 'train'),
  val: split(16, 'val'),
  test: undefined,
  augment: [],
  close: () => undefined,
});
