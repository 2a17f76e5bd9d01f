/**
 * The state of one run of the interpreter: what a decision evaluates to, under which guard statements run, where problems
 * go, and what an operator application does. `trace`, `build` and `expand` (space/trace.ts, space/build.ts, operators.ts) make
 * machines; the interpreter (evaluate.ts, statements.ts, cells.ts) knows only this interface.
 */
import { diagnostic, type Place } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Expansion } from '../graph/network.ts';
import type { Shape } from '../graph/shape.ts';
import type { Span } from '../syntax/ast.ts';
import type { CellUse } from './cells.ts';
import type { Environment } from './environment.ts';
import { TABLE_LIMIT } from './lifted.ts';
import { problem } from './problem.ts';
import {
  isError,
  isLifted,
  isOpaque,
  type Concrete,
  type ErrorValue,
  type OpValue,
  type Problem,
  type Value,
} from './values.ts';

/** A value that flows through a body: its shape, and in a graph under construction its node. */
export interface Flow {
  readonly shape: Value;
  /** Node in the graph under construction; while tracing, how many steps of the trace had been met. */
  readonly node: number;
  /** Width of the cell that made it, where one did: the default `out` of the next cell. */
  readonly width: Value | undefined;
}

export interface DecisionRequest {
  readonly path: string;
  readonly kind: 'choice' | 'subset';
  /** A list of the alternatives, lifted where they depend on other decisions. */
  readonly domain: Value;
  readonly ordinal: boolean;
  readonly weights: readonly number[] | undefined;
  /** An alternative that the text lists twice; it counts once. */
  readonly repeated: Value | undefined;
  /** The decisions inside each alternative of a list, `[conv(k: choice [3, 5]), skip]`: there where it is chosen. */
  readonly inside?: readonly { readonly from: number; readonly to: number }[];
  readonly place: Place;
}

/** Bounds of a run, so that no text can hang an editor or exhaust the stack. */
export interface Work {
  /** Statements, expressions and table entries so far. */
  steps: number;
  /** Statements and expressions inside each other right now. */
  nesting: number;
  /** Set once a limit is passed and reported: what is left of the run does nothing. */
  stopped: boolean;
}

export interface Machine {
  readonly mode: 'trace' | 'build' | 'expand';
  /** Under which condition the current statement runs: `true`, or lifted. */
  guard: Value;
  /** Depth of operator, block and cell applications: recursion is cut off. */
  depth: number;
  /** Iterations of loops so far: runaway repetition is cut off. */
  iterations: number;
  /** What the run has cost so far; shared with the expansions of operators that it asks for. */
  readonly work: Work;
  /** Declarations that were applied, and bodies that were entered. */
  readonly used: Set<object>;
  decide(request: DecisionRequest): Value;
  /** How many decisions a trace has met; 0 where they are made. */
  met(): number;
  report(problem: Problem, guard: Value, lifted?: { value: Value; index: (problem: ErrorValue) => boolean }): void;
  /** Applies an operator (not a block or cell). `path` says where. */
  applyOperator(op: OpValue, input: Flow, path: string, place: Place): Flow;
  /** Combines flows: `add`, `multiply`, `concat`, ... by the primitive's name. */
  merge(primitive: string, inputs: readonly Flow[], path: string, place: Place): Flow;
  applyCell(use: CellUse): Flow;
  /** Whether the body of an `exit` runs: exits do not stand in each other. */
  exiting: boolean;
  /** Runs the body of an `exit`, whose result is one of the network's. */
  exit(run: () => Flow, path: string, place: Place): void;
  /** A `require` inside a body, under the current guard. */
  require(condition: Value, place: Place): void;
  /** In a trace: hears which shape flows at an offset, after a step or statement or at the beginning of a body. */
  readonly flowed?: (file: string, offset: number, shape: Value) => void;
  /** In a trace: hears what an operator is made into at a place, once a combination. */
  readonly expanded?: (op: OpValue, place: Place, input: Shape, expansion: Expansion) => void;
  /** In a trace: one flow that is `a` where the condition holds and `b` elsewhere. */
  join(condition: Value, a: Flow, b: Flow): Flow;
}

export const DEPTH_LIMIT = 64;
/** Copies of copies: `cell C = B`, `cell B = A`. */
export const COPY_LIMIT = 16;
export const ITERATION_LIMIT = 20_000;
/** Statements, expressions and table entries of one run. */
export const STEP_LIMIT = 4_000_000;
/** Statements and expressions inside each other, through all blocks and named values. */
export const NESTING_LIMIT = 600;

export function startWork(): Work {
  return { steps: 0, nesting: 0, stopped: false };
}

/** Counts work; false where the run has been stopped, which has been reported. */
export function spend(machine: Machine, amount: number, place: Place): boolean {
  const { work } = machine;
  if (work.stopped) return false;
  work.steps += amount;
  if (work.steps <= STEP_LIMIT) return true;
  settle(
    machine,
    problem('space-too-deep', place, { what: 'the number of steps to follow this space', limit: STEP_LIMIT }),
  );
  work.stopped = true;
  return false;
}

export function placeOf(environment: Environment, node: { readonly span: Span }): Place {
  return { file: environment.file, span: node.span };
}

/** Reports the problems inside a value, as far as the current guard lets them happen, and gives the value back. */
export function settle(machine: Machine, value: Value): Value {
  if (isError(value)) {
    if (value.problem !== undefined) machine.report(value.problem, machine.guard);
    return { kind: 'error', problem: undefined };
  }
  if (isLifted(value) && value.table.some((entry) => isError(entry) && entry.problem !== undefined)) {
    const seen = new Set<string>();
    for (const entry of value.table) {
      if (!isError(entry) || entry.problem === undefined) continue;
      const key = `${entry.problem.code}@${entry.problem.place.span.start}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const { code, place } = entry.problem;
      machine.report(entry.problem, machine.guard, {
        value,
        index: (other) => other.problem?.code === code && other.problem.place.span.start === place.span.start,
      });
    }
    const silent: Concrete[] = value.table.map((entry) =>
      isError(entry) ? { kind: 'error', problem: undefined } : entry,
    );
    return { ...value, table: silent };
  }
  return value;
}

/**
 * Whether a value that decides what there is (rounds, operators, nodes) is known; decisions behind it could not be found otherwise,
 * which is reported.
 */
export function followed(machine: Machine, value: Value, place: Place): boolean {
  if (!isOpaque(value)) return true;
  const what = 'the number of combinations behind this';
  settle(machine, problem('space-too-deep', place, { what, limit: TABLE_LIMIT }));
  return false;
}

/** Makes the diagnostic of a problem; the catalogue's types were checked where the problem was made. */
export function problemDiagnostic(problem: Problem): Diagnostic {
  return diagnostic(problem.code, problem.place, problem.parameters as never);
}

/** Concrete, open, or beyond following. */
export function isOpen(value: Value): boolean {
  return isLifted(value) || isOpaque(value);
}
