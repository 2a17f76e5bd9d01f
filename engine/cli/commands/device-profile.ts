/** What the commands that make device profiles share: where a profile goes, and how it is written. */
import { dirname, resolve } from 'node:path';
import { devicesBeside, devicesOfUser, profileFile, readProfileFile } from '../../device/places.ts';
import { deviceNameProblem, profileText, withSpace, type DeviceProfile, type SpaceLatencies } from '../../device/profile.ts'; // prettier-ignore
import { CommandFailure, usage } from '../failure.ts';
import type { Io } from '../io.ts';
import { writeWhole } from '../write-file.ts';

export interface PlaceOptions {
  readonly name: string;
  readonly user?: boolean;
  readonly out?: string;
}

export interface ProfilePlace {
  /** As it is told. */
  readonly file: string;
  readonly path: string;
  /** What it says so far. */
  readonly before: DeviceProfile | undefined;
  /** Whether experiments look there. */
  readonly isFound: boolean;
}

export function requireDeviceName(name: string): void {
  const problem = deviceNameProblem(name);
  if (problem !== undefined) throw usage(problem);
}

/** `spec`: the spec's file. Ends the command where something else than a profile is there: it is not overwritten. */
export function placeOf(spec: string, { name, user, out }: PlaceOptions, io: Io): ProfilePlace {
  if (user === true && out !== undefined) throw usage('--user and --out both say where the profile goes: give one of them'); // prettier-ignore
  const usual = profileFile(user === true ? devicesOfUser() : devicesBeside(dirname(spec)), name);
  const file = out ?? usual;
  const path = resolve(io.cwd, file);
  const before = readProfileFile(path);
  if (before !== undefined && 'error' in before)
    throw new CommandFailure(2, 'unreadable', `the profile would go to a file that is none: ${before.error.replace(path, file)}; move it away, or name another with --out`); // prettier-ignore
  return { file, path, before: before?.value.profile, isFound: path === resolve(io.cwd, usual) };
}

/** Latencies of the same space that it takes the place of. */
export function writeProfile({ path, before }: ProfilePlace, device: string, part: SpaceLatencies): number {
  writeWhole(path, profileText(withSpace(before, device, part)));
  return before?.spaces.find(({ space }) => space === part.space)?.latencies.length ?? 0;
}

export function howToUse({ file, isFound }: ProfilePlace, device: string, replaced: number): string[] {
  return [
    `written to ${file}${replaced === 0 ? '' : `, in place of ${replaced} latencies`}`,
    ...(isFound
      ? [`in an experiment: minimize latency(device: "${device}"), or require latency(device: "${device}") <= 5 ms`]
      : [`experiments look for it as devices/${device}.json beside them`]),
  ];
}
