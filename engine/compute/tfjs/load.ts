/**
 * Finding TensorFlow.js: the card's package, else the native one, else the plain JavaScript one. Each is optional and loaded when asked for.
 *
 * tfjs-node-gpu needs CUDA and a download that often cannot be made; tfjs-node likewise without CUDA. Both call `util.is*` functions that
 * Node 23 removed, which are supplied here before loading.
 */
import util from 'node:util';
import type * as Tf from '@tensorflow/tfjs';
import { ComputeError } from '../backend/backend.ts';
import { loadPackage } from '../backend/packages.ts';
import type { BackendStatus } from '../backend/backend.ts';

export type TfModule = typeof Tf;

const PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node', '@tensorflow/tfjs'] as const;

export interface LoadedTf {
  readonly tf: TfModule;
  readonly packageName: (typeof PACKAGES)[number];
  readonly version: string;
  /** Where it lies. */
  readonly folder: string;
  /** Why better packages were passed over, a sentence each. */
  readonly passedOver: readonly string[];
}

let loading: Promise<LoadedTf> | undefined;

/** The best package present, loaded once. Rejects with a ComputeError that says why there is none. */
export function loadTf(): Promise<LoadedTf> {
  loading ??= find();
  return loading;
}

async function find(): Promise<LoadedTf> {
  supplyRemovedUtil();
  const passedOver: string[] = [];
  for (const packageName of PACKAGES) {
    const loaded = loadPackage(packageName);
    if ('why' in loaded) passedOver.push(loaded.why);
    else {
      const tf = loaded.module as TfModule;
      try {
        quiet(tf);
        await tf.ready();
        return { tf, packageName, version: tf.version['tfjs-core'] ?? '', folder: loaded.folder, passedOver };
      } catch (error) {
        const [reason = ''] = error instanceof Error ? error.message.split('\n') : [String(error)];
        passedOver.push(`${packageName} in ${loaded.folder} cannot be used: ${reason}.`);
      }
    }
  }
  throw new ComputeError(passedOver.join(' '));
}

/** Production mode: no advertisement to install another package, no checks of every result. */
function quiet(tf: TfModule): void {
  tf.enableProdMode();
}

/** What Node 23 removed from `util`, where missing. */
export function supplyRemovedUtil(): void {
  const supplied: Readonly<Record<string, (value: unknown) => boolean>> = {
    isArray: Array.isArray,
    isBoolean: (value) => typeof value === 'boolean',
    isFunction: (value) => typeof value === 'function',
    isNull: (value) => value === null,
    isNullOrUndefined: (value) => value === null || value === undefined,
    isNumber: (value) => typeof value === 'number',
    isObject: (value) => typeof value === 'object' && value !== null,
    isString: (value) => typeof value === 'string',
    isUndefined: (value) => value === undefined,
  };
  const target = util as unknown as Record<string, unknown>;
  for (const [name, is] of Object.entries(supplied)) target[name] ??= is;
}

export async function tfjsStatus(): Promise<BackendStatus> {
  try {
    const { tf, packageName, version, folder, passedOver } = await loadTf();
    const used = `${packageName} with its ${tf.getBackend()} backend. Found in ${folder}.`;
    const detail = [used, ...passedOver].join(' ');
    return { name: 'tfjs', choice: 'tfjs', device: undefined, available: true, detail, version };
  } catch (error) {
    return {
      name: 'tfjs',
      choice: 'tfjs',
      device: undefined,
      available: false,
      detail: error instanceof Error ? error.message : String(error),
      version: undefined,
    };
  }
}
