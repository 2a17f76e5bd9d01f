/**
 * The state of one run of the interpreter: what a decision evaluates to, under which guard statements run, where problems
 * go, and what an operator application does. `trace`, `build` and `expand` (space/trace.ts, space/build.ts, operators.ts) make
 * machines; the interpreter (evaluate.ts, statements.ts, cells.ts) knows only this interface.
 */
import { diagnostic, type Place } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../syntax/ast.ts';
import type { CellUse } from './cells.ts';
import type { Environment } from './environment.ts';
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
  /** Node in the graph under construction; -1 while tracing. */
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
  /** The decisions inside each alternative of a list, `[conv(k: choice [3, 5]), skip]`: there where it is chosen. */
  readonly inside?: readonly { readonly from: number; readonly to: number }[];
  readonly place: Place;
}

export interface Machine {
  readonly mode: 'trace' | 'build' | 'expand';
  /** Under which condition the current statement runs: `true`, or lifted. */
  guard: Value;
  /** Depth of operator, block and cell applications: recursion is cut off. */
  depth: number;
  /** Iterations of loops so far: runaway repetition is cut off. */
  iterations: number;
  /** Declarations that were applied. */
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
  /** A `require` inside a body, under the current guard. */
  require(condition: Value, place: Place): void;
  /** In a trace: one flow that is `a` where the condition holds and `b` elsewhere. */
  join(condition: Value, a: Flow, b: Flow): Flow;
}

export const DEPTH_LIMIT = 64;
/** Copies of copies: `cell C = B`, `cell B = A`. */
export const COPY_LIMIT = 16;
export const ITERATION_LIMIT = 20_000;

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

/** Makes the diagnostic of a problem; the catalogue's types were checked where the problem was made. */
export function problemDiagnostic(problem: Problem): Diagnostic {
  return diagnostic(problem.code, problem.place, problem.parameters as never);
}

/** Concrete, open, or beyond following. */
export function isOpen(value: Value): boolean {
  return isLifted(value) || isOpaque(value);
}
