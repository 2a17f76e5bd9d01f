/** Tells when the hypernetwork that a predictor names has been trained: by the editor, by a search, or on the command line. */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isHypernetworkSource } from '../evaluate/ghn/hypernetwork-source.ts';
import type { Configured } from '../search/experiment-spec.ts';
import { watchFiles, type FileWatch } from './watch-files.ts';

/** `named`: with where its hypernetwork lies; undefined, and one without, need no watch. */
export function watchTrained(
  named: Configured | undefined,
  trained: () => void,
  log: (message: string) => void,
): FileWatch {
  const source = named?.options['hypernetwork'];
  if (!isHypernetworkSource(source)) return { close: () => undefined };
  const { file } = source;
  const stampNow = (): number | undefined => statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  let stamp = stampNow();
  let watch: FileWatch;
  const look = (): void => {
    watch.close();
    watch = open();
    const now = stampNow();
    if (now !== undefined && now !== stamp) trained();
    stamp = now;
  };
  // Folders that come are watched from then on.
  const open = (): FileWatch => watchFiles([file, dirname(file), dirname(dirname(file))], look, log);
  watch = open();
  return { close: () => watch.close() };
}
