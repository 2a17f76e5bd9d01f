/** Tells when the runs of stores change, whoever changes them: this engine, another window, the command line. */
import { dirname } from 'node:path';
import { watchFiles, type FileWatch } from '../watch-files.ts';

export interface StoreWatch {
  /** Replaces what is watched. */
  watch(stores: readonly string[]): void;
  close(): void;
}

export function storeWatch(changed: (store: string) => void, log: (message: string) => void): StoreWatch {
  const watches = new Map<string, FileWatch>();
  const begin = (store: string): void => {
    // SQLite writes to the log beside the store first; the folder may have to be made.
    const files = [store, `${store}-wal`, dirname(store)];
    const watch = watchFiles(
      files,
      () => {
        changed(store);
        // Another folder may be the nearest now.
        watch.close();
        if (watches.get(store) === watch) begin(store);
      },
      log,
    );
    watches.set(store, watch);
  };
  const end = (store: string): void => {
    watches.get(store)?.close();
    watches.delete(store);
  };
  return {
    watch: (stores) => {
      for (const store of [...watches.keys()]) if (!stores.includes(store)) end(store);
      for (const store of new Set(stores)) if (!watches.has(store)) begin(store);
    },
    close: () => {
      for (const store of [...watches.keys()]) end(store);
    },
  };
}
