/**
 * The runs that this window has under way: those it asked for and that have not ended. They are kept in the workspace's state, so that the window
 * that comes after a reload knows what was left.
 */
import { isSameRun, keyText, type RunKey } from './run-key.ts';

export interface WantedRun extends RunKey {
  /** What people call it: the experiment, or the architecture that is evaluated. */
  readonly title: string;
  readonly purpose: 'search' | 'labels' | 'given';
}

/** What is used of `vscode.Memento`. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

export interface WantedRuns {
  all(): readonly WantedRun[];
  find(key: RunKey): WantedRun | undefined;
  add(run: WantedRun): void;
  /** The run, where it was wanted. */
  remove(key: RunKey): WantedRun | undefined;
  /** Writes them down, over what a window before this one left. */
  keep(): void;
  onChange(handler: () => void): { dispose(): void };
}

const KEY = 'hypernas.wantedRuns';

/** What a window before this one left under way. */
export function leftBehind(memory: Memory): readonly WantedRun[] {
  const kept = memory.get(KEY);
  return Array.isArray(kept) ? kept.filter(isWanted) : [];
}

/** Begins with none: what was left behind is offered, not taken up. */
export function wantedRuns(memory: Memory): WantedRuns {
  const runs = new Map<string, WantedRun>();
  const handlers = new Set<() => void>();
  const keep = (): void => void memory.update(KEY, [...runs.values()]);
  const changed = (): void => {
    keep();
    for (const handler of handlers) handler();
  };
  return {
    all: () => [...runs.values()],
    find: (key) => [...runs.values()].find((each) => isSameRun(each, key)),
    add: (run) => {
      runs.set(keyText(run), run);
      changed();
    },
    remove: (key) => {
      const run = runs.get(keyText(key));
      if (runs.delete(keyText(key))) changed();
      return run;
    },
    keep,
    onChange: (handler) => {
      handlers.add(handler);
      return { dispose: () => void handlers.delete(handler) };
    },
  };
}

function isWanted(value: unknown): value is WantedRun {
  if (typeof value !== 'object' || value === null) return false;
  const { store, run, title, purpose } = value as Partial<Record<keyof WantedRun, unknown>>;
  return (
    [store, run, title].every((each) => typeof each === 'string') &&
    (purpose === 'search' || purpose === 'labels' || purpose === 'given')
  );
}
