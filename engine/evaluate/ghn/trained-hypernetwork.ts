/** A hypernetwork that is trained as its block says: read from its file, else trained first, from where an interrupted training stopped. */
import { dirname, resolve } from 'node:path';
import { DeviceLost, openWritten, type Backend } from '../../compute/index.ts';
import { openDataset } from '../../data/open-dataset.ts';
import { fail, ok, type Outcome } from '../../data/outcome.ts';
import type { Dataset } from '../../data/dataset.ts';
import type { Ghn } from '../../hypernetwork/ghn/ghn.ts';
import { loadGhn, saveGhn } from '../../hypernetwork/ghn/file.ts';
import { newGhn } from '../../hypernetwork/ghn/new-ghn.ts';
import { sampledNetworks } from '../../hypernetwork/ghn/networks.ts';
import { trainGhn } from '../../hypernetwork/ghn/train.ts';
import type { GhnTrained } from '../../hypernetwork/ghn/training.ts';
import type { GhnProgress } from '../../hypernetwork/ghn/training.ts';
import type { Configured, HypernetworkSpec } from '../../search/experiment-spec.ts';
import type { DeviceOptions } from '../train/options.ts';
import { renewable, type Renewable } from '../train/renewable.ts';
import { filesOf, readBytes, remove, stepsInFile, writeBytes, type HypernetworkFiles } from './files.ts';
import { readHypernetworkOptions, type HypernetworkOptions } from './options.ts';

export interface TrainingWishes {
  /** What names of files in the spec are relative to. */
  readonly cwd: string;
  readonly signal?: AbortSignal | undefined;
  /** Share done, 0..1, and what is going on. */
  readonly onProgress?: ((share: number, doing: string) => void) | undefined;
  readonly onStep?: ((progress: GhnProgress) => void) | undefined;
  /** Unless false, what is not trained yet is trained. */
  readonly train?: boolean | undefined;
  /** Leave aside what was trained before. */
  readonly anew?: boolean | undefined;
  /** Opens what computes; unless given, as the block and the machine say. */
  readonly open?: (() => Promise<Backend>) | undefined;
}

export interface TrainedHypernetwork {
  readonly ghn: Ghn;
  readonly file: string;
  /** Steps that were there before. */
  readonly before: number;
}

/** Seconds between two checkpoints. */
const CHECKPOINT_EVERY = 20;

/** Trained, or one sentence. Rejects with the signal's reason when aborted, after a checkpoint. */
export async function trainedHypernetwork(
  spec: HypernetworkSpec,
  wishes: TrainingWishes,
): Promise<Outcome<TrainedHypernetwork>> {
  const read = readHypernetworkOptions(spec.options);
  if ('error' in read) return read;
  const files = filesOf(spec, wishes.cwd);
  const { steps } = read.value.ghn;
  const begun = wishes.anew === true ? ok(undefined) : nearest(files, steps);
  if ('error' in begun) return fail(`hypernetwork ${spec.name}: ${begun.error}`);
  const ghn = begun.value ?? newGhn(read.value.ghn);
  if (ghn.step >= steps) return ok({ ghn, file: files.trained(steps), before: steps });
  if (wishes.train === false)
    return fail(
      `hypernetwork ${spec.name} is trained for ${ghn.step} of its ${steps} steps; "hnas hypernetwork train" trains it`,
    );
  const dataset = await openDataset(spec.dataset.kind, spec.dataset.options, folderOf(spec.dataset, wishes.cwd));
  if ('error' in dataset) return dataset;
  const open = wishes.open ?? opening(read.value.device);
  const backend = await opened(spec.name, open);
  if ('error' in backend) {
    dataset.value.close();
    return backend;
  }
  const device = renewable(backend.value, open);
  try {
    return await train(spec, ghn, read.value, files, dataset.value, device, wishes);
  } finally {
    await device.dispose();
    dataset.value.close();
  }
}

/** Steps that are done and kept, of those that its block asks for. Quick: what was learnt is not read. */
export function stepsKept(
  spec: HypernetworkSpec,
  cwd: string,
): Outcome<{ readonly done: number; readonly steps: number }> {
  const read = readHypernetworkOptions(spec.options);
  if ('error' in read) return read;
  const { steps } = read.value.ghn;
  const files = filesOf(spec, cwd);
  const whole = files.upTo(steps)[0]?.steps ?? 0;
  const part = whole === steps ? 0 : stepsInFile(files.checkpoint);
  return ok({ done: part <= steps ? Math.max(whole, part) : whole, steps });
}

