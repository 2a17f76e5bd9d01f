/** Answers to what is asked about hypernetworks: each that is trained has a process of its own, which keeps what it learnt when it is cancelled. */
import { filesOf } from '../../evaluate/ghn/files.ts';
import { stepsKept } from '../../evaluate/ghn/trained-hypernetwork.ts';
import type { hypernetworkRequests, HypernetworkSource } from '../../protocol/hypernetworks.ts';
import { Refusal, type AskerPeer, type Handlers } from '../../protocol/peer.ts';
import type { OwnProcess, ProcessListener } from '../own-process.ts';
import { packed, type FromTraining, type TrainedReport, type TrainingProgress } from './contract.ts';
import { folderOf, hypernetworkOf, onDisk, openProgram } from './open-hypernetwork.ts';

/** Starts a process that trains. */
export type SpawnTraining = (listener: ProcessListener<FromTraining>) => OwnProcess;

export interface Trainings {
  readonly handlers: Pick<Handlers, keyof typeof hypernetworkRequests>;
  /** Cancels all. */
  close(): Promise<void>;
}

/** Milliseconds that a step may take until a training that was cancelled is made to end. */
const GRACE = 15_000;

export function hypernetworkTrainings(spawn: SpawnTraining, asker: AskerPeer): Trainings {
  /** By the file of the state in between: two would write the same one. */
  const active = new Map<string, { readonly work: Promise<unknown>; readonly signal: AbortSignal }>();
  const closing = new AbortController();
  const changed = (): void => asker.emit('hypernetworksChanged', null);
  return {
    handlers: {
      trainHypernetwork: async ({ source, training }, signal) => {
        const there = orRefuse(onDisk(source));
        const program = orRefuse(openProgram(there));
        const spec = orRefuse(hypernetworkOf(program, there.hypernetwork, there.experiment));
        const { checkpoint } = filesOf(spec, folderOf(there));
        for (let before = active.get(checkpoint); before !== undefined; before = active.get(checkpoint)) {
          if (!before.signal.aborted) throw new Refusal(`hypernetwork ${spec.name} is being trained already`);
          // Cancelled: it ends its step and keeps what it learnt.
          await before.work.catch(() => undefined);
          signal.throwIfAborted();
        }
        const ending = AbortSignal.any([signal, closing.signal]);
        const work = trainIn(spawn, there, ending, (progress) =>
          asker.emit('hypernetworkProgress', { training, ...progress }),
        );
        active.set(checkpoint, { work, signal: ending });
        changed();
        try {
          return await work;
        } finally {
          active.delete(checkpoint);
          changed();
        }
      },
      hypernetworkStates: async ({ hypernetworks, ...source }) => {
        const there = onDisk(source);
        const program = 'error' in there ? there : openProgram(there.value);
        return hypernetworks.map((name) => {
          const spec = 'error' in program ? program : hypernetworkOf(program.value, name, undefined);
          if ('error' in spec || 'error' in there) return { state: undefined };
          const folder = folderOf(there.value);
          const kept = stepsKept(spec.value, folder);
          if ('error' in kept) return { state: undefined };
          return { state: { ...kept.value, training: active.has(filesOf(spec.value, folder).checkpoint) } };
        });
      },
    },
    close: async () => {
      closing.abort(new Refusal('the engine ends'));
      await Promise.allSettled([...active.values()].map(({ work }) => work));
    },
  };
}

/** Rejects with a Refusal where it cannot be trained, and with the signal's reason when it was cancelled and has ended. */
function trainIn(
  spawn: SpawnTraining,
  source: HypernetworkSource,
  signal: AbortSignal,
  onProgress: (progress: TrainingProgress) => void,
): Promise<TrainedReport> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    let settle: (() => void) | undefined;
    const child = spawn({
      said: (message) => {
        if (message.name === 'progress') return onProgress(message.content);
        if (message.name === 'trained') settle = () => resolve(message.content);
        else if (message.name === 'refused') settle = () => reject(new Refusal(message.content.why));
        // Nothing is left to be done: one that does not go by itself is made to.
        timer ??= setTimeout(() => child.kill(), GRACE);
      },
      exited: (how) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', cancel);
        if (settle !== undefined) settle();
        else if (signal.aborted) reject(signal.reason as Error);
        else reject(new Refusal(`its process ${how}; what it learnt until its last checkpoint is kept`));
      },
    });
    const cancel = (): void => {
      child.send(packed({ name: 'cancel', content: null }));
      timer ??= setTimeout(() => child.kill(), GRACE);
    };
    child.send(packed({ name: 'begin', content: source }));
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
  });
}

function orRefuse<T>(outcome: { readonly value: T } | { readonly error: string }): T {
  if ('error' in outcome) throw new Refusal(outcome.error);
  return outcome.value;
}
