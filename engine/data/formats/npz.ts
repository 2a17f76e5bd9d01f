/** NumPy's `.npz`: a zip of `.npy` files. */
import { unzipSync } from 'fflate';
import { readAll, type Bytes } from '../bytes.ts';
import { fail, ok, type Outcome } from '../outcome.ts';
import { readNpyBytes, type NpyArray } from './npy.ts';

/** The zip is unpacked in memory: larger arrays should be saved as `.npy` files, which are read by offset. */
const MEMORY_LIMIT = 2 ** 31 - 1;

/** The arrays whose names `wanted` picks; fails when the zip is damaged or a picked array is no `.npy`. */
export function readNpz(bytes: Bytes, wanted: (name: string) => boolean): Outcome<ReadonlyMap<string, NpyArray>> {
  const packed = readAll(bytes);
  if ('error' in packed) return packed;
  let total = 0;
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(packed.value, {
      filter: (file) => {
        if (!wanted(file.name.replace(/\.npy$/, ''))) return false;
        total += file.originalSize;
        if (total > MEMORY_LIMIT)
          throw new Error(`it unpacks to more than ${MEMORY_LIMIT} bytes; save the arrays as .npy files`);
        return true;
      },
    });
  } catch (problem) {
    return fail(
      `${bytes.path}: not a whole zip file (${problem instanceof Error ? problem.message : String(problem)})`,
    );
  }
  const arrays = new Map<string, NpyArray>();
  for (const [file, content] of Object.entries(files)) {
    const name = file.replace(/\.npy$/, '');
    const array = readNpyBytes(`${bytes.path}(${name})`, content);
    if ('error' in array) return array;
    arrays.set(name, array.value);
  }
  return ok(arrays);
}
