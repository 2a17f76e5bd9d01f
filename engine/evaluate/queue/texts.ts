/** The texts of a spec as a job takes them along: by names relative to the folder of the entry, with the same names on every machine. */
import { basename, dirname, posix, relative, sep } from 'node:path';
import type { Queued } from '../../search/experiment-spec.ts';

export interface Texts {
  readonly entry: string;
  readonly files: ReadonlyMap<string, string>;
}

/** Names may be paths, relative or absolute, of this machine's kind, or URIs as an editor names files. */
export function relativeTexts({ entry, files }: Pick<Queued, 'entry' | 'files'>): Texts {
  const isUri = (name: string): boolean => /^[A-Za-z][\w+.-]+:/.test(name);
  const named = (name: string): string => {
    if (name === entry) return isUri(entry) ? posix.basename(entry) : basename(entry);
    if (isUri(entry)) return posix.relative(posix.dirname(entry), name);
    return relative(dirname(entry), name).split(sep).join('/');
  };
  return { entry: named(entry), files: new Map(Object.entries(files).map(([name, text]) => [named(name), text])) };
}
