/**
 * Architectures that a run has not met yet: duplicates are recognised by the canonical graph hash, so isomorphic architectures count as
 * one, and what the experiment's constraints on costs and on latencies by device profiles exclude is never proposed.
 */
import type { Architecture } from '../../dsl/space/decision-space.ts';
import { metricsBefore } from './foreknown.ts';
import type { Metrics } from './metric.ts';
import { violation } from './objective.ts';
import type { StrategyContext } from './strategy.ts';

export interface Candidate {
  readonly architecture: Architecture;
  readonly hash: string;
  /** Those that are known before an evaluation. */
  readonly metrics: Metrics;
}

/** Draws in a row that may fail before a space counts as exhausted, and the size up to which it is then enumerated. */
const attemptsAtOnce = 500;
/** Draws in a row that may give no architecture at all, each after thousands of tries: what requirements leave is too little to be met by chance. */
const emptyAtOnce = 3;
const enumerable = 4096n;

/** The candidate of an architecture, undefined when its graph is in `seen` or it breaks a constraint on what is known before. */
export function unseenCandidate(
  context: StrategyContext,
  seen: ReadonlySet<string>,
  architecture: Architecture | undefined,
): Candidate | undefined {
  if (architecture === undefined) return undefined;
  const hash = context.space.graphHash(architecture);
  if (seen.has(hash)) return undefined;
  const metrics = metricsBefore(context, architecture);
  if (violation(context.constraints, metrics, 'ignored') > 0) return undefined;
  return { architecture, hash, metrics };
}

/**
 * One unseen candidate from repeated draws. When the draws keep failing in a small space, the first unseen one in
 * enumeration order; undefined when there is none, or when the space is too large to tell.
 */
export function drawUnseen(
  context: StrategyContext,
  seen: ReadonlySet<string>,
  draw: () => Architecture | undefined,
): Candidate | undefined {
  let empty = 0;
  for (let attempt = 0; attempt < attemptsAtOnce && empty < emptyAtOnce; attempt++) {
    if (context.signal?.aborted === true) return undefined;
    const drawn = draw();
    empty = drawn === undefined ? empty + 1 : 0;
    const candidate = unseenCandidate(context, seen, drawn);
    if (candidate !== undefined) return candidate;
  }
  if (context.space.rawSize() > enumerable) return undefined;
  for (const architecture of context.space.enumerate()) {
    const candidate = unseenCandidate(context, seen, architecture);
    if (candidate !== undefined) return candidate;
  }
  return undefined;
}
