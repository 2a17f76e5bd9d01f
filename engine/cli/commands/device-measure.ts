/** `hnas device measure FILE#NAME --name DEVICE`: latencies of architectures on this machine. */
import type { Command } from 'commander';
import { measureLatencies, type Measurement } from '../../device/measure.ts';
import type { Latency } from '../../device/profile.ts';
import { median } from '../../statistics/quantiles.ts';
import { referenceArchitectures } from '../../device/references.ts';
import { showDuration } from '../../report/numbers.ts';
import { textTable } from '../../report/text-table.ts';
import { kendallTau } from '../../statistics/kendall.ts';
import { CommandFailure } from '../failure.ts';
import type { CommandResult, Io } from '../io.ts';
import { wholeNumber } from '../numbers.ts';
import type { Register } from '../register.ts';
import { loadSpace } from '../spec.ts';
import { howToUse, placeOf, requireDeviceName, writeProfile, type PlaceOptions } from './device-profile.ts';

interface Options extends PlaceOptions {
  readonly architectures: number;
  readonly threads?: number;
  readonly passes: number;
  readonly seed: number;
}

export function registerDeviceMeasure(group: Command, register: Register): void {
  register(
    group
      .command('measure')
      .summary('latencies on this machine')
      .description(
        'Runs architectures of a space by onnxruntime on this machine, one image at a time, and keeps the median latency of each. Latencies of all others are predicted from these.',
      )
      .argument('<file#name>', 'a space; the name may be left out where the file has one')
      .requiredOption('--name <device>', 'what the device is called in experiments')
      .option('--architectures <n>', 'how many, chosen to tell most about all others', wholeNumber(5, 100_000), 10)
      .option('--threads <n>', 'threads of a run; all cores unless told', wholeNumber(1, 1024))
      .option('--passes <n>', 'times that each is looked at', wholeNumber(1, 1000), 5)
      .option('--seed <seed>', 'decides which are chosen', wholeNumber(0, Number.MAX_SAFE_INTEGER), 0)
      .option('--user', 'keep the profile in your own folder, for all specs')
      .option('--out <file>', 'the profile to write; unless told, devices/NAME.json beside the spec'),
    (io, [target]: [string], options: Options) => measure(target, options, io),
  );
}

async function measure(target: string, options: Options, io: Io): Promise<CommandResult> {
  const { name, threads, passes, seed } = options;
  requireDeviceName(name);
  const { spec, space } = loadSpace(target, io);
  const place = placeOf(spec.file, options, io);
  const chosen = referenceArchitectures(space, options.architectures, seed);
  if ('error' in chosen) throw new CommandFailure(1, 'cannot-measure', chosen.error);
  const terminal = io.errWidth !== undefined;
  const outcome = await measureLatencies(space, chosen.value, {
    threads,
    passes,
    seed,
    signal: io.signal,
    onProgress: (done, total) => {
      if (terminal) io.err(`\r\x1b[K${done}/${total} measured`);
    },
  }).catch((error: unknown) => {
    if (io.signal.aborted) throw new CommandFailure(130, 'interrupted', 'interrupted; nothing was written');
    throw error;
  });
  if (terminal) io.err('\r\x1b[K');
  if ('error' in outcome) throw new CommandFailure(1, 'cannot-measure', outcome.error);
  const { latencies, how } = outcome.value;
  const rows = chosen.value.map((architecture, i): Latency => {
    const { seconds, spread } = latencies[i] as Measurement;
    return { architecture: space.text(architecture), graph: space.graphHash(architecture), seconds, spread };
  });
  const made = new Date().toISOString();
  const part = { space: space.name, hash: space.hash, source: 'measured' as const, how, made, latencies: rows };
  const replaced = writeProfile(place, name, part);
  const spread = median(rows.map((row) => row.spread ?? 0));
  const agreement = agreementOf(latencies);
  return {
    json: {
      device: name,
      file: place.file,
      space: space.name,
      how,
      threads: threads ?? null,
      passes,
      spread,
      agreement: agreement ?? null,
      replaced,
      latencies: rows,
    },
    text: [
      `${name}: ${how}`,
      '',
      ...textTable(
        [
          { title: 'latency', align: 'right' },
          { title: 'spread', align: 'right' },
          { title: 'architecture', align: 'left', cut: true },
        ],
        rows.map((row) => [showDuration(row.seconds), percent(row.spread ?? 0), row.architecture]),
        io.outWidth,
      ),
      '',
      `each is the median of ${passes} passes; half of the passes lie within ${percent(spread)} of it, over the architectures in the middle`,
      ...(agreement === undefined
        ? []
        : [`odd and even passes rank them alike: Kendall's tau ${agreement.toFixed(2)}`]),
      ...howToUse(place, name, replaced),
    ],
  };
}

/** How alike two measurements rank the architectures: the ceiling of what a prediction can reach. Undefined for less than two passes. */
function agreementOf(latencies: readonly Measurement[]): number | undefined {
  const half = (parity: number): number[] => latencies.map(({ passes }) => median(passes.filter((_, i) => i % 2 === parity))); // prettier-ignore
  const tau = kendallTau(half(0), half(1));
  return Number.isFinite(tau) ? tau : undefined;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}
