/** Profiles of devices on this machine, for the files beside which or for whose user they lie: what they hold, not their latencies. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DeviceFacts, DeviceSpace, Devices } from '../dsl/semantics/devices.ts';
import { devicesBeside, devicesOfUser } from '../engine/protocol/device-folders.ts';
import { list, number, oneOf, record, text } from '../engine/protocol/read.ts';

/** Bytes that are read while somebody types; the engine reads more. */
const LARGEST = 64_000_000;
/** Profiles of a folder that are looked at. */
const MOST = 200;

const profile = record({
  format: oneOf('hnas-device'),
  device: text,
  spaces: list(
    record({
      ...{ space: text, source: oneOf('measured', 'imported'), how: text, made: text },
      latencies: list(record({ seconds: number })),
    }),
  ),
});

const read = new Map<string, { readonly stamp: string; readonly facts: DeviceFacts }>();

/** Those that experiments of this file may use: of the same name, the one beside the file counts. */
export function devicesFor(uri: string): Devices {
  const found = new Map<string, DeviceFacts>();
  for (const { folder, shown } of foldersOf(uri)) {
    for (const entry of entriesOf(folder)) {
      const name = entry.slice(0, -'.json'.length);
      const facts = found.has(name) ? undefined : factsOf(name, join(folder, entry), join(shown, entry));
      if (facts !== undefined) found.set(name, facts);
    }
  }
  return [...found.values()];
}

function foldersOf(uri: string): { folder: string; shown: string }[] {
  const user = devicesOfUser();
  const own = { folder: user, shown: user };
  try {
    return [{ folder: devicesBeside(dirname(fileURLToPath(uri))), shown: 'devices' }, own];
  } catch {
    // A file that has not been saved lies in no folder.
    return [own];
  }
}

function entriesOf(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.json') && !name.startsWith('.'));
    return names.sort().slice(0, MOST);
  } catch {
    return [];
  }
}

function factsOf(name: string, path: string, file: string): DeviceFacts | undefined {
  try {
    const { size, mtimeMs } = statSync(path);
    const stamp = `${size} ${mtimeMs}`;
    const known = read.get(path);
    if (known?.stamp === stamp) return { ...known.facts, file };
    const facts =
      size > LARGEST
        ? { name, file, spaces: [], problem: 'is too large to be looked at here' }
        : readFacts(name, file, readFileSync(path, 'utf8'));
    read.set(path, { stamp, facts });
    return facts;
  } catch {
    // Gone by now, or not ours to read: the engine says so when it is asked for.
    return undefined;
  }
}

function readFacts(name: string, file: string, content: string): DeviceFacts {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return { name, file, spaces: [], problem: 'is no JSON' };
  }
  const found = profile(value, 'it');
  if ('error' in found) return { name, file, spaces: [], problem: `is no profile of a device: ${found.error}` };
  return { name, file, spaces: found.value.spaces.map(summary) };
}

type Read = Extract<ReturnType<typeof profile>, { value: unknown }>['value']['spaces'][number];

function summary({ space, source, how, made, latencies }: Read): DeviceSpace {
  const seconds = latencies.map((each) => each.seconds);
  const least = seconds.reduce((a, b) => Math.min(a, b), Infinity);
  const most = seconds.reduce((a, b) => Math.max(a, b), 0);
  return { space, source, how, made, architectures: latencies.length, least, most };
}
