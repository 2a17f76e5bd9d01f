/** Where a run takes its program from: files by absolute path, so that what its spec names is found whatever the folder of the process. */
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import type { ModelSource } from '../../protocol/messages.ts';
import type { Outcome } from '../../data/outcome.ts';
import { storeBeside } from '../../cli/store-path.ts';
import type { RunRecord } from '../../store/records.ts';
import { pathOf } from '../open-source.ts';

export interface RunPlace {
  readonly source: ModelSource;
  /** The store beside the file. */
  readonly store: string;
}

/** The source of an editor; one sentence where its file is not on the disk. */
export function placeOf({ entry, files, experiment }: ModelSource): Outcome<RunPlace> {
  const path = pathOf(entry);
  if (path === undefined) return { error: 'an unsaved file has no folder to keep runs in; save it first' };
  const byPath = new Map([...files].map(([name, text]) => [pathOf(name) ?? name, text]));
  return { value: { source: { entry: path, files: byPath, experiment }, store: storeBeside(path) } };
}

/** The text that a run was started with; its imports are read from the disk. */
export function sourceOfRun(run: Pick<RunRecord, 'file' | 'spec' | 'experiment'>, store: string): ModelSource {
  const entry = fileOfRun(run.file, store);
  return { entry, files: new Map([[entry, run.spec]]), experiment: run.experiment };
}

/** Absolute. The command line keeps names as they were typed: a store is where its file is, wherever that was typed. */
export function fileOfRun(file: string, store: string): string {
  if (isAbsolute(file)) return file;
  const folder = dirname(dirname(store));
  const beside = join(folder, basename(file));
  return storeBeside(beside) === store ? beside : resolve(dirname(store), file);
}
