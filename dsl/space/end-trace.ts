/** What is known only once the whole network has been seen. */
import { diagnostic } from '../diagnostics/catalogue.ts';
import { and } from '../semantics/lifted.ts';
import { isOpaque } from '../semantics/values.ts';
import type { Trace } from './trace.ts';

/** Ends a trace: a cell's decisions are there wherever the cell is used. */
export function endTrace(trace: Trace): void {
  trace.cellFactors.forEach((factor, i) => {
    trace.cellFactors[i] = { ...factor, guard: trace.cellGuards.get(factor.structure.name) ?? true };
  });
  for (const decision of trace.decisions) {
    const used = decision.cell === undefined ? true : (trace.cellGuards.get(decision.cell) ?? true);
    decision.guard = and(used, decision.guard);
    if (isOpaque(decision.guard)) {
      trace.diagnostics.push(
        diagnostic('space-too-deep', decision.place, {
          what: 'the number of combinations that this decision depends on',
          limit: 20_000,
        }),
      );
    }
  }
}
