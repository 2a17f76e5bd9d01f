/** `hnas device`: profiles of devices, which `latency(device: "name")` in an experiment asks. */
import type { Command } from 'commander';
import { dirname, resolve } from 'node:path';
import { devicesBeside, devicesIn, devicesOfUser, profileFile, readProfileFile } from '../../device/places.ts';
import { textTable } from '../../report/text-table.ts';
import type { CommandResult, Io } from '../io.ts';
import type { Register } from '../register.ts';
import { registerDeviceImport } from './device-import.ts';
import { registerDeviceMeasure } from './device-measure.ts';

export function registerDevice(program: Command, register: Register): void {
  const group = program
    .command('device')
    .summary('latencies on devices: measure, import, list')
    .description(
      'Makes and lists profiles of devices. An experiment beside one may say latency(device: "name") with any evaluator: measured where the profile has the architecture, predicted elsewhere.',
    )
    .configureOutput(program.configureOutput())
    .exitOverride();
  registerDeviceMeasure(group, register);
  registerDeviceImport(group, register);
  register(
    group
      .command('list')
      .summary('the profiles there are')
      .description('Lists the profiles beside a spec, else those of the current folder, and those of your own folder.')
      .argument('[file]', 'a spec'),
    (io, [file]: [string | undefined]) => list(file, io),
  );
}

interface Listed {
  readonly device: string;
  readonly file: string;
  readonly error: string | null;
  readonly spaces: readonly {
    readonly space: string;
    readonly source: string;
    readonly latencies: number;
    readonly how: string;
    readonly made: string;
  }[];
}

function list(file: string | undefined, io: Io): CommandResult {
  const folders = [devicesBeside(file === undefined ? '.' : dirname(file)), devicesOfUser()];
  const devices = folders.flatMap((folder) => devicesIn(resolve(io.cwd, folder)).map((name) => listed(folder, name, io))); // prettier-ignore
  const rows = devices.flatMap(({ device, file: where, error, spaces }) =>
    error === null
      ? spaces.map(({ space, source, latencies, how }) => [device, space, `${latencies}`, source, how, where])
      : [[device, '-', '-', 'broken', error, where]],
  );
  const columns = ['device', 'space', 'latencies', 'source', 'how', 'file'];
  return {
    json: { folders, devices },
    text:
      rows.length === 0
        ? [`there is no device profile in ${folders.join(' or ')}; "hnas device measure" makes one`]
        : textTable(
            columns.map((title) => ({ title, align: title === 'latencies' ? 'right' : 'left' })),
            rows,
            undefined,
          ),
  };
}

function listed(folder: string, device: string, io: Io): Listed {
  const file = profileFile(folder, device);
  const read = readProfileFile(resolve(io.cwd, file)) ?? { error: 'the file does not exist' };
  if ('error' in read) return { device, file, error: read.error.replace(`${resolve(io.cwd, file)}: `, ''), spaces: [] };
  const spaces = read.value.profile.spaces.map(({ latencies, space, source, how, made }) => ({ space, source, latencies: latencies.length, how, made })); // prettier-ignore
  return { device, file, error: null, spaces };
}
