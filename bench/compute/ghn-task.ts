/** A training step of a graph hypernetwork as `device.ts` measures it, on any backend, and the same in PyTorch. */
import type { Backend } from '../../engine/compute/index.ts';
import { newGhn } from '../../engine/hypernetwork/ghn/new-ghn.ts';
import { parametersOf, zeroGradients } from '../../engine/hypernetwork/ghn/parameters.ts';
import { openPlace } from '../../engine/hypernetwork/ghn/place.ts';
import { learn, move } from '../../engine/hypernetwork/ghn/step.ts';
import { startStepPeer } from '../ghn/step-peer.ts';
import { stepTask } from '../ghn/step-task.ts';
import type { DeviceTask, PeerStep } from './device-task.ts';

/** @param file of the space, whose first architectures take the step */
export function ghnTask(name: string, file: string, given: Readonly<Record<string, unknown>>): DeviceTask {
  const { options, subjects: from, input, batch } = stepTask(file, given);
  const subjects = from(0);
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
