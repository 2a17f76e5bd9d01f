/**
 * Checking what a run is given against what the program asks for, once for all backends.
 */
import { sameShape, showShape, sizeOf } from '../program/shape.ts';
import type { Port, Program } from '../program/program.ts';
import { ComputeError } from './backend.ts';
import type { DeviceValue, Feeds, TensorData } from './backend.ts';

/** The numbers for one input, of the right type and length; or a held value of the right type and shape. */
export function feedFor(port: Port, feeds: Feeds): TensorData | DeviceValue {
  const given = feeds[port.name];
  if (given === undefined)
    throw new ComputeError(`Input "${port.name}" (${port.dtype} ${showShape(port.shape)}) was not fed.`);
  if (isDeviceValue(given)) {
    if (given.dtype === port.dtype && sameShape(given.shape, port.shape)) return given;
    const wanted = `${port.dtype} ${showShape(port.shape)}`;
    throw new ComputeError(
      `Input "${port.name}" expects ${wanted}; it was fed ${given.dtype} ${showShape(given.shape)}.`,
    );
  }
  const data =
    typeof given === 'number' ? (port.dtype === 'int32' ? Int32Array.of(given) : Float32Array.of(given)) : given;
  const dtype = data instanceof Float32Array ? 'float32' : 'int32';
  if (dtype !== port.dtype || data.length !== sizeOf(port.shape)) {
    throw new ComputeError(
      `Input "${port.name}" expects ${port.dtype} ${showShape(port.shape)}; it was fed ${data.length} numbers of type ${dtype}.`,
    );
  }
  return data;
}

export const isDeviceValue = (given: TensorData | number | DeviceValue): given is DeviceValue =>
  typeof given === 'object' && 'free' in given;

/** Refuses feeds that the program does not know: most often a misspelt name. */
export function refuseUnknownFeeds(program: Program, feeds: Feeds): void {
  for (const name of Object.keys(feeds)) {
    if (!program.inputs.some((port) => port.name === name)) {
      const known = program.inputs.map((port) => `"${port.name}"`).join(', ');
      throw new ComputeError(`The program has no input "${name}"; it has ${known === '' ? 'none' : known}.`);
    }
  }
}
