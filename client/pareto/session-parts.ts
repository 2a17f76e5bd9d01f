/** What a page's session is made of: those it asks, those that carry its messages, and what it offers to the window. */
import type { Engine, Failure } from '../engine/engine.ts';
import type { Follower } from '../runs/follow.ts';
import type { KnownRuns } from '../runs/known-runs.ts';
import type { RunKey } from '../runs/run-key.ts';
import type { Envelope, FromPage, ToPage } from './contract.ts';

export type Trouble = ToPage<'trouble'>;

export interface SessionParts {
  readonly engine: Engine;
  readonly known: KnownRuns;
  readonly follower: Follower;
  readonly post: (message: Envelope) => void;
  readonly actions: PageActions;
  readonly troubles: Troubles;
  /** Hears of messages that are not what the contract says. */
  readonly report: (problem: string) => void;
}

/** What the page asks the window to do; in answer to the messages of the same names. */
export interface PageActions {
  place(run: RunKey, position: number, how: 'open' | 'insert'): void;
  copy(text: string): void;
  save(file: FromPage<'save'>): void;
  resume(run: RunKey): void;
  stop(run: RunKey): void;
  addRuns(): void;
  act(id: Exclude<FromPage<'act'>['id'], 'retry'>): void;
  /** The page shows other runs now. */
  changed(): void;
}

/** Sentences of the window's language. */
export interface Troubles {
  failed(failure: Failure): Trouble;
  readonly gone: (runs: readonly RunKey[]) => Trouble;
  readonly none: Trouble;
}

export interface Session {
  readonly runs: readonly RunKey[];
  setRuns(runs: readonly RunKey[]): void;
  reveal(run: RunKey, position: number): void;
  /** A message of the page. */
  take(message: unknown): void;
  /** The page cannot be seen: nothing is sent to it until it says `ready`. */
  sleep(): void;
  /** What is shown is old, or is not any more. */
  trouble(trouble: Trouble): void;
  /** The engine is there again. */
  refresh(): void;
  dispose(): void;
}
