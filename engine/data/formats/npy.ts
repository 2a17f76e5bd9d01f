/**
 * NumPy's `.npy`: the magic `\x93NUMPY`, a version, a header that is a Python dictionary, then the values in C order.
 * Source: numpy.lib.format, format versions 1.0 to 3.0.
 */
import { memoryBytes, type Bytes } from '../bytes.ts';
import { fail, ok, type Outcome } from '../outcome.ts';

export type NpyType = 'u1' | 'i4' | 'i8' | 'f4' | 'f8';

/** An array whose values stay where they are until they are read. */
export interface NpyArray {
  /** The file, with the array's name inside it for `.npz`. */
  readonly path: string;
  readonly type: NpyType;
  readonly shape: readonly number[];
  readonly bytes: Bytes;
  /** Byte position of the first value. */
  readonly start: number;
}

export const BYTES_OF: Readonly<Record<NpyType, number>> = { u1: 1, i4: 4, i8: 8, f4: 4, f8: 8 };

const MAX_HEADER = 65_536;

/** Reads the header and checks that all values are there. */
export function readNpy(bytes: Bytes): Outcome<NpyArray> {
  const at = (position: number, what: string): { error: string } => fail(`${bytes.path}: byte ${position}: ${what}`);
  const short = (): { error: string } => at(bytes.size, 'the file ends within the .npy header');
  if (bytes.size < 10) return short();
  const prefix = new Uint8Array(Math.min(12, bytes.size));
  bytes.read(0, prefix);
  if (String.fromCharCode(...prefix.subarray(0, 6)) !== '\x93NUMPY') {
    return at(0, 'not a .npy file: it must begin with \\x93NUMPY');
  }
  const version = prefix[6] as number;
  if (version < 1 || version > 3) return at(6, `format version ${version} is unknown, expected 1, 2 or 3`);
  if (version > 1 && bytes.size < 12) return short();
  const view = new DataView(prefix.buffer);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const begin = version === 1 ? 10 : 12;
  if (length > MAX_HEADER) return at(8, `a header of ${length} bytes is longer than the ${MAX_HEADER} allowed`);
  if (bytes.size < begin + length) return short();
  const raw = new Uint8Array(length);
  bytes.read(begin, raw);
  const header = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(raw);

  const descr = /'descr'\s*:\s*'([^']*)'/.exec(header)?.[1];
  if (descr === undefined)
    return at(begin, 'the header names no simple type ("descr"); records of fields are not read');
  const type = typeOf(descr);
  if (type === undefined)
    return at(begin, `values of type "${descr}"; expected uint8, int32, int64, float32 or float64, little-endian`);
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1];
  if (order === undefined) return at(begin, 'the header does not say "fortran_order"');
  const sizes = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(header)?.[1];
  if (sizes === undefined) return at(begin, 'the header names no "shape"');
  const shape = sizes
    .split(',')
    .map((s) => s.trim())
    .filter((s) => s !== '')
    .map(Number);
  if (order === 'True' && shape.length > 1) {
    return at(begin, 'the values are in Fortran order; save them with numpy.ascontiguousarray');
  }
  const start = begin + length;
  const need = shape.reduce((a, b) => a * b, 1) * BYTES_OF[type];
  if (!Number.isSafeInteger(need)) return at(begin, `impossible shape (${shape.join(', ')})`);
  if (bytes.size < start + need) {
    return at(
      bytes.size,
      `the file is truncated: shape (${shape.join(', ')}) of ${type} needs ${start + need} bytes, it has ${bytes.size}`,
    );
  }
  return ok({ path: bytes.path, type, shape, bytes, start });
}

/** Reads the header of an array held in memory. */
export function readNpyBytes(path: string, bytes: Uint8Array): Outcome<NpyArray> {
  return readNpy(memoryBytes(path, bytes));
}

function typeOf(descr: string): NpyType | undefined {
  if (descr === '|u1' || descr === '<u1' || descr === 'u1') return 'u1';
  const type = /^<(i4|i8|f4|f8)$/.exec(descr)?.[1];
  return type as NpyType | undefined;
}

/** A function that turns the little-endian bytes of `type` into numbers. */
export function valueReader(type: NpyType): (view: DataView, index: number) => number {
  switch (type) {
    case 'u1':
      return (view, i) => view.getUint8(i);
    case 'i4':
      return (view, i) => view.getInt32(4 * i, true);
    case 'i8':
      return (view, i) => Number(view.getBigInt64(8 * i, true));
    case 'f4':
      return (view, i) => view.getFloat32(4 * i, true);
    case 'f8':
      return (view, i) => view.getFloat64(8 * i, true);
  }
}
