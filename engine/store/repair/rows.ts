/**
 * The rows that pages of a SQLite file hold, read without its trees: every page that says it is a leaf is taken at its word, and what in it cannot be is
 * left out and counted (sqlite.org/fileformat2.html, sections 1.6 and 2).
 */
import { viewOf, type Pages } from './pages.ts';

export type Field = null | number | string | Uint8Array;

export interface Row {
  readonly kind: 'table' | 'index';
  readonly rowid: number;
  readonly fields: readonly Field[];
}

const tableLeaf = 0x0d;
const indexLeaf = 0x0a;
const indexInterior = 0x02;

/** `unread` is told of every cell that cannot be read. */
export function* rowsOf(pages: Pages, unread: () => void): Generator<Row> {
  for (let number = 1; number <= pages.count; number++) {
    if (pages.free.has(number)) continue;
    const page = pages.page(number);
    if (page === undefined || page.length < pages.usable) continue;
    const start = number === 1 ? 100 : 0;
    const type = page[start];
    if (type !== tableLeaf && type !== indexLeaf && type !== indexInterior) continue;
    const view = viewOf(page);
    const cells = view.getUint16(start + 3);
    const pointers = start + (type === indexInterior ? 12 : 8);
    if (pointers + 2 * cells > pages.usable) {
      unread();
      continue;
    }
    for (let i = 0; i < cells; i++) {
      const row = rowAt(pages, page, view.getUint16(pointers + 2 * i), type);
      if (row === undefined) unread();
      else yield row;
    }
  }
}

function rowAt(pages: Pages, page: Uint8Array, at: number, type: number): Row | undefined {
  const start = at + (type === indexInterior ? 4 : 0);
  const size = varint(page, start);
  if (size === undefined) return undefined;
  const rowid = type === tableLeaf ? varint(page, size.end) : { value: 0, end: size.end };
  if (rowid === undefined) return undefined;
  const payload = payloadAt(pages, page, rowid.end, size.value, type === tableLeaf);
  const fields = payload === undefined ? undefined : fieldsOf(payload);
  if (fields === undefined) return undefined;
  return { kind: type === tableLeaf ? 'table' : 'index', rowid: rowid.value, fields };
}

/** The bytes of a row, those on overflow pages included. */
function payloadAt(pages: Pages, page: Uint8Array, at: number, size: number, isTable: boolean): Uint8Array | undefined {
  const { usable } = pages;
  if (size > pages.count * usable) return undefined;
  const most = isTable ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((size - least) % (usable - 4));
  const local = size <= most ? size : fitting <= most ? fitting : least;
  if (at + local + (local < size ? 4 : 0) > usable) return undefined;
  const bytes = new Uint8Array(size);
  bytes.set(page.subarray(at, at + local));
  let next = local < size ? viewOf(page).getUint32(at + local) : 0;
  for (let filled = local; filled < size;) {
    const overflow = next === 0 || pages.free.has(next) ? undefined : pages.page(next);
    if (overflow === undefined || overflow.length < usable) return undefined;
    const part = overflow.subarray(4, Math.min(usable, 4 + size - filled));
    bytes.set(part, filled);
    filled += part.length;
    next = viewOf(overflow).getUint32(0);
  }
  return bytes;
}

function fieldsOf(payload: Uint8Array): Field[] | undefined {
  const header = varint(payload, 0);
  if (header === undefined || header.value > payload.length) return undefined;
  const fields: Field[] = [];
  let at = header.value;
  for (let i = header.end; i < header.value;) {
    const type = varint(payload, i);
    if (type === undefined) return undefined;
    const length = lengthOf(type.value);
    const field = at + length > payload.length ? undefined : fieldAt(payload, at, type.value, length);
    if (field === undefined) return undefined;
    fields.push(field);
    at += length;
    i = type.end;
  }
  return at === payload.length ? fields : undefined;
}

const integerBytes = [0, 1, 2, 3, 4, 6, 8];

function lengthOf(type: number): number {
  if (type >= 12) return Math.floor((type - 12) / 2);
  return type === 7 ? 8 : (integerBytes[type] ?? 0);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function fieldAt(payload: Uint8Array, at: number, type: number, length: number): Field | undefined {
  if (type === 0) return null;
  if (type === 8 || type === 9) return type - 8;
  const bytes = payload.slice(at, at + length);
  if (type === 7) return viewOf(bytes).getFloat64(0);
  if (type < 7) return bytes.reduce((value, byte, i) => (i === 0 ? (byte << 24) >> 24 : value * 256 + byte), 0);
  if (type < 12) return undefined;
  if (type % 2 === 0) return bytes;
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Seven bits a byte, the highest first; a ninth byte has eight. */
function varint(bytes: Uint8Array, at: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let i = 0; i < 9; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) return undefined;
    if (i === 8) return { value: value * 256 + byte, end: at + 9 };
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + i + 1 };
  }
  return undefined;
}
