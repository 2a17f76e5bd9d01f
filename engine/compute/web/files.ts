/**
 * Where the files of onnxruntime-web are, for Node: copied beside the bundle by scripts/build.mjs, or in the package while the sources run as they are.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ComputeError } from '../backend/backend.ts';
import { packagePlaces } from '../backend/packages.ts';

/** What is needed of its `dist` folder: the interface, the loader, the machine code. */
const files = ['ort.wasm.min.mjs', 'ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'] as const;

/** The folder that holds the files, as a URL that ends in a slash. Throws a ComputeError where there is none. */
export function webFolder(): string {
  const code = fileURLToPath(import.meta.url);
  const candidates = [
    join(dirname(code), 'onnxruntime-web'),
    ...packagePlaces(code).flatMap(({ folders }) => folders.map((folder) => join(folder, 'onnxruntime-web', 'dist'))),
  ];
  const found = candidates.find((folder) => files.every((file) => existsSync(join(folder, file))));
  if (found === undefined)
    throw new ComputeError('onnxruntime-web is not installed beside the engine: install HyperNAS Studio anew.');
  return `${pathToFileURL(found).href}/`;
}

/** The machine code. */
export const webBinary = (folder: string): Uint8Array => readFileSync(new URL('ort-wasm-simd-threaded.wasm', folder));
