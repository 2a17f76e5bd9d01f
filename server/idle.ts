/** Goes on with long counts between requests, in slices short enough that no request waits noticeably. */
import type { Program } from '../dsl/semantics/program.ts';
import { continueJobs } from '../dsl/service/facts/space-facts.ts';
import type { Attempt } from './answer.ts';

/** Milliseconds of a slice, and of the pause after it. */
const SLICE = 10;
const PAUSE = 10;
/** Milliseconds between two calls of `counted`. */
const QUIET = 300;

const working = new WeakSet<Program>();
const NONE = { left: 0, finished: 0 };

/** Counts for the document until all is counted or its text changes; `counted` hears of numbers that have become known. */
export function countInIdleTime(
  uri: string,
  lastProgram: (uri: string) => Program | undefined,
  attempt: Attempt,
  counted: () => void,
): void {
  const program = lastProgram(uri);
  if (program === undefined || working.has(program)) return;
  working.add(program);
  let news = false;
  let told = performance.now();
  const next = (): void => {
    const same = lastProgram(uri) === program;
    const { left, finished } = same ? attempt('counting', () => continueJobs(program, SLICE), NONE) : NONE;
    news ||= finished > 0;
    if (news && (left === 0 || performance.now() - told >= QUIET)) {
      news = false;
      told = performance.now();
      counted();
    }
    if (left > 0) setTimeout(next, PAUSE);
    else working.delete(program);
  };
  setTimeout(next, PAUSE);
}
