/** The options of `hypernetwork Name = ghn { ... }` as a training takes them, and of `evaluator Name = ghn { ... }`, checked. */
import { integer, oneOf, optional, readOptions, text, withDefault } from '../../data/options.ts';
import { ok, type Outcome } from '../../data/outcome.ts';
import { ghnOptionNames, readGhnOptions, type GhnOptions } from '../../hypernetwork/ghn/options.ts';
import type { DeviceOptions } from '../train/options.ts';

const device = {
  backend: withDefault(oneOf('auto', 'onnx', 'web', 'tfjs'), 'auto'),
  device: withDefault(oneOf('cpu', 'webgpu'), 'cpu'),
  threads: optional(integer(1, 1024)),
};

/** Names of what decides where a hypernetwork is computed, not what comes out. */
export const deviceOptionNames: readonly string[] = Object.keys(device);

/** Names of all options of the block, but for the space and the data set that it may name. */
export const hypernetworkOptionNames: readonly string[] = [...ghnOptionNames, ...deviceOptionNames];

export interface HypernetworkOptions {
  readonly ghn: GhnOptions;
  readonly device: DeviceOptions;
}

/** One sentence names the option that is wrong. */
export function readHypernetworkOptions(options: Readonly<Record<string, unknown>>): Outcome<HypernetworkOptions> {
  const mine = Object.entries(options).filter(([name]) => deviceOptionNames.includes(name));
  const others = Object.entries(options).filter(([name]) => !deviceOptionNames.includes(name));
  const where = readOptions('hypernetwork ghn', device, Object.fromEntries(mine));
  if ('error' in where) return where;
  const ghn = readGhnOptions(Object.fromEntries(others));
  return 'error' in ghn ? ghn : ok({ ghn: ghn.value, device: where.value });
}

export interface GhnEvaluatorOptions {
  readonly hypernetwork: string;
  /** Validation images that a score is of. */
  readonly images: number;
}

const evaluator = { hypernetwork: text, images: withDefault(integer(1, 1_000_000), 500) };

export const ghnEvaluatorOptionNames: readonly string[] = Object.keys(evaluator);

export function readGhnEvaluatorOptions(options: Readonly<Record<string, unknown>>): Outcome<GhnEvaluatorOptions> {
  return readOptions('evaluator ghn', evaluator, options);
}
