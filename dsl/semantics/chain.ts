/** The value that flows through a body, and how it flows on under conditions. */
import { and } from './lifted.ts';
import type { Flow, Machine } from './machine.ts';
import { isLifted, type Value } from './values.ts';

/** What flows: the current value, and the values that entered the cells before, newest last (`prev2` of a cell). */
export interface Chain {
  current: Flow;
  history: readonly Flow[];
  /**
   * `in` is the value that enters the innermost operator, block, `residual`, `gate` or branch; in a network's own statements,
   * which have no entry of interest, it moves along with the current value.
   */
  readonly moving: boolean;
}

/** Runs under a further condition; not at all where the condition contradicts the guard. */
export function guarded(machine: Machine, condition: Value, run: () => void): void {
  const before = machine.guard;
  const guard = and(before, condition);
  if (guard === false) return;
  // Found out at the next statement.
  if (isLifted(guard)) machine.work.steps += guard.table.length;
  machine.guard = guard;
  run();
  machine.guard = before;
}

/** `chain` becomes `taken` where the condition holds. */
export function joinInto(machine: Machine, condition: Value, taken: Chain, chain: Chain): void {
  chain.current = machine.join(condition, taken.current, chain.current);
  if (isLifted(chain.current.shape)) machine.work.steps += chain.current.shape.table.length;
  const length = Math.max(taken.history.length, chain.history.length);
  const history: Flow[] = [];
  for (let i = length; i >= 1; i--) {
    const a = taken.history.at(-i);
    const b = chain.history.at(-i);
    if (a === undefined || b === undefined) history.push((a ?? b) as Flow);
    else history.push(a === b ? a : machine.join(condition, a, b));
  }
  chain.history = history;
}
