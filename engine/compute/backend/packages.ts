/**
 * Where packages of faster backends are looked for: they are native, so the extension comes without them, or with those of one platform.
 *
 * First beside this code (its own folder and those above it, up to the package's), then in the folder that the user names in
 * HNAS_BACKENDS. Nowhere else: not above the package and not in the working directory, which may be a workspace that nobody trusts.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The environment variable that names a folder holding a `node_modules`. */
export const BACKENDS_VARIABLE = 'HNAS_BACKENDS';

const OWN_NAME = 'hypernas-studio';

/** A place to look in: `node_modules` folders, and how to call them. */
interface Place {
  readonly called: string;
  readonly folders: readonly string[];
  /** Why nothing can be found there, whatever is asked for. */
  readonly refused?: string;
}

/** A package that was loaded, or a sentence on why it was not. */
export type Loaded =
  { readonly module: unknown; readonly folder: string; readonly passedOver: string } | { readonly why: string };

/** Loads the first copy of the package that can be loaded. Never throws. */
export function loadPackage(name: string, places: readonly Place[] = packagePlaces()): Loaded {
  const missing: string[] = [];
  const broken: string[] = [];
  for (const { called, folders, refused } of places) {
    const folder = folders.map((each) => join(each, name)).find((each) => existsSync(join(each, 'package.json')));
    if (refused !== undefined) broken.push(refused);
    else if (folder === undefined) missing.push(called);
    else {
      try {
        return { module: createRequire(join(folder, 'package.json'))(folder), folder, passedOver: broken.join(' ') };
      } catch (error) {
        const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
        broken.push(`${name} in ${dirname(folder)} cannot be loaded: ${reason.replace(/\.$/, '')}.`);
      }
    }
  }
  const nowhere = missing.length > 0 ? [`${name} is not installed ${missing.join(', nor ')}.`] : [];
  return { why: [...broken, ...nowhere].join(' ') };
}

/** The places, in the order in which they are searched. */
export function packagePlaces(
  code: string = fileURLToPath(import.meta.url),
  named: string | undefined = process.env[BACKENDS_VARIABLE],
): readonly Place[] {
  return [{ called: 'beside the engine', folders: besideCode(dirname(code)) }, namedPlace(named)];
}

/** `node_modules` of the folder and of those above it up to the package's own; where the package is itself in a `node_modules`, that too. */
function besideCode(start: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = start; ; folder = dirname(folder)) {
    folders.push(join(folder, 'node_modules'));
    if (packageName(folder) === OWN_NAME) {
      const above = dirname(folder);
      return basename(above) === 'node_modules' ? [...folders, above] : folders;
    }
    // No package of ours around the code: only what lies directly beside it counts.
    if (dirname(folder) === folder) return folders.slice(0, 1);
  }
}

function packageName(folder: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return typeof parsed === 'object' && parsed !== null && 'name' in parsed ? String(parsed.name) : undefined;
  } catch {
    return undefined;
  }
}

function namedPlace(named: string | undefined): Place {
  if (named === undefined || named === '')
    return { called: `in a folder of yours (${BACKENDS_VARIABLE})`, folders: [] };
  const called = `in ${named} (${BACKENDS_VARIABLE})`;
  // A relative path would mean another folder in every workspace.
  if (!isAbsolute(named))
    return { called, folders: [], refused: `${BACKENDS_VARIABLE} must be an absolute path, it is "${named}".` };
  return { called, folders: [join(named, 'node_modules')] };
}
