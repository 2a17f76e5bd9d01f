/**
 * Multiply-accumulates until a point of a network, over all architectures of its space: sums over the operators on the way, and over the cells,
 * whose decisions are shared by all their uses. A cell that leaves its last input out leaves out what made it, as far back as the input that
 * it takes. Conditions between decisions, structural requirements and costs that depend on the same decision are left aside, so these are bounds;
 * they are met where parts are decided independently.
 */
import type { Machine } from '../semantics/machine.ts';
import type { Program } from '../semantics/program.ts';
import { isOpaque, type Value } from '../semantics/values.ts';
import { cellCosts, entriesOf, extreme, type Bound, type CellStep } from './cell-costs.ts';
import { bitsOf, cellRange } from './cell-range.ts';
import type { CostTerm } from './model.ts';

/** What a trace met, in order. */
export type TraceStep = CostTerm | CellStep;

export interface TracedSteps {
  readonly steps: readonly TraceStep[];
  /** Whether no branches came together: all that is not on the way to a value is not needed for it. */
  readonly straight: boolean;
}

export interface MacsRange {
  readonly least: number;
  readonly most: number;
}

/** Ways in which cells may leave inputs out that are tried. */
const MOST_WAYS = 256;

const isCell = (step: TraceStep): step is CellStep => 'structure' in step;

/** What the steps cost at most; NaN where that is not known. */
export function mostMacs(program: Program, machine: Machine, steps: readonly TraceStep[]): number {
  let most = steps.reduce((sum, step) => (isCell(step) ? sum : sum + boundOf(step.macs, Math.max, 0)), 0);
  for (const uses of byCell(steps).values()) {
    const found = rangeOf(program, machine, uses, Math.max);
    most += found === undefined ? NaN : Math.max(...found.values());
  }
  return most;
}

/** What the steps cost at least that surely run, under this guard: plain operators alone. */
export function ownMacs(steps: readonly TraceStep[], guard: Value): number {
  return steps.reduce(
    (sum, step) => (isCell(step) || step.guard !== guard ? sum : sum + boundOf(step.macs, Math.min, Infinity)),
    0,
  );
}

/**
 * Until the step `to` of the trace, in architectures in which `guard` holds. Exits before it have run as well, where they are there. Undefined
 * where it is not known.
 */
export function macsUntil(
  program: Program,
  machine: Machine,
  { steps, straight }: TracedSteps,
  to: number,
  guard: Value,
  earlier: readonly { readonly to: number; readonly guard: Value }[],
): MacsRange | undefined {
  const sure = (step: { readonly guard: Value }): boolean => step.guard === true || step.guard === guard;
  const endsOf = (exits: typeof earlier): number[] => [to, ...exits.map((exit) => exit.to)];
  const least = extremeUntil(program, machine, steps, endsOf(earlier.filter(sure)), sure, Math.min);
  // Where branches come together, what a cell leaves out may be needed beside it.
  const most = straight
    ? extremeUntil(program, machine, steps, endsOf(earlier), () => true, Math.max)
    : mostMacs(program, machine, steps.slice(0, to));
  return Number.isNaN(most) || Number.isNaN(least) ? undefined : { least, most };
}

/** Over the ways in which cells leave inputs out, of the steps that count. NaN where there are too many, or a cost is not known. */
function extremeUntil(
  program: Program,
  machine: Machine,
  steps: readonly TraceStep[],
  ends: readonly number[],
  counts: (step: TraceStep) => boolean,
  bound: Bound,
): number {
  const known = new Map<string, Map<number, number> | undefined>();
  const costs = (name: string, uses: readonly CellStep[]): Map<number, number> | undefined => {
    const key = `${name} ${uses.map((use) => steps.indexOf(use)).join()}`;
    if (!known.has(key)) known.set(key, rangeOf(program, machine, uses, bound));
    return known.get(key);
  };
  let ways: ReadonlyMap<string, number>[] = [new Map()];
  for (const [name, uses] of byCell(steps.slice(0, Math.max(...ends)))) {
    const found = costs(name, uses);
    if (found === undefined || ways.length * found.size > MOST_WAYS) return NaN;
    ways = ways.flatMap((way) => [...found.keys()].map((inputs) => new Map([...way, [name, inputs]])));
  }
  const start = bound === Math.min ? Infinity : 0;
  const sums = ways.map((way) => {
    const needed = neededSteps(steps, ends, way)
      .filter(counts)
      .sort((a, b) => steps.indexOf(a) - steps.indexOf(b));
    let sum = needed.reduce((total, step) => (isCell(step) ? total : total + boundOf(step.macs, bound, start)), 0);
    for (const [name, uses] of byCell(needed)) sum += costs(name, uses)?.get(way.get(name) ?? 0) ?? NaN;
    return sum;
  });
  return extreme(sums, bound);
}

/** What the ends depend on where each cell needs these of its inputs. */
function neededSteps(
  steps: readonly TraceStep[],
  ends: readonly number[],
  way: ReadonlyMap<string, number>,
): TraceStep[] {
  const needed: TraceStep[] = [];
  const reached = new Set<number>();
  const open = [...ends];
  for (let end = open.pop(); end !== undefined; end = open.pop()) {
    for (let i = end - 1; i >= 0 && !reached.has(i); i--) {
      const step = steps[i] as TraceStep;
      reached.add(i);
      needed.push(step);
      if (!isCell(step)) continue;
      const inputs = way.get(step.structure.name) ?? 0;
      const last = step.structure.inputs.length - 1;
      open.push(...bitsOf(inputs).flatMap((input) => (input === last ? [] : [step.inputs[input] ?? i])));
      if (((inputs >> last) & 1) === 0) break;
    }
  }
  return needed;
}

function rangeOf(
  program: Program,
  machine: Machine,
  uses: readonly CellStep[],
  bound: Bound,
): Map<number, number> | undefined {
  const [first] = uses;
  if (first === undefined) return undefined;
  const found = cellRange(first.structure, cellCosts(program, machine, uses, bound), bound);
  return found === undefined || found.size === 0 ? undefined : found;
}

function byCell(steps: Iterable<TraceStep>): Map<string, CellStep[]> {
  const found = new Map<string, CellStep[]>();
  for (const step of steps) {
    if (!isCell(step)) continue;
    const { name } = step.structure;
    found.set(name, [...(found.get(name) ?? []), step]);
  }
  return found;
}

function boundOf(value: Value, bound: Bound, start: number): number {
  if (isOpaque(value)) return NaN;
  return entriesOf(value).reduce<number>((best, entry) => bound(best, typeof entry === 'number' ? entry : 0), start);
}
