/**
 * Tracing: runs the interpreter once with every decision open. Finds the decisions, follows shapes through all alternatives, and
 * reports what cannot work, naming the alternatives that lead there.
 */
import type { Place } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { expandPrimitive } from '../graph/expansion.ts';
import { primitives, type PrimitiveName } from '../graph/primitives.ts';
import type { Shape } from '../graph/shape.ts';
import { evaluateCell, type CellStructure, type CellUse } from '../semantics/cells.ts';
import { writtenAlike } from '../semantics/alternatives.ts';
import { and, decisionTable, lift, not, select } from '../semantics/lifted.ts';
import {
  problemDiagnostic,
  settle,
  spend,
  startWork,
  type DecisionRequest,
  type Flow,
  type Machine,
} from '../semantics/machine.ts';
import { captured, concreteCaptures, expandOperator, type Capture } from '../semantics/operators.ts';
import { problem } from '../semantics/problem.ts';
import type { Program } from '../semantics/program.ts';
import {
  isError,
  isLifted,
  isList,
  isOpaque,
  isShape,
  kindOf,
  REPORTED,
  show,
  type Concrete,
  type ErrorValue,
  type OpValue,
  type Problem,
  type Value,
} from '../semantics/values.ts';
import { checkSameStructure, markOperators } from './cell-uses.ts';
import { cellChecks, cellGeometry } from './cell-geometry.ts';
import { checkCellRequirement } from './cell-requirement.ts';
import { explain } from './explain.ts';
import type { CellFactor, CostTerm, TableFactor, TracedDecision } from './model.ts';
import { newSites, sawFlow, sawOperator, type Sites } from './sites.ts';
import { alike, costRecord, field } from './trace-values.ts';
import type { TraceStep } from './exit-range.ts';
import type { TracedExit } from './traced-exits.ts';

/** Errors of one space after which nothing is learnt from more. */
const ERROR_LIMIT = 1_000;

export interface Trace extends Machine {
  readonly decisions: TracedDecision[];
  readonly diagnostics: Diagnostic[];
  readonly tables: TableFactor[];
  readonly cellFactors: CellFactor[];
  readonly structures: Map<string, CellStructure>;
  readonly terms: CostTerm[];
  /** The same with the uses of cells between. */
  readonly steps: TraceStep[];
  /** Whether no branches came together so far. */
  straight: boolean;
  readonly exits: TracedExit[];
  termsComplete: boolean;
  /** Whether every shape that flows into an operator is known. */
  followed: boolean;
  /** What was seen of places in the text. */
  readonly sites: Sites;
  /** Where each cell is used at all, by name. */
  readonly cellGuards: Map<string, Value>;
}

