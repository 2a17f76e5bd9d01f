/** Goes on with long counts between requests, in slices short enough that no request waits noticeably. */
import type { Program } from '../dsl/semantics/program.ts';
import { continueWalks } from '../dsl/service/facts/space-facts.ts';
import type { Attempt } from './answer.ts';

/** Milliseconds of a slice, and of the pause after it. */
const SLICE = 10;
const PAUSE = 10;

const working = new WeakSet<Program>();

/** Counts for the document until all is counted or its text changes. */
export function countInIdleTime(
  uri: string,
  lastProgram: (uri: string) => Program | undefined,
  attempt: Attempt,
): void {
  const program = lastProgram(uri);
  if (program === undefined || working.has(program)) return;
  working.add(program);
  const next = (): void => {
    const more = lastProgram(uri) === program && attempt('counting', () => continueWalks(program, SLICE), false);
    if (more) setTimeout(next, PAUSE);
    else working.delete(program);
  };
  setTimeout(next, PAUSE);
}
