/**
 * The device that a user asks for: one name for a backend and where it computes. What the command line or the editor says about this machine stands in
 * the environment, which processes and threads inherit, and comes before what a file says, which is written for any machine.
 */
import { ComputeError } from './backend.ts';
import type { BackendName, BackendOptions } from './backend.ts';

/** `auto`: what the file says, else the best without a GPU, see `openBackend`. */
export const deviceNames = ['auto', 'cpu', 'webgpu', 'cuda', 'tfjs', 'web'] as const;
export type DeviceName = (typeof deviceNames)[number];

/** The environment variable that names a device. */
export const DEVICE_VARIABLE = 'HNAS_DEVICE';

interface Place {
  readonly backend: BackendName;
  readonly device?: NonNullable<BackendOptions['device']>;
}

const places: Readonly<Record<Exclude<DeviceName, 'auto'>, Place>> = {
  cpu: { backend: 'onnx', device: 'cpu' },
  webgpu: { backend: 'onnx', device: 'webgpu' },
  cuda: { backend: 'onnx', device: 'cuda' },
  tfjs: { backend: 'tfjs' },
  web: { backend: 'web' },
};

export const isDeviceName = (name: string): name is DeviceName => deviceNames.some((each) => each === name);

/** What was asked for; throws a ComputeError where the variable names no device. */
export function chosenDevice(named: string | undefined = process.env[DEVICE_VARIABLE]): DeviceName {
  if (named === undefined || named === '') return 'auto';
  if (isDeviceName(named)) return named;
  throw new ComputeError(`${DEVICE_VARIABLE} is "${named}", which is no device; there are ${deviceNames.join(', ')}.`);
}

/** Where programs run on a device; undefined for `auto`. */
export const placeOf = (device: DeviceName): Place | undefined => (device === 'auto' ? undefined : places[device]);
