/**
 * Random access to the bytes of a file. A plain file is read by offset and never as a whole; a gzip file is inflated once, into
 * memory while it is small and into a temporary file beyond that, so that a big data set never has to fit into memory.
 */
import { closeSync, createReadStream, fstatSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { DataLost, fail, fileError, ok, type Outcome } from './outcome.ts';

export interface Bytes {
  readonly path: string;
  readonly size: number;
  /** Fills `target` with the bytes from `position` on. Throws DataLost when they are no longer there. */
  read(position: number, target: Uint8Array): void;
  close(): void;
}

/** Inflated bytes kept in memory; what is longer goes to a temporary file. */
const MEMORY_LIMIT = 512 * 1024 * 1024;

/** The longest file that is read as a whole. */
const WHOLE_LIMIT = 2 ** 31 - 1;

/** Opens a file, inflating it when it begins with gzip's magic number whatever its name is. */
export async function openBytes(path: string, memoryLimit = MEMORY_LIMIT): Promise<Outcome<Bytes>> {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const status = fstatSync(file);
    if (!status.isFile()) {
      closeSync(file);
      return fail(`${path}: expected a file, found ${status.isDirectory() ? 'a folder' : 'something else'}`);
    }
    const magic = new Uint8Array(2);
    const gzip = readSync(file, magic, 0, 2, 0) === 2 && magic[0] === 0x1f && magic[1] === 0x8b;
    if (!gzip) return ok(fileBytes(path, file, status.size));
    closeSync(file);
    file = undefined;
    return ok(await inflate(path, memoryLimit));
  } catch (problem) {
    if (file !== undefined) closeSync(file);
    return fail(inflateError(path, problem));
  }
}

/** Bytes that are in memory already. */
export function memoryBytes(path: string, bytes: Uint8Array): Bytes {
  return {
    path,
    size: bytes.length,
    read: (position, target) => {
      if (position + target.length > bytes.length) throw new DataLost(`${path}: no bytes at ${position}`);
      target.set(bytes.subarray(position, position + target.length));
    },
    close: () => {},
  };
}

/** All bytes at once, for small files and for formats without fixed records. */
export function readAll(bytes: Bytes): Outcome<Uint8Array> {
  if (bytes.size > WHOLE_LIMIT) {
    return fail(
      `${bytes.path}: ${bytes.size} bytes are too many for a format that is read as a whole, the limit is ${WHOLE_LIMIT}`,
    );
  }
  const all = new Uint8Array(bytes.size);
  bytes.read(0, all);
  return ok(all);
}

function fileBytes(path: string, file: number, size: number, onClose: () => void = () => {}): Bytes {
  let open = true;
  return {
    path,
    size,
    read: (position, target) => {
      let done = 0;
      while (done < target.length) {
        const got = readSync(file, target, done, target.length - done, position + done);
        if (got === 0) throw new DataLost(`${path}: the file became shorter than ${position + target.length} bytes`);
        done += got;
      }
    },
    close: () => {
      if (!open) return;
      open = false;
      closeSync(file);
      onClose();
    },
  };
}

async function inflate(path: string, memoryLimit: number): Promise<Bytes> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let spill: { folder: string; file: number } | undefined;
  try {
    await pipeline(
      createReadStream(path),
      createGunzip({ chunkSize: 1 << 18 }),
      async (source: AsyncIterable<Uint8Array>) => {
        for await (const chunk of source) {
          chunks.push(chunk);
          size += chunk.length;
          if (size <= memoryLimit && spill === undefined) continue;
          if (spill === undefined) {
            const folder = mkdtempSync(join(tmpdir(), 'hnas-data-'));
            spill = { folder, file: openSync(join(folder, 'inflated'), 'w+') };
          }
          for (const waiting of chunks.splice(0)) writeFully(spill.file, waiting);
        }
      },
    );
  } catch (problem) {
    if (spill !== undefined) {
      closeSync(spill.file);
      rmSync(spill.folder, { recursive: true, force: true });
    }
    throw problem;
  }
  if (spill !== undefined) {
    const { folder, file } = spill;
    return fileBytes(path, file, size, () => rmSync(folder, { recursive: true, force: true }));
  }
  return memoryBytes(path, Buffer.concat(chunks, size));
}

function writeFully(file: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) done += writeSync(file, bytes, done, bytes.length - done);
}

function inflateError(path: string, problem: unknown): string {
  const code = (problem as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'Z_BUF_ERROR') return `${path}: the gzip data end too early, the file is truncated`;
  if (code?.startsWith('Z_')) return `${path}: the gzip data are damaged (${(problem as Error).message})`;
  return fileError(path, problem);
}
