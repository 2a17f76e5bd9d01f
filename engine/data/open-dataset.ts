/**
 * Opens a data set by its kind, as `dataset Name = kind { option: value }` of the language names it. The one place that knows all
 * formats; each of them knows its own options.
 */
import { nearest } from '../../dsl/semantics/suggest.ts';
import { assemble, commonOptions, type CommonOptions } from './assemble.ts';
import type { Dataset, SourceParts } from './dataset.ts';
import { arrayOptions, openArrays } from './formats/arrays.ts';
import { cifar100Options, cifar10Options, openCifar10, openCifar100 } from './formats/cifar.ts';
import { csvOptions, openCsv } from './formats/csv.ts';
import { folderOptions, openFolder } from './formats/folder.ts';
import { idxOptions, openIdx } from './formats/idx.ts';
import { glyphOptions, openGlyphs } from './glyphs/glyphs.ts';
import { readOptions, type OptionsOf, type OptionTable } from './options.ts';
import { fail, type Outcome } from './outcome.ts';

type Opener = (kind: string, options: Readonly<Record<string, unknown>>, folder: string) => Promise<Outcome<Dataset>>;

/** Binds a format to its option table: checks the options, opens the records, cuts the splits. */
function format<T extends OptionTable>(
  table: T,
  open: (
    options: OptionsOf<T>,
    folder: string,
    common: CommonOptions,
  ) => Promise<Outcome<SourceParts>> | Outcome<SourceParts>,
): Format {
  return {
    options: [...Object.keys(commonOptions), ...Object.keys(table)],
    open: async (kind, options, folder) => {
      const read = readOptions(`data set ${kind}`, { ...commonOptions, ...table }, options);
      if ('error' in read) return read;
      const common = read.value as CommonOptions;
      const parts = await open(read.value as OptionsOf<T>, folder, common);
      if ('error' in parts) return fail(`data set ${kind}: ${parts.error}`);
      const place = typeof options['path'] === 'string' ? ` ${options['path']}` : '';
      return assemble(`${kind}${place}`, parts.value, common);
    },
  };
}

interface Format {
  readonly options: readonly string[];
  readonly open: Opener;
}

const idx = format(idxOptions, openIdx);
const arrays = format(arrayOptions, openArrays);

const formats: ReadonlyMap<string, Format> = new Map([
  ['glyphs', format(glyphOptions, (options, _folder, common) => openGlyphs(options, common))],
  ['mnist', idx],
  ['idx', idx],
  ['cifar10', format(cifar10Options, openCifar10)],
  ['cifar100', format(cifar100Options, openCifar100)],
  ['npy', arrays],
  ['npz', arrays],
  ['folder', format(folderOptions, openFolder)],
  ['csv', format(csvOptions, openCsv)],
]);

/** Kinds of data sets, for completion and messages. */
export const datasetKinds: readonly string[] = [...formats.keys()];

/** Names of the options of a kind; empty for an unknown kind. */
export function datasetOptions(kind: string): readonly string[] {
  return formats.get(kind)?.options ?? [];
}

/**
 * Opens a data set.
 *
 * @param options as written in the language; every one is checked
 * @param folder  what relative paths are relative to
 * @returns the data set, which the caller closes, or one sentence: which file, byte or row, and what was expected there
 */
export async function openDataset(
  kind: string,
  options: Readonly<Record<string, unknown>>,
  folder: string,
): Promise<Outcome<Dataset>> {
  const found = formats.get(kind);
  if (found !== undefined) {
    const outcome = await found.open(kind, options, folder);
    return 'error' in outcome ? fail(oneLine(outcome.error)) : outcome;
  }
  const suggestion = nearest(kind, datasetKinds);
  return fail(
    `unknown data set kind "${kind}"${suggestion === undefined ? `; known are ${datasetKinds.join(', ')}` : `; did you mean "${suggestion}"?`}`,
  );
}

/** Messages quote what files hold: control characters must not break a line or a terminal, nor a long quote fill the screen. */
function oneLine(sentence: string): string {
  return sentence.replace(/\p{Cc}+/gu, '?').slice(0, 1000);
}
