/** What names a run among all: its store and its id there. */

export interface RunKey {
  /** Absolute path of the store. */
  readonly store: string;
  readonly run: string;
}

/** As the key of a Map; a path holds no line break that matters here. */
export const keyText = ({ store, run }: RunKey): string => `${run}\n${store}`;

export const isSameRun = (a: RunKey, b: RunKey): boolean => a.run === b.run && a.store === b.store;

/** From an argument of a command: a run of the tree, a summary, or the bare names. */
export function runKeyOf(value: unknown): RunKey | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { store, run, summary } = value as Partial<Record<'store' | 'run' | 'summary', unknown>>;
  if (typeof store === 'string' && typeof run === 'string') return { store, run };
  return summary === undefined ? undefined : runKeyOf(summary);
}
