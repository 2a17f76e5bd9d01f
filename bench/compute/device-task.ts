/** What `device.ts` measures: a step that is taken again and again. */
import { openSession, initialState, type Backend } from '../../engine/compute/index.ts';
import type { GpuPeer } from './gpu-peer.ts';
import type { Model } from './models.ts';

export interface DeviceTask {
  readonly name: string;
  open(backend: Backend): Promise<{ step(): Promise<void>; close(): Promise<void> }>;
  /** The same in PyTorch; undefined where it cannot run there. */
  peer(device: 'cpu' | 'cuda'): Promise<PeerStep | undefined>;
}

export interface PeerStep {
  /** Milliseconds, waited for. */
  step(): Promise<number>;
  close(): void;
}

/** The training step of a model; `peer`: the process that has the same in PyTorch on its GPU, and what it calls it. */
export function modelTask(
  name: string,
  { training, weights, feeds }: Model,
  peer?: GpuPeer,
  peerTask = name,
): DeviceTask {
  return {
    name,
    open: async (backend) => {
      const session = await openSession(backend, initialState(training, weights));
      return {
        step: async () => void (await session.run(training.program, feeds)),
        close: () => session.dispose(),
      };
    },
    peer: async (device) =>
      peer?.kind === device ? { step: () => peer.step(peerTask), close: () => undefined } : undefined,
  };
}
