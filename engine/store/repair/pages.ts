/**
 * The pages of a SQLite file as they were after its last whole transaction, whatever else is damaged: those of the write-ahead log where it has newer ones, else
 * those of the file (sqlite.org/fileformat2.html, sections 1.3 to 1.5 and 4).
 */
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';

export interface Pages {
  /** Bytes of a page that hold data. */
  readonly usable: number;
  readonly count: number;
  /** Undefined where there is none of that number; pages count from 1. */
  page(number: number): Uint8Array | undefined;
  /** Pages that hold nothing any more; empty where the list of them is damaged. */
  readonly free: ReadonlySet<number>;
  close(): void;
}

/** What HyperNAS makes, where the first page does not tell. */
const usualSize = 4096;

export function openPages(file: string): Pages {
  const handle = openSync(file, 'r');
  const bytes = fstatSync(handle).size;
  const header = readAt(handle, 0, 100);
  const isWhole = new TextDecoder().decode(header.subarray(0, 16)) === 'SQLite format 3\0';
  const view = viewOf(header);
  const told = isWhole ? view.getUint16(16) : 0;
  const size = isPageSize(told) ? told : told === 1 ? 65_536 : usualSize;
  const log = openLog(`${file}-wal`, size);
  const fromLog = log?.pages ?? new Map<number, number>();
  const count = [...fromLog.keys()].reduce((most, number) => Math.max(most, number), Math.floor(bytes / size));
  const page = (number: number): Uint8Array | undefined => {
    const at = fromLog.get(number);
    if (log !== undefined && at !== undefined) return readAt(log.handle, at, size);
    const start = (number - 1) * size;
    return number < 1 || start + size > bytes ? undefined : readAt(handle, start, size);
  };
  return {
    usable: size - (isWhole ? (header[20] ?? 0) : 0),
    count,
    page,
    free: freePages(page, count),
    close: () => {
      closeSync(handle);
      if (log !== undefined) closeSync(log.handle);
    },
  };
}

const isPageSize = (size: number): boolean => size >= 512 && size <= 32_768 && (size & (size - 1)) === 0;

function freePages(page: Pages['page'], count: number): Set<number> {
  const first = page(1);
  const free = new Set<number>();
  if (first === undefined || new TextDecoder().decode(first.subarray(0, 15)) !== 'SQLite format 3') return free;
  for (let trunk = viewOf(first).getUint32(32); trunk !== 0;) {
    const bytes = page(trunk);
    if (bytes === undefined || free.has(trunk)) return free;
    const view = viewOf(bytes);
    free.add(trunk);
    const leaves = view.getUint32(4);
    if (leaves > bytes.length / 4 - 2) return free;
    for (let i = 0; i < leaves; i++) {
      const leaf = view.getUint32(8 + 4 * i);
      if (leaf > 1 && leaf <= count) free.add(leaf);
    }
    trunk = view.getUint32(0);
  }
  return free;
}

interface Log {
  readonly handle: number;
  /** Where the newest committed page of each number begins. */
  readonly pages: ReadonlyMap<number, number>;
}

/** The log up to its last commit, each frame held against its checksum; what follows a broken one never happened. */
function openLog(file: string, size: number): Log | undefined {
  if (!existsSync(file)) return undefined;
  const handle = openSync(file, 'r');
  const header = readAt(handle, 0, 32);
  const view = viewOf(header);
  const magic = header.length === 32 ? view.getUint32(0) : 0;
  const pages = new Map<number, number>();
  if ((magic & 0xfffffffe) >>> 0 !== 0x377f0682 || view.getUint32(8) !== size) return { handle, pages };
  const sum = checksum((magic & 1) === 0);
  sum.add(header.subarray(0, 24));
  const salt = header.subarray(16, 24);
  const open = new Map<number, number>();
  for (let at = 32; sum.is(view.getUint32(24), view.getUint32(28)) || at > 32; at += 24 + size) {
    const frame = readAt(handle, at, 24 + size);
    if (frame.length < 24 + size || salt.some((byte, i) => frame[8 + i] !== byte)) break;
    sum.add(frame.subarray(0, 8));
    sum.add(frame.subarray(24));
    const head = viewOf(frame);
    if (!sum.is(head.getUint32(16), head.getUint32(20))) break;
    open.set(head.getUint32(0), at + 24);
    if (head.getUint32(4) === 0) continue;
    for (const [number, where] of open) pages.set(number, where);
    open.clear();
  }
  return { handle, pages };
}

function checksum(isLittle: boolean): { add(bytes: Uint8Array): void; is(a: number, b: number): boolean } {
  let [s0, s1] = [0, 0];
  return {
    add: (bytes) => {
      const view = viewOf(bytes);
      for (let at = 0; at + 8 <= bytes.length; at += 8) {
        s0 = (s0 + view.getUint32(at, isLittle) + s1) >>> 0;
        s1 = (s1 + view.getUint32(at + 4, isLittle) + s0) >>> 0;
      }
    },
    is: (a, b) => s0 === a && s1 === b,
  };
}

function readAt(handle: number, position: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  return bytes.subarray(0, readSync(handle, bytes, 0, length, position));
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