export function startTrace(program: Program): Trace {
  const byPath = new Map<string, TracedDecision>();
  const reported = new Set<string>();
  let cell: string | undefined;
  let errors = 0;

  const trace: Trace = {
    mode: 'trace',
    guard: true,
    depth: 0,
    iterations: 0,
    work: startWork(),
    decisions: [],
    diagnostics: [],
    tables: [],
    cellFactors: [],
    structures: new Map(),
    terms: [],
    steps: [],
    straight: true,
    exits: [],
    exiting: false,
    termsComplete: true,
    followed: true,
    used: new Set(),
    cellGuards: new Map(),
    sites: newSites(),

    flowed: (file, offset, shape) => sawFlow(trace.sites, file, offset, shape),
    expanded: (op, place, input, expansion) => sawOperator(trace.sites, op, place, input, expansion),

    decide: (request) => decide(request),
    met: () => trace.decisions.length,

    report(found: Problem, guard: Value, lifted): void {
      const key = `${found.code}@${found.place.file}:${found.place.span.start}`;
      if (reported.has(key)) return;
      const alternatives = lifted === undefined ? '' : whichAlternatives(guard, lifted.value, lifted.index);
      if (alternatives === undefined) return;
      reported.add(key);
      const parameters = found.parameters;
      const named =
        typeof parameters === 'object' && parameters !== null && 'alternatives' in parameters
          ? { ...parameters, alternatives }
          : parameters;
      const made = problemDiagnostic({ ...found, parameters: named });
      trace.diagnostics.push(made);
      if (made.severity === 'error' && ++errors >= ERROR_LIMIT) trace.work.stopped = true;
    },

    applyOperator(op, input, _path, place): Flow {
      const captures = captured(trace, op);
      const names = [...op.args.keys()];
      const values = [...op.args.values(), ...captures.map(({ value }) => value), input.shape];
      const result = settle(
        trace,
        lift(values, (concrete) => applyConcrete(op, names, captures, concrete, place)),
      );
      if (isLifted(result)) spend(trace, result.table.length, place);
      return flowOf(result);
    },

    merge(primitive, inputs, _path, place): Flow {
      trace.straight = false;
      if (!Object.hasOwn(primitives, primitive)) {
        settle(trace, problem('unknown-name', place, { name: primitive, what: 'merge' }));
        return inputs[0] as Flow;
      }
      const result = settle(
        trace,
        lift(
          inputs.map((flow) => flow.shape),
          (shapes) => {
            const wrong = shapes.find((shape) => !isShape(shape as Value));
            if (wrong !== undefined) return REPORTED;
            const expanded = expandPrimitive(
              primitive as PrimitiveName,
              {},
              shapes.map((shape) => (shape as unknown as { shape: Shape }).shape),
            );
            if ('error' in expanded)
              return problem('shape-mismatch', place, { what: expanded.error, alternatives: '' });
            return costRecord(
              expanded,
              shapes.map((shape) => (shape as unknown as { shape: Shape }).shape),
            );
          },
        ),
      );
      return flowOf(result);
    },

    applyCell: (use) => applyCell(use),

    exit(run, _path, place): void {
      const from = trace.steps.length;
      const { shape } = run();
      trace.exits.push({ place, guard: trace.guard, shape, from, to: trace.steps.length, macs: undefined });
    },

    require(condition, place): void {
      if (isError(condition)) return;
      if (isOpaque(condition)) {
        settle(
          trace,
          problem('space-too-deep', place, {
            what: 'the number of combinations behind this requirement',
            limit: 20_000,
          }),
        );
        return;
      }
      const wrong = isLifted(condition)
        ? condition.table.find((entry) => typeof entry !== 'boolean' && !isError(entry))
        : condition;
      if (wrong !== undefined && typeof wrong !== 'boolean') {
        settle(trace, problem('type-mismatch', place, { expected: 'a condition', actual: show(wrong) }));
        return;
      }
      const holds = lift([trace.guard, condition], ([guard, value]) => guard !== true || value === true);
      if (holds === true) {
        if (trace.guard === true) trace.report({ code: 'require-always-true', place, parameters: undefined }, true);
        return;
      }
      if (holds === false) trace.report({ code: 'require-always-false', place, parameters: undefined }, true);
      trace.tables.push({ condition: holds, place });
    },

    join: (condition, a, b) => ({
      shape: select(condition, a.shape, b.shape),
      node: trace.steps.length,
      width: a.width === undefined || b.width === undefined ? undefined : select(condition, a.width, b.width),
    }),
  };

  function applyConcrete(
    op: OpValue,
    names: readonly string[],
    captures: readonly Capture[],
    concrete: readonly Concrete[],
    place: Place,
  ): Value {
    const shape = concrete.at(-1) as Value;
    if (!isShape(shape)) return REPORTED;
    const bad = concrete.find((value) => isError(value));
    if (bad !== undefined) return REPORTED;
    const args = new Map(names.map((name, i) => [name, concrete[i] as Concrete]));
    const outer = concreteCaptures(captures, concrete.slice(names.length));
    const expanded = expandOperator(program.expansions, op, args, outer, shape.shape, place, trace.work);
    if (!('expansion' in expanded)) return expanded;
    const { expansion } = expanded;
    sawOperator(trace.sites, op, place, shape.shape, expansion);
    return costRecord(expansion, [shape.shape]);
  }

  function flowOf(result: Value): Flow {
    const shape = lift([result], ([record]) => field(record as Concrete, 'shape'));
    if (isOpaque(result)) {
      trace.termsComplete = false;
      trace.followed = false;
    } else {
      const params = lift([result], ([record]) => field(record as Concrete, 'params', 0));
      const macs = lift([result], ([record]) => field(record as Concrete, 'macs', 0));
      const flops = lift([result], ([record]) => field(record as Concrete, 'flops', 0));
      if (params !== 0 || flops !== 0) {
        const term = { guard: trace.guard, params, macs, flops };
        trace.terms.push(term);
        trace.steps.push(term);
      }
    }
    return { shape, node: trace.steps.length, width: undefined };
  }

  function decide(request: DecisionRequest): Value {
    const domain = settle(trace, request.domain);
    if (isError(domain)) return REPORTED;
    if (isOpaque(domain) || isOpaque(trace.guard)) {
      settle(
        trace,
        problem('space-too-deep', request.place, {
          what: 'the number of combinations that this decision depends on',
          limit: 20_000,
        }),
      );
      return REPORTED;
    }
    const lists = (isLifted(domain) ? domain.table : [domain]).filter((list) =>
      isList(list as Value),
    ) as unknown as (readonly Concrete[])[];
    const longest = lists.reduce<readonly Concrete[]>((best, list) => (list.length > best.length ? list : best), []);
    const sizes = lift([domain], ([list]) =>
      isList(list as Value) ? (list as unknown as readonly Value[]).length : 0,
    );
    if (checkAlternatives(request, domain, longest, lists)) return REPORTED;
    if (longest.length === 0) return REPORTED;
    if (longest.length === 1)
      return lift([domain], ([list]) => ((list as unknown as readonly Concrete[])[0] ?? REPORTED) as Concrete);
    let decision = byPath.get(request.path);
    if (decision === undefined) {
      decision = {
        id: trace.decisions.length,
        path: request.path,
        kind: request.kind,
        alternatives: longest,
        domain,
        size: sizes,
        ordinal: request.ordinal,
        weights: request.weights,
        guard: trace.guard,
        // Values with names of their own may be met here first, and belong to their scope all the same.
        cell: cell !== undefined && request.path.startsWith(`${cell}.`) ? cell : undefined,
        place: request.place,
      };
      byPath.set(request.path, decision);
      guardInside(request, domain, trace.decisions.length, longest.length);
      trace.decisions.push(decision);
    } else if (!alike(decision.domain, domain)) {
      const why =
        cell === undefined
          ? 'has other alternatives where it is met again'
          : 'has other alternatives at another use of its cell, which is decided once for all of them';
      settle(trace, problem('invalid-value', request.place, { what: `the decision ${request.path}`, why }));
    } else if (cell === undefined) meetAgain(decision, request);
    const self = decisionTable(
      decision.id,
      decision.alternatives.map((_, i) => i),
    );
    return lift(
      [domain, self],
      ([list, index]) => ((list as unknown as readonly Concrete[])[index as number] ?? REPORTED) as Concrete,
    );
  }

  /** Of two uses of a block that exclude each other, `choice [B(k: 3), B(k: 5)]`, either makes the decision. */
  function meetAgain(decision: TracedDecision, request: DecisionRequest): void {
    if (and(decision.guard, trace.guard) !== false) {
      const what = 'the decision';
      settle(trace, problem('duplicate-name', request.place, { name: request.path, what }));
    }
    decision.guard = not(and(not(decision.guard), not(trace.guard)));
  }

  /** Decisions inside an alternative are there where it is chosen; where they decide what it is, they must come first. */
  function guardInside(request: DecisionRequest, domain: Value, id: number, count: number): void {
    request.inside?.forEach(({ from, to }, alternative) => {
      const chosen = decisionTable(
        id,
        Array.from({ length: count }, (_, i) => i === alternative),
      );
      for (const inner of trace.decisions.slice(from, to)) {
        if (!isLifted(domain) || !domain.deps.includes(inner.id)) inner.guard = and(inner.guard, chosen);
      }
    });
  }

  /** True where the alternatives cannot be told apart. */
  function checkAlternatives(
    request: DecisionRequest,
    domain: Value,
    longest: readonly Concrete[],
    lists: readonly (readonly Concrete[])[],
  ): boolean {
    const { place, repeated } = request;
    const refuse = (why: string): boolean => {
      settle(trace, problem('invalid-value', place, { what: 'this choice', why }));
      return true;
    };
    if (request.kind === 'choice' && !isLifted(domain)) {
      // Of the nodes that a cell's first node may take there is but one; the later ones have more.
      if (longest.length === 1 && kindOf(longest[0] as Concrete) !== 'vertex') {
        trace.report({ code: 'single-alternative', place, parameters: { value: show(longest[0] as Concrete) } }, true);
      }
    }
    if (repeated !== undefined) {
      if (!isLifted(domain)) {
        trace.report({ code: 'repeated-alternative', place, parameters: { value: show(repeated) } }, true);
      }
      const deps = isLifted(domain) ? domain.deps : [];
      const inner = (request.inside ?? []).flatMap(({ from, to }) => trace.decisions.slice(from, to));
      if (inner.some(({ id }) => !deps.includes(id)))
        return refuse(`has decisions inside, so it must not list ${show(repeated)} twice`);
    }
    for (const list of byPath.has(request.path) ? [] : lists) {
      const text = writtenAlike(list);
      if (text !== undefined) return refuse(`has two alternatives that are written alike: ${text}`);
    }
    return false;
  }

  function applyCell(use: CellUse): Flow {
    trace.termsComplete = false;
    const name = use.cell.item.name.text;
    const before = trace.cellGuards.get(name);
    trace.cellGuards.set(name, before === undefined ? trace.guard : not(and(not(before), not(trace.guard))));
    const guard = trace.guard;
    trace.guard = true;
    cell = name;
    const structure = evaluateCell(trace, use.cell, use.place);
    cell = undefined;
    trace.guard = guard;
    if (structure === undefined) return { shape: REPORTED, node: trace.steps.length, width: undefined };
    markOperators(trace, structure);
    if (!trace.structures.has(name)) {
      trace.structures.set(name, structure);
      for (const { condition, environment } of structure.requires) {
        checkCellRequirement(trace, condition, environment);
        trace.cellFactors.push({ structure, condition, environment, guard: true });
      }
    } else checkSameStructure(trace, use, structure);
    const geometry = cellGeometry(structure, use.inputs);
    cellChecks(trace, program, structure, geometry);
    trace.steps.push({ structure, geometry, guard, inputs: geometry.inputs.map(({ node }) => node) });
    return { shape: geometry.output, node: trace.steps.length, width: geometry.width };
  }

  function whichAlternatives(guard: Value, value: Value, index: (problem: ErrorValue) => boolean): string | undefined {
    const failing = lift([value], ([entry]) => isError(entry as Value) && index(entry as ErrorValue));
    return explain(trace.decisions, guard, failing);
  }

  return trace;
}
