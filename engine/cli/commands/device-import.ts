/** `hnas device import TABLE --name DEVICE --space FILE#NAME --column C`: a profile from a table of latencies. */
import type { Command } from 'commander';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { didYouMean } from '../../../dsl/semantics/suggest.ts';
import { notationNames } from '../../../dsl/space/notations/notation-name.ts';
import { readArchitectureTable } from '../../evaluate/table/architecture-table.ts';
import { importFormats } from '../../import/formats.ts';
import { csvOf, ImportProblem } from '../../import/imported.ts';
import { CommandFailure, usage } from '../failure.ts';
import type { CommandResult, Io } from '../io.ts';
import { notationOf } from '../notation.ts';
import type { Register } from '../register.ts';
import { loadSpace } from '../spec.ts';
import { howToUse, placeOf, requireDeviceName, writeProfile, type PlaceOptions } from './device-profile.ts';

interface Options extends PlaceOptions {
  readonly space: string;
  readonly column: string;
  readonly unit: string;
  readonly from?: string;
  readonly key?: string;
  readonly notation?: string;
}

/** Seconds. */
const units: Readonly<Record<string, number>> = { us: 1e-6, ms: 1e-3, s: 1 };

export function registerDeviceImport(group: Command, register: Register): void {
  register(
    group
      .command('import')
      .summary('latencies from a table')
      .description(
        'Makes the profile of a device from a table of architectures and latencies, such as HW-NAS-Bench. What the table has is looked up, all else predicted.',
      )
      .argument('<table>', 'CSV or JSONL, plain or gzip; what --from reads')
      .requiredOption('--name <device>', 'what the device is called in experiments')
      .requiredOption(
        '--space <file#name>',
        'the space of the architectures; the name may be left out where the file has one',
      ) // prettier-ignore
      .requiredOption('--column <column>', 'the latencies')
      .option('--unit <unit>', `of the latencies: ${Object.keys(units).join(', ')}`, 'ms')
      .option('--from <format>', `a format of "hnas import": ${importFormats.map(({ name }) => name).join(', ')}`)
      .option('--key <column>', 'column that names the architecture; unless told, the usual one of the notation')
      .option(
        '--notation <name>',
        `how the table names architectures: ${notationNames.join(', ')}; unless told, found out`,
      ) // prettier-ignore
      .option('--user', 'keep the profile in your own folder, for all specs')
      .option('--out <file>', 'the profile to write; unless told, devices/NAME.json beside the spec'),
    (io, [table]: [string], options: Options) => importDevice(table, options, io),
  );
}

async function importDevice(table: string, options: Options, io: Io): Promise<CommandResult> {
  const { name, column, key } = options;
  requireDeviceName(name);
  const factor = units[options.unit];
  if (factor === undefined) throw usage(`--unit is one of ${Object.keys(units).join(', ')}, not "${options.unit}"`);
  const notation = notationOf(options.notation);
  const { spec, space } = loadSpace(options.space, io);
  const place = placeOf(spec.file, options, io);
  const read = await inCsv(table, options.from, io, (file) =>
    readArchitectureTable(space, {
      file,
      numbers: [column],
      signal: io.signal,
      ...(key === undefined ? {} : { key }),
      ...(notation === undefined ? {} : { notation }),
    }),
  );
  if ('error' in read) throw new CommandFailure(1, 'unfit-table', `nothing was written: ${read.error}`);
  const { architectures, numbers, lines } = read.value;
  const values = numbers[0] ?? new Float64Array();
  const wrong = values.findIndex((value) => !(value > 0));
  if (wrong >= 0)
    throw new CommandFailure(1, 'unfit-table', `nothing was written: line ${lines[wrong]} of ${table} has a latency of ${values[wrong]}; latencies are above 0`); // prettier-ignore
  const latencies = architectures.map((architecture, i) => ({
    architecture: space.text(architecture),
    graph: space.graphHash(architecture),
    seconds: (values[i] as number) * factor,
  }));
  const how = `column ${column} of ${table.replace(/^.*[\\/]/, '')}`;
  const made = new Date().toISOString();
  const part = { space: space.name, hash: space.hash, source: 'imported' as const, how, made, latencies };
  const replaced = writeProfile(place, name, part);
  return {
    json: { device: name, file: place.file, space: space.name, how, latencies: latencies.length, replaced },
    text: [`${name}: ${latencies.length} latencies of ${space.name}, ${how}`, ...howToUse(place, name, replaced)],
  };
}

/** The table itself, or what an importer makes of it, as a file that is read and gone. */
async function inCsv<T>(
  table: string,
  from: string | undefined,
  io: Io,
  read: (file: string) => Promise<T>,
): Promise<T> {
  const path = resolve(io.cwd, table);
  if (from === undefined) return read(path);
  const names = importFormats.map((each) => each.name);
  const format = importFormats.find((each) => each.name === from);
  if (format === undefined) throw usage(`there is no format "${from}"${didYouMean(from, names)}; there are ${names.join(', ')}`); // prettier-ignore
  const folder = mkdtempSync(join(tmpdir(), 'hnas-device-'));
  try {
    const file = join(folder, 'table.csv');
    writeFileSync(file, csvOf(await format.read({ files: [path], signal: io.signal })));
    return await read(file);
  } catch (error) {
    if (error instanceof ImportProblem) throw new CommandFailure(2, 'cannot-import', error.message.replaceAll(path, table)); // prettier-ignore
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
