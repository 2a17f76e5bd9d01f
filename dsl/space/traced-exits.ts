/** Early exits of a space: each must end in what the space declares, and none should cost more than the one after it. */
import type { Place } from '../diagnostics/catalogue.ts';
import { showShape, type Shape } from '../graph/shape.ts';
import { lift } from '../semantics/lifted.ts';
import { settle } from '../semantics/machine.ts';
import { problem } from '../semantics/problem.ts';
import type { Program } from '../semantics/program.ts';
import { isShape, REPORTED, type Value } from '../semantics/values.ts';
import { macsUntil, mostMacs, ownMacs, type MacsRange } from './exit-range.ts';
import type { Trace } from './trace.ts';

export interface TracedExit {
  readonly place: Place;
  /** Under which condition it is there. */
  readonly guard: Value;
  readonly shape: Value;
  /** Its own part of the trace's steps, from `from` up to `to`. */
  readonly from: number;
  readonly to: number;
  /** Multiply-accumulates until its result is there, over all architectures that have it; undefined where that is not known. */
  readonly macs: MacsRange | undefined;
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
}

/** The exits with what it costs to get there; reports those that nobody would take. */
export function costExits(program: Program, trace: Trace): TracedExit[] {
  if (!trace.followed || trace.work.stopped) return trace.exits;
  reportDear(program, trace);
  return trace.exits.map((exit, i) => {
    let known: { readonly macs: MacsRange | undefined } | undefined;
    // Cells of many structures take a moment, which is spent when somebody looks.
    return {
      ...exit,
      get macs() {
        return (known ??= { macs: costOf(program, trace, i) }).macs;
      },
    };
  });
}

function costOf(program: Program, trace: Trace, number: number): MacsRange | undefined {
  const exit = trace.exits[number];
  if (exit === undefined) return undefined;
  return macsUntil(program, trace, trace, exit.to, exit.guard, trace.exits.slice(0, number));
}

/**
 * Where one exit leaves the trunk, it and the next cost at least and at most so much; the earlier one should be the cheaper one. The next is
 * the first that is there whenever this one is, so that what is said holds whatever is decided.
 */
function reportDear(program: Program, trace: Trace): void {
  trace.exits.forEach((exit, i) => {
    const next = trace.exits.slice(i + 1).find(({ guard }) => guard === true || guard === exit.guard);
    const end = next === undefined ? trace.steps.length : next.to;
    const macs = ownMacs(trace.steps.slice(exit.from, exit.to), exit.guard);
    const later = mostMacs(program, trace, trace.steps.slice(exit.to, end));
    if (!(macs > later)) return;
    const named = next === undefined ? 'the end of the network' : 'the next one';
    trace.report({ code: 'exit-too-dear', place: exit.place, parameters: { macs, later, next: named } }, true);
  });
}
