/** `--device NAME`, the same on every command that computes. */
import { Option } from 'commander';
import { chosenDevice, ComputeError, DEVICE_VARIABLE, deviceNames, openBackend } from '../compute/index.ts';
import { CommandFailure } from './failure.ts';

/** Commands add it; `withDevice` heeds it. */
export const deviceOption = (): Option =>
  new Option(
    '--device <name>',
    'where to compute, whatever the file says: see hnas doctor (default: HNAS_DEVICE, else auto)',
  ).choices(deviceNames);

/**
 * Runs a command with its device chosen for everything that it opens, threads and processes included. A device that cannot be had is refused before the
 * command has begun, with the way out.
 */
export async function withDevice<T>(device: string | undefined, command: () => T | Promise<T>): Promise<T> {
  const before = process.env[DEVICE_VARIABLE];
  if (device !== undefined) process.env[DEVICE_VARIABLE] = device;
  try {
    if (device !== undefined) await requireDevice();
    return await command();
  } finally {
    if (before === undefined) delete process.env[DEVICE_VARIABLE];
    else process.env[DEVICE_VARIABLE] = before;
  }
}

async function requireDevice(): Promise<void> {
  const device = chosenDevice();
  if (device === 'auto') return;
  try {
    await (await openBackend()).dispose();
  } catch (error) {
    if (!(error instanceof ComputeError)) throw error;
    throw deviceFailure(error, device);
  }
}

/** Also for what fails later: the device of a variable, or one that was lost. */
export function deviceFailure(error: ComputeError, device?: string): CommandFailure {
  const which = device === undefined ? '' : `--device ${device}: `;
  return new CommandFailure(
    2,
    'device',
    `${which}${error.message.replace(/\.$/, '')}; hnas doctor lists what there is`,
  );
}