/** What was trained for the most steps up to these; undefined where nothing was. */
function nearest(files: HypernetworkFiles, steps: number): Outcome<Ghn | undefined> {
  const [done] = files.upTo(steps);
  const whole = done === undefined ? ok(undefined) : loaded(done.file);
  if ('error' in whole || whole.value?.step === steps) return whole;
  const part = loaded(files.checkpoint);
  if ('error' in part) return part;
  const isFurther = part.value !== undefined && part.value.step <= steps && part.value.step > (whole.value?.step ?? -1);
  return isFurther ? part : whole;
}

function loaded(file: string): Outcome<Ghn | undefined> {
  const bytes = readBytes(file);
  if ('error' in bytes || bytes.value === undefined) return bytes as Outcome<undefined>;
  const read = loadGhn(bytes.value);
  return 'error' in read ? fail(`${file}: ${read.error}; remove it to train anew`) : read;
}

async function train(
  spec: HypernetworkSpec,
  ghn: Ghn,
  { ghn: options }: HypernetworkOptions,
  files: HypernetworkFiles,
  dataset: Dataset,
  device: Renewable,
  { signal, onProgress, onStep }: TrainingWishes,
): Promise<Outcome<TrainedHypernetwork>> {
  const { steps } = options;
  let unwritable: string | undefined;
  const from = (begun: Ghn, backend: Backend): Promise<GhnTrained> =>
    trainGhn({
      ghn: begun,
      networks: sampledNetworks(spec.space, options.seed),
      dataset,
      backend,
      steps,
      signal,
      onProgress: (progress) => {
        const { step, loss } = progress;
        onStep?.(progress);
        onProgress?.(
          step / steps,
          `training hypernetwork ${spec.name}: step ${step} of ${steps}, loss ${loss.toFixed(3)}`,
        );
      },
      checkpoint: {
        every: CHECKPOINT_EVERY,
        save: (bytes) => {
          const written = writeBytes(files.checkpoint, bytes);
          if ('error' in written) unwritable = written.error;
        },
      },
    });
  const once = await device.use((backend) => from(ghn, backend));
  const trained = once.lost === true ? await onDeviceOpenedAnew(device, once, from) : once;
  if (trained.status !== 'ok') {
    const kept = trained.ghn.step > ghn.step ? `; it is in ${files.checkpoint}` : '';
    const way = trained.status === 'diverged' ? '; a lower learning_rate or clip may help' : '';
    const why = (trained.message ?? trained.status).replace(/\.$/, '');
    return fail(`hypernetwork ${spec.name} cannot be trained: ${why}${kept}${way}`);
  }
  if (unwritable !== undefined) return fail(`hypernetwork ${spec.name}: ${unwritable}`);
  const file = files.trained(steps);
  const written = writeBytes(file, saveGhn(trained.ghn));
  if ('error' in written) return fail(`hypernetwork ${spec.name}: ${written.error}`);
  remove(files.checkpoint);
  return ok({ ghn: trained.ghn, file, before: ghn.step });
}

/** Once more, from where it was saved last. */
async function onDeviceOpenedAnew(
  device: Renewable,
  once: GhnTrained,
  from: (begun: Ghn, backend: Backend) => Promise<GhnTrained>,
): Promise<GhnTrained> {
  try {
    return await device.use((backend) => from(once.ghn, backend));
  } catch (problem) {
    if (problem instanceof DeviceLost) return { ...once, message: problem.message };
    throw problem;
  }
}

/** What opens the backend of a hypernetwork. */
export const opening =
  ({ backend, device, threads }: DeviceOptions) =>
  (): Promise<Backend> =>
    openWritten(backend, { device, ...(threads === undefined ? {} : { threads }) });

export async function opened(name: string, open: () => Promise<Backend>): Promise<Outcome<Backend>> {
  try {
    return ok(await open());
  } catch (problem) {
    return fail(`hypernetwork ${name}: ${problem instanceof Error ? problem.message : String(problem)}`);
  }
}

function folderOf({ file }: Configured, cwd: string): string {
  return file === undefined ? cwd : resolve(cwd, dirname(file));
}
