/**
 * A hypernetwork as a predictor takes it: `ensemble { hypernetwork: Weights }` names one, and fits happen in threads and in commands that know no
 * experiment. So the name is replaced by all that it takes to open it: plain data.
 */
import { dirname, resolve } from 'node:path';
import { fail, type Outcome } from '../../data/outcome.ts';
import { loadGhn } from '../../hypernetwork/ghn/file.ts';
import type { Configured, HypernetworkSpec, OptionRecord } from '../../search/experiment-spec.ts';
import { filesOf, readBytes } from './files.ts';
import { openReady, type OpenHypernetwork } from './hypernetwork-shelf.ts';
import { deviceOptionNames, readHypernetworkOptions } from './options.ts';

export interface HypernetworkSource extends OptionRecord {
  readonly name: string;
  /** Of the trained hypernetwork. */
  readonly file: string;
  /** Where it is computed. */
  readonly device: OptionRecord;
  readonly dataset: { readonly kind: string; readonly options: OptionRecord; readonly folder: string };
}

/** Replaces the name that the option `hypernetwork` holds, where it is among these. `cwd`: what names of files in the spec are relative to. */
export function withHypernetworkSource<T extends Pick<Configured, 'options'>>(
  part: T,
  hypernetworks: readonly HypernetworkSpec[],
  cwd: string,
): T {
  const named = part.options['hypernetwork'];
  const found = hypernetworks.find(({ name }) => name === named);
  const read = found && readHypernetworkOptions(found.options);
  if (found === undefined || read === undefined || 'error' in read) return part;
  const { name, options, dataset } = found;
  const source: HypernetworkSource = {
    name,
    file: filesOf(found, cwd).trained(read.value.ghn.steps),
    device: Object.fromEntries(Object.entries(options).filter(([option]) => deviceOptionNames.includes(option))),
    dataset: {
      ...{ kind: dataset.kind, options: dataset.options },
      folder: dataset.file === undefined ? cwd : resolve(cwd, dirname(dataset.file)),
    },
  };
  return { ...part, options: { ...part.options, hypernetwork: source } };
}

/** What the option holds after that. */
export function isHypernetworkSource(value: unknown): value is HypernetworkSource {
  if (typeof value !== 'object' || value === null) return false;
  const { name, file, device, dataset } = value as Partial<Record<string, unknown>>;
  return (
    typeof name === 'string' && typeof file === 'string' && typeof device === 'object' && typeof dataset === 'object'
  );
}

/** One sentence where it is not trained, or cannot be opened. The caller closes it. */
export async function openSourced({
  name,
  file,
  device,
  dataset,
}: HypernetworkSource): Promise<Outcome<OpenHypernetwork>> {
  const bytes = readBytes(file);
  if ('error' in bytes) return bytes;
  if (bytes.value === undefined)
    return fail(`hypernetwork ${name} is not trained; "hnas hypernetwork train" trains it, and so does a search`);
  const ghn = loadGhn(bytes.value);
  if ('error' in ghn) return fail(`hypernetwork ${name}: ${file}: ${ghn.error}`);
  const read = readHypernetworkOptions(device);
  return 'error' in read ? read : openReady(name, ghn.value, read.value.device, dataset);
}
