/**
 * Records of a TFRecord file, plain or gzipped, as a stream: length (8 bytes), its checksum, the bytes, their checksum; checksums are CRC-32C, masked
 * (tensorflow.org/tutorials/load_data/tfrecord). Memory stays flat, whatever the size.
 */
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ImportProblem } from './imported.ts';

/** A record of a benchmark is some hundred bytes; what claims more is no record. */
const LONGEST = 64 * 1024 * 1024;

/** Throws ImportProblem for what is wrong with the file, naming the record, counted from 1. */
export async function* tfRecords(file: string, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const source = createReadStream(file);
  let number = 0;
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of await plain(source)) {
      signal?.throwIfAborted();
      rest = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
      let at = 0;
      for (;;) {
        if (rest.length - at < 12) break;
        const length = lengthAt(rest, at, number + 1, file);
        if (rest.length - at < 16 + length) break;
        const data = rest.subarray(at + 12, at + 12 + length);
        number++;
        if (rest.readUInt32LE(at + 12 + length) !== maskedCrc(data))
          throw new ImportProblem(`${file}: record ${number} is damaged, its checksum does not fit`);
        yield data;
        at += 16 + length;
      }
      rest = rest.subarray(at);
    }
    if (rest.length > 0) throw new ImportProblem(`${file} is cut short: it ends within record ${number + 1}`);
    if (number === 0) throw new ImportProblem(`${file} is empty: expected TFRecords`);
  } catch (error) {
    if (error instanceof ImportProblem || signal?.aborted === true) throw error;
    throw new ImportProblem(`${file}: ${reasonOf(error)}`);
  } finally {
    source.destroy();
  }
}

function lengthAt(bytes: Buffer, at: number, number: number, file: string): number {
  const length = Number(bytes.readBigUInt64LE(at));
  if (bytes.readUInt32LE(at + 8) === maskedCrc(bytes.subarray(at, at + 8)) && length <= LONGEST) return length;
  throw new ImportProblem(
    number === 1 ? `${file} is no TFRecord file` : `${file}: record ${number} is damaged, its length cannot be`,
  );
}

async function plain(source: Readable): Promise<Readable> {
  await new Promise<void>((resolve, reject) => {
    source.once('readable', resolve);
    source.once('end', resolve);
    source.once('error', reject);
  });
  const first = source.read() as Buffer | null;
  if (first === null) return source;
  source.unshift(first);
  if (first[0] !== 0x1f || first[1] !== 0x8b) return source;
  const inflated = createGunzip();
  source.once('error', (error) => inflated.destroy(error));
  return source.pipe(inflated);
}

/** CRC-32C, the Castagnoli polynomial, reflected. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

export function maskedCrc(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (table[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  crc = ~crc >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'the file does not exist';
  if (code === 'EISDIR') return 'it is a folder, not a file';
  if (code === 'EACCES') return 'no permission to read it';
  if (code?.startsWith('Z_') === true) return `the gzip data is damaged or cut short (${message})`;
  return message;
}
