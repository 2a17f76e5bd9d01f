/**
 * The process of a training: trains a hypernetwork through the same function as the command line, and tells the engine how far it is. What it learns is
 * on the disk every few seconds, and once more when it is cancelled or the engine has gone.
 */
import { trainedHypernetwork } from '../../evaluate/ghn/trained-hypernetwork.ts';
import type { GhnProgress } from '../../hypernetwork/ghn/training.ts';
import type { HypernetworkSource } from '../../protocol/hypernetworks.ts';
import { giveWay } from '../give-way.ts';
import { endWithParent } from '../runs/orphan.ts';
import { packed, readToTraining, type FromTraining, type TrainingProgress } from './contract.ts';
import { folderOf, hypernetworkOf, openProgram } from './open-hypernetwork.ts';

/** Milliseconds between two reports of progress, and that a step may take until a training without its engine ends. */
const REPORT = 250;
const PATIENCE = 15_000;

/** Resolves when it has ended, or cannot begin; the process has nothing more to do then. */
export async function workAsTraining(): Promise<void> {
  const cancelling = new AbortController();
  const cancel = (): void => cancelling.abort(new Error('cancelled'));
  endWithParent({ begin: cancel, patience: PATIENCE });
  giveWay();
  const source = await new Promise<HypernetworkSource>((resolve, reject) => {
    process.on('message', (value) => {
      const read = readToTraining(value);
      if ('error' in read) reject(new Error(read.error));
      else if (read.value.name === 'begin') resolve(read.value.content);
      else cancel();
    });
  });
  try {
    await tell(await train(source, cancelling.signal));
  } catch (error) {
    if (!cancelling.signal.aborted) throw error;
    await tell({ name: 'stopped', content: null });
  }
}

async function train(source: HypernetworkSource, signal: AbortSignal): Promise<FromTraining> {
  const program = openProgram(source);
  const opened = 'error' in program ? program : hypernetworkOf(program.value, source.hypernetwork, source.experiment);
  if ('error' in opened) return { name: 'refused', content: { why: opened.error } };
  const progress = paced();
  let due = 0;
  const trained = await trainedHypernetwork(opened.value, {
    cwd: folderOf(source),
    signal,
    onStep: (step) => {
      const content = progress(step);
      if (performance.now() < due) return;
      due = performance.now() + REPORT;
      void tell({ name: 'progress', content });
    },
  });
  if ('error' in trained) return { name: 'refused', content: { why: trained.error } };
  const { ghn, before } = trained.value;
  const loss = ghn.curve.at(-1)?.loss;
  return { name: 'trained', content: { steps: ghn.step, before, seconds: ghn.seconds, loss } };
}

/** Steps with the seconds that are left, by the pace since the first of them, which compiles. */
function paced(): (now: GhnProgress) => TrainingProgress {
  let first: GhnProgress | undefined;
  return (now) => {
    first ??= now;
    const { step, steps, loss, seconds } = now;
    const pace = (seconds - first.seconds) / (step - first.step);
    return { step, steps, loss, secondsLeft: step === first.step ? undefined : pace * (steps - step) };
  };
}

/** Resolves when the message has gone; a message to an engine that has died is of no use to anyone. */
function tell(message: FromTraining): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(packed(message), undefined, undefined, () => resolve());
  });
}
