/**
 * Loading onnxruntime-node: native, so found at run time or not at all.
 */
import { ComputeError } from '../backend/backend.ts';
import { loadPackage } from '../backend/packages.ts';
import type { OrtModule } from './runtime.ts';

export interface LoadedOrt {
  readonly ort: OrtModule;
  /** Where it lies. */
  readonly folder: string;
}

let loading: Promise<LoadedOrt> | undefined;

/** The module, loaded once. Rejects with a ComputeError that says where it was looked for, or why it cannot be loaded here. */
export function loadOrt(): Promise<LoadedOrt> {
  loading ??= load();
  return loading;
}

async function load(): Promise<LoadedOrt> {
  const found = loadPackage('onnxruntime-node');
  if ('why' in found) throw new ComputeError(found.why);
  return { ort: found.module as OrtModule, folder: found.folder };
}
