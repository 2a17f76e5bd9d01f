/** Where device profiles lie: in `devices` beside the spec, else in the user's own folder, which all specs share. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { nearest } from '../../dsl/semantics/suggest.ts';
import { fail, fileError, ok, type Outcome } from '../data/outcome.ts';
import { devicesBeside, devicesOfUser } from '../protocol/device-folders.ts';
import { deviceNameProblem, readProfile, type DeviceProfile } from './profile.ts';

export interface FoundProfile {
  readonly file: string;
  readonly profile: DeviceProfile;
}

/** Bytes of a profile at most: a table of a hundred thousand architectures has some 30 MB. */
const LARGEST = 256_000_000;

export { devicesBeside, devicesOfUser };

export function profileFile(folder: string, device: string): string {
  return join(folder, `${device}.json`);
}

/** The profile of a device, from the first of the folders that has one; one sentence where none has, or where it cannot be read. */
export function findProfile(device: string, folders: readonly string[]): Outcome<FoundProfile> {
  const problem = deviceNameProblem(device);
  if (problem !== undefined) return fail(problem);
  for (const folder of folders) {
    const file = profileFile(folder, device);
    const read = readProfileFile(file);
    if (read !== undefined) return read;
  }
  const known = folders.flatMap(devicesIn);
  const suggestion = nearest(device, known);
  const hint = suggestion !== undefined ? `; did you mean "${suggestion}"?` : known.length === 0 ? '' : `; there are ${[...new Set(known)].join(', ')}`; // prettier-ignore
  return fail(`there is no profile of a device "${device}" in ${folders.join(' or ')}${hint}`);
}

/** Undefined where there is no such file. */
export function readProfileFile(file: string): Outcome<FoundProfile> | undefined {
  let content: string;
  try {
    if (statSync(file).size > LARGEST) return fail(`${file} is larger than a device profile may be`);
    content = readFileSync(file, 'utf8');
  } catch (problem) {
    return (problem as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : fail(fileError(file, problem));
  }
  const read = readProfile(content);
  return 'error' in read ? fail(`${file}: ${read.error}`) : ok({ file, profile: read.value });
}

/** Names of the devices that a folder has files of; none where it cannot be listed. */
export function devicesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
      .map((name) => name.slice(0, -'.json'.length))
      .sort();
  } catch {
    return [];
  }
}
