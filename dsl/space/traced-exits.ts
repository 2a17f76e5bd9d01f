/** Early exits of a space: each must end in what the space declares, and none should cost more than the one after it. */
import type { Place } from '../diagnostics/catalogue.ts';
import { showShape, type Shape } from '../graph/shape.ts';
import { lift } from '../semantics/lifted.ts';
import { settle } from '../semantics/machine.ts';
import { problem } from '../semantics/problem.ts';
import { isLifted, isOpaque, isShape, REPORTED, type Value } from '../semantics/values.ts';
import type { CostTerm } from './model.ts';
import type { Trace } from './trace.ts';

export interface TracedExit {
  readonly place: Place;
  /** Under which condition it is there. */
  readonly guard: Value;
  readonly shape: Value;
  /** Its own part of the trace's cost terms, from `from` up to `to`. */
  readonly from: number;
  readonly to: number;
}

/** Reports what is wrong with the exits. `fits` says whether a shape is what the space declares. */
export function checkExits(trace: Trace, declared: Value, fits: (actual: Shape, declared: Shape) => boolean): void {
  for (const { place, guard, shape } of trace.exits) {
    const before = trace.guard;
    trace.guard = guard;
    settle(
      trace,
      lift([shape, declared], ([actual, expected]) => {
        if (!isShape(actual as Value) || !isShape(expected as Value)) return REPORTED;
        const a = (actual as unknown as { shape: Shape }).shape;
        const e = (expected as unknown as { shape: Shape }).shape;
        if (fits(a, e)) return true;
        return problem('exit-mismatch', place, { expected: showShape(e), actual: showShape(a), alternatives: '' });
      }),
    );
    trace.guard = before;
  }
  if (trace.termsComplete) reportDear(trace);
}

/**
 * Where one exit leaves the trunk, it and the next cost at least and at most so much; the earlier one should be the cheaper one. The next is
 * the first that is there whenever this one is, so that what is said holds whatever is decided.
 */
function reportDear(trace: Trace): void {
  trace.exits.forEach((exit, i) => {
    const next = trace.exits.slice(i + 1).find(({ guard }) => guard === true || guard === exit.guard);
    const end = next === undefined ? trace.terms.length : next.to;
    const own = trace.terms.slice(exit.from, exit.to).filter((term) => term.guard === exit.guard);
    const macs = total(own, Math.min, Infinity);
    const later = total(trace.terms.slice(exit.to, end), Math.max, 0);
    if (!(macs > later)) return;
    const named = next === undefined ? 'the end of the network' : 'the next one';
    trace.report({ code: 'exit-too-dear', place: exit.place, parameters: { macs, later, next: named } }, true);
  });
}

function total(terms: readonly CostTerm[], pick: (a: number, b: number) => number, start: number): number {
  return terms.reduce((sum, { macs }) => {
    if (isOpaque(macs)) return NaN;
    const values = (isLifted(macs) ? macs.table : [macs]).map((entry) => (typeof entry === 'number' ? entry : 0));
    return sum + values.reduce((a, b) => pick(a, b), start);
  }, 0);
}
