/** A training step of a graph hypernetwork as `device.ts` measures it, on any backend, and the same in PyTorch. */
import { elementsOf } from '../../dsl/graph/shape.ts';
import { seededRandom } from '../../dsl/random.ts';
import type { Backend } from '../../engine/compute/index.ts';
import { newGhn } from '../../engine/hypernetwork/ghn/new-ghn.ts';
import { sampledNetworks } from '../../engine/hypernetwork/ghn/networks.ts';
import { readGhnOptions } from '../../engine/hypernetwork/ghn/options.ts';
import { parametersOf, zeroGradients } from '../../engine/hypernetwork/ghn/parameters.ts';
import { openPlace } from '../../engine/hypernetwork/ghn/place.ts';
import { learn, move } from '../../engine/hypernetwork/ghn/step.ts';
import { subjectOf } from '../../engine/hypernetwork/ghn/train.ts';
import { startStepPeer } from '../ghn/step-peer.ts';
import { openSpace } from '../predictor/open-space.ts';
import type { DeviceTask, PeerStep } from './device-task.ts';

/** @param file of the space, whose first architectures take the step */
export function ghnTask(name: string, file: string, given: Readonly<Record<string, unknown>>): DeviceTask {
  const space = openSpace(file);
  const read = readGhnOptions(given);
  if ('error' in read) throw new Error(read.error);
  const options = read.value;
  const networks = sampledNetworks(space, 'step');
  const subjects = Array.from({ length: options.metaBatch }, (_, i) => {
    const network = networks(i);
    if ('error' in network) throw new Error(network.error);
    const subject = subjectOf(network.value, options);
    if ('error' in subject) throw new Error(subject.error);
    return subject.value;
  });
  const input = subjects[0]?.graph.primitives.nodes[0]?.shape;
  if (input?.kind !== 'image') throw new Error('the space has no image input');
  const random = seededRandom('images');
  const batch = {
    size: options.batch,
    pixels: Float32Array.from({ length: options.batch * elementsOf(input) }, () => random.normal()),
    labels: Int32Array.from({ length: options.batch }, () => random.int(10)),
  };
  return {
    name,
    open: async (backend: Backend) => {
      const zeros = zeroGradients(parametersOf(options).tensors);
      const place = await openPlace(options, { ...newGhn(options).tensors, ...zeros }, backend);
      return {
        step: async () => {
          await learn(place, subjects, batch);
          await move(place);
        },
        close: () => place.dispose(),
      };
    },
    peer: async (device): Promise<PeerStep | undefined> => {
      // The peer is written in the sequential form.
      if (options.form === 'parallel') return undefined;
      const peer = await startStepPeer({ options, subjects, batch, input }, device);
      return peer && { step: () => peer.step('ms'), close: peer.close };
    },
  };
}
