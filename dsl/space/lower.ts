/** Lowering: from a space in a program to a `DecisionSpace`. What the parts do stands in their own files; here they are wired. */
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { costsOf } from '../graph/costs.ts';
import type { CellTopology, Costs, Network } from '../graph/network.ts';
import { seededRandom } from '../random.ts';
import type { CellStructure } from '../semantics/cells.ts';
import { lookUp } from '../semantics/environment.ts';
import { resolveBinding } from '../semantics/evaluate.ts';
import type { Machine } from '../semantics/machine.ts';
import { itemsOf, type Program } from '../semantics/program.ts';
import { nearest } from '../semantics/suggest.ts';
import { isOp, show } from '../semantics/values.ts';
import type { Expr } from '../syntax/ast.ts';
import { parseExpression } from '../syntax/parser.ts';
import {
  conditionText,
  givenValues,
  printAssignment,
  readAssignment,
  wholeOf,
  type Given,
} from './architecture-text.ts';
import {
  crossAssignments,
  enumerateAssignments,
  makeAssignments,
  mutateAssignment,
  neighbourAssignments,
  type Assignments,
} from './assignment.ts';
import { makeAffordability, namesDecisions } from './affordability.ts';
import { attemptBuild, buildNetwork, startBuild, type Built } from './build.ts';
import { compileCellConstraint, type CellConstraint } from './cell-constraint.ts';
import { costPruning } from './cost-pruning.ts';
import { conditionHolds } from './cost-requirements.ts';
import { INACTIVE, type Architecture, type Decision, type DecisionSpace, type SpaceSize } from './decision-space.ts';
import { distinctSize } from './distinct.ts';
import { makeDraws, type Draws } from './draw.ts';
import { hashArchitecture } from './graph-hash.ts';
import type { SpaceModel } from './model.ts';
import { feasibleSize, rawSize, within } from './size.ts';
import { findAllSteps, isScarceSteps, listSampler } from './scarce.ts';
import { spaceHash } from './space-hash.ts';
import { finish, type Steps } from './steps.ts';
import { makeTopologyCache, type Decided, type TopologyCache } from './topology.ts';
import { metricNames } from './metric-names.ts';
import { spaceEnvironment, traceSpace } from './trace-space.ts';
import { startTrace } from './trace.ts';

/** Operators of networks that are looked at for one draw under requirements on costs. */
const TESTED_OPERATORS = 2_000_000;

/** What counting, sampling and hashing share about one space. */
export interface Lowered {
  readonly model: SpaceModel;
  readonly constraints: readonly CellConstraint[];
  readonly topologies: TopologyCache;
  readonly hashIsCheap: boolean;
  /** Assignments under tabulated and structural requirements. */
  assignments(): Iterable<readonly number[]>;
  /** Assignments under all static requirements. */
  feasible(): Iterable<readonly number[]>;
  /** All of them where next to none of many meet the requirements on costs and they can be found, else undefined; with pauses. */
  scarceSteps(): Steps<readonly (readonly number[])[] | undefined>;
  /** Assignments of the decisions that `keep` keeps; the others stay at their first alternative. */
  enumerateWith(keep: (id: number) => boolean): Iterable<readonly number[]>;
  readonly draws: Draws;
  /** Whether the requirements on costs hold. */
  affordable(choices: readonly number[]): boolean;
  /** Operators that one such test looks at, about. */
  affordableEffort(): number;
  /** What keeps a network from being built. */
  problemsOf(choices: readonly number[]): readonly Diagnostic[];
  /** Operators of one network, about. */
  buildSize(): number;
  /** The same, or one condition, from the metrics alone, in the scope of the space with decisions open. */
  costsHold(values: Readonly<Record<string, number>>, condition?: Expr): boolean;
  metricsOf(condition: Expr): ReadonlySet<string>;
  /** Whether conditions speak of decisions besides metrics. */
  openDecisionsOf(conditions: readonly Expr[]): boolean;
  /** A cell's structure with its decisions open, or made. */
  cellStructure(cell: string): CellStructure | undefined;
  decideCell(cell: string, choices: readonly number[]): Decided | undefined;
  hash(choices: readonly number[]): string;
}

/** Lowers the space of this name that the entry file sees, or its only space. */
export function lowerSpace(program: Program, name?: string): Checked<DecisionSpace | undefined> {
  const spaces = itemsOf(program, 'space');
  const found = name === undefined ? spaces : spaces.filter(({ item }) => item.name.text === name);
  const [space] = found;
  const place = { file: program.entry, span: { start: 0, end: 0 } };
  if (space === undefined || (name === undefined && found.length > 1)) {
    const names = spaces.map(({ item }) => item.name.text);
    if (name === undefined) {
      const why = names.length === 0 ? 'no space' : `several spaces (${names.join(', ')}); say which`;
      return {
        value: undefined,
        diagnostics: [
          diagnostic('missing-member', place, {
            what: why === 'no space' ? 'space' : `single space, but ${why}`,
            of: 'this file',
          }),
        ],
      };
    }
    const suggestion = nearest(name, names);
    return {
      value: undefined,
      diagnostics: [
        diagnostic('unknown-name', place, { name, what: 'space', ...(suggestion === undefined ? {} : { suggestion }) }),
      ],
    };
  }
  const { model } = traceSpace(program, space.item, space.file);
  const errors = [...program.diagnostics, ...model.diagnostics];
  if (!model.sound || program.diagnostics.some((found) => found.severity === 'error'))
    return { value: undefined, diagnostics: errors };
  return { value: decisionSpace(program, model), diagnostics: errors };
}

const spaces = new WeakMap<SpaceModel, DecisionSpace>();
const parts = new WeakMap<DecisionSpace, Lowered>();

/** What a space is made of, for tests of its parts. */
export function loweredOf(space: DecisionSpace): Lowered {
  const lowered = parts.get(space);
  if (lowered === undefined) throw new Error(`${space.name} was not lowered here`);
  return lowered;
}

/** The space of a sound model, made once. */
export function decisionSpace(program: Program, model: SpaceModel): DecisionSpace {
  let space = spaces.get(model);
  if (space === undefined) spaces.set(model, (space = makeSpace(program, model)));
  return space;
}

function makeSpace(program: Program, model: SpaceModel): DecisionSpace {
  const environment = spaceEnvironment(program, model.item, model.file);
  const tracer = startTrace(program);
  const constraints: CellConstraint[] = [];
  const uncompiled: string[] = [];
  for (const factor of model.cells) {
    const compiled = compileCellConstraint(tracer, factor);
    if (compiled === undefined) uncompiled.push(factor.structure.name);
    else constraints.push(compiled);
  }
  if (uncompiled.length > 0)
    throw new Error(`the requirements of cell ${uncompiled[0]} depend on too many combinations`);
  const assignments = makeAssignments(model, constraints);
  const byPath = new Map(model.decisions.map((decision) => [decision.path, decision.id]));
  const topologies = makeTopologyCache(model);
  // Weighed when first drawn from: checking and reading architectures do without.
  let weighed: Draws | undefined;
  const draws = (): Draws => (weighed ??= makeDraws(model, constraints));

  const build = (choices: ArrayLike<number>, keep: 'live' | 'all'): Built =>
    buildNetwork(program, model, byPath, choices, topologies, keep);
  const decided = (choices: ArrayLike<number>): Machine => startBuild(program, byPath, choices, topologies, []);
  let operators: number | undefined;
  const buildSize = (): number => {
    const drawn = operators === undefined ? draws().draw(seededRandom('size of networks')) : undefined;
    return (operators ??= drawn === undefined ? 1 : build(drawn, 'all').network.nodes.length);
  };
  const affordability = makeAffordability(
    model,
    environment,
    tracer,
    (choices) => build(choices, 'all'),
    decided,
    buildSize,
  );
  const affordable = affordability.holds;
  const pruning =
    affordability.additive && model.costs.length > 0
      ? costPruning(model, assignments.order, (condition) => metricNames(condition, environment))
      : undefined;
  let scarce: { readonly list: readonly (readonly number[])[] | undefined } | undefined;
  function* scarceSteps(): Steps<readonly (readonly number[])[] | undefined> {
    if (scarce === undefined) {
      const looked = pruning !== undefined && (yield* isScarceSteps(draws(), affordable));
      scarce = { list: looked ? yield* findAllSteps(assignments, pruning(), affordable) : undefined };
    }
    return scarce.list;
  }
  let fromList: ReturnType<typeof listSampler> | undefined;
  const decideCell = (cell: string, choices: readonly number[]): Decided | undefined => {
    const binding = lookUp(environment, cell);
    const machine = decided(choices);
    const value = binding === undefined ? undefined : resolveBinding(machine, cell, binding);
    return value !== undefined && isOp(value)
      ? topologies.decide(machine, { cell: value, place: { file: model.file, span: model.item.span } }, choices)
      : undefined;
  };

  const cells = [...new Set(model.decisions.flatMap((decision) => decision.cell ?? []))];
  const decidedCells = (choices: readonly number[]): readonly CellTopology[] =>
    cells.flatMap((cell) => decideCell(cell, choices)?.decided.topology ?? []);

  const lowered: Lowered = {
    model,
    constraints,
    topologies,
    hashIsCheap: model.decisions.every((decision) => decision.cell !== undefined),
    assignments: () => enumerateAssignments(assignments),
    *feasible() {
      for (const choices of enumerateAssignments(assignments, Infinity, pruning?.()))
        if (affordable(choices)) yield choices;
    },
    scarceSteps,
    enumerateWith: (keep) => enumerateAssignments(fixOthers(assignments, keep)),
    get draws() {
      return draws();
    },
    affordable,
    problemsOf(choices) {
      const built = attemptBuild(program, model, byPath, choices, topologies, 'live');
      return 'problems' in built ? built.problems : [];
    },
    affordableEffort: () => affordability.effort,
    buildSize,
    costsHold: (values, condition) =>
      (condition === undefined ? model.costs.map((factor) => factor.condition) : [condition]).every((each) =>
        conditionHolds(tracer, environment, each, values),
      ),
    metricsOf: (condition) => metricNames(condition, environment),
    openDecisionsOf: (conditions) => namesDecisions(conditions, environment, tracer),
    cellStructure: (cell) => model.structures.get(cell),
    decideCell,
    hash: (choices) => hashArchitecture(model, lowered, (made) => build(made, 'live'), choices),
  };

  let free: DecisionSpace | undefined;
  let raw: bigint | undefined;
  let size: SpaceSize | undefined;
  let distinct: SpaceSize | undefined;
  let hash: string | undefined;
  const wrap = (choices: readonly number[] | undefined): Architecture | undefined =>
    choices === undefined ? undefined : { choices };

  const space: DecisionSpace = {
    name: model.name,
    get hash() {
      return (hash ??= spaceHash(program, model));
    },
    decisions: model.decisions.map((decision) => describe(assignments, decision.id)),
    withoutCosts: () => (model.costs.length === 0 ? space : (free ??= makeSpace(program, { ...model, costs: [] }))),
    rawSize: () => (raw ??= rawSize(lowered)),
    size: () => (size ??= feasibleSize(lowered)),
    distinct: () => (distinct ??= distinctSize(lowered, space.size())),
    sample(random, attempts) {
      const few = attempts === undefined ? finish(scarceSteps()) : undefined;
      if (few !== undefined) return wrap((fromList ??= listSampler(assignments, few))(random));
      const most = attempts ?? within(TESTED_OPERATORS / affordability.effort, 100, 20_000);
      for (let attempt = 0; attempt < most; attempt++) {
        const choices = draws().draw(random, attempts);
        if (choices === undefined) return undefined;
        if (affordable(choices)) return { choices };
      }
      return undefined;
    },
    mutate: (architecture, random) => wrap(mutateAssignment(assignments, architecture.choices, random, affordable)),
    crossover: (a, b, random) => wrap(crossAssignments(assignments, a.choices, b.choices, random, affordable)),
    *neighbours(architecture) {
      for (const choices of neighbourAssignments(assignments, architecture.choices, affordable)) yield { choices };
    },
    *enumerate() {
      for (const choices of lowered.feasible()) yield { choices };
    },
    validate: (architecture) => validate(assignments, affordable, architecture),
    text: (architecture) => printAssignment(assignments, architecture.choices),
    parse: (text) => parseArchitecture(text, space),
    fromGiven: (given, place) => checkFeasible(readAssignment(assignments, byPath, given, place), space, place),
    fromDecisions(values) {
      const file = 'decisions';
      const place = { file, span: { start: 0, end: 0 } };
      const given: Given[] = Object.entries(values).flatMap(([path, value]) => {
        const text = value.trim();
        return text === '' ? [] : [{ path, text: canonicalText(text), pathPlace: place, valuePlace: place }];
      });
      return space.fromGiven(given, place);
    },
    alternative(architecture, id) {
      const choice = architecture.choices[id] ?? INACTIVE;
      const alternative = choice === INACTIVE ? undefined : assignments.domain(id, architecture.choices)[choice];
      return alternative === undefined ? undefined : show(alternative);
    },
    network: (architecture): Network => build(architecture.choices, 'live').network,
    costs: (architecture): Costs => costsOf(build(architecture.choices, 'all').network),
    graphHash: (architecture) => lowered.hash(architecture.choices),
    ...(lowered.hashIsCheap ? { topologies: (architecture: Architecture) => decidedCells(architecture.choices) } : {}),
  };
  parts.set(space, lowered);
  return space;
}

function fixOthers(assignments: Assignments, keep: (id: number) => boolean): Assignments {
  return {
    ...assignments,
    size: (id, choices) => {
      const size = assignments.size(id, choices);
      return keep(id) || size === INACTIVE ? size : Math.min(size, 1);
    },
  };
}

function describe(assignments: Assignments, id: number): Decision {
  const decision = assignments.model.decisions[id] as SpaceModel['decisions'][number];
  const numbers = decision.ordinal ? decision.alternatives.filter((value) => typeof value === 'number') : undefined;
  let alternatives: readonly string[] | undefined;
  return {
    path: decision.path,
    kind: decision.kind,
    ordinal: decision.ordinal,
    get alternatives() {
      return (alternatives ??= decision.alternatives.map(show));
    },
    numbers,
    get condition() {
      return conditionText(assignments, id);
    },
    file: decision.place.file,
    span: decision.place.span,
  };
}

function validate(
  assignments: Assignments,
  affordable: (choices: readonly number[]) => boolean,
  architecture: Architecture,
): ReturnType<DecisionSpace['validate']> {
  const { choices } = architecture;
  const { decisions } = assignments.model;
  if (choices.length !== decisions.length)
    return { ok: false, why: `it has ${choices.length} choices for ${decisions.length} decisions` };
  for (const id of assignments.order) {
    const path = decisions[id]?.path ?? '';
    const size = assignments.size(id, choices);
    const choice = choices[id] as number;
    if (size === INACTIVE && choice !== INACTIVE) return { ok: false, why: `${path} is not active` };
    if (size !== INACTIVE && (!Number.isInteger(choice) || choice < 0 || choice >= size)) {
      return { ok: false, why: `${path} has alternatives 0 to ${size - 1}, not ${choice}` };
    }
  }
  if (!assignments.holds(choices)) return { ok: false, why: 'it breaks a requirement of the space' };
  if (!affordable(choices)) return { ok: false, why: 'its costs break a requirement of the space' };
  return { ok: true };
}

function parseArchitecture(text: string, space: DecisionSpace): Checked<Architecture | undefined> {
  const file = 'architecture';
  const parsed = parseExpression(text, file);
  const place = { file, span: wholeOf(text) };
  if (parsed.diagnostics.some((found) => found.severity === 'error'))
    return { value: undefined, diagnostics: parsed.diagnostics };
  if (parsed.value.kind !== 'record') {
    const found: Diagnostic = diagnostic('type-mismatch', place, {
      expected: 'an architecture such as { path: value, ... }',
      actual: 'something else',
    });
    return { value: undefined, diagnostics: [found] };
  }
  return space.fromGiven(givenValues(parsed.value, file), place);
}

/** The architecture, if it satisfies the requirements. */
function checkFeasible(
  read: Checked<number[] | undefined>,
  space: Pick<DecisionSpace, 'validate'>,
  place: { file: string; span: { start: number; end: number } },
): Checked<Architecture | undefined> {
  if (read.value === undefined) return { value: undefined, diagnostics: read.diagnostics };
  const architecture: Architecture = { choices: read.value };
  const valid = space.validate(architecture);
  if (valid.ok) return { value: architecture, diagnostics: read.diagnostics };
  return {
    value: undefined,
    diagnostics: [...read.diagnostics, diagnostic('arch-infeasible', place, { why: valid.why })],
  };
}

/** Numbers as `show` writes them; other texts with single spaces. */
function canonicalText(text: string): string {
  const number = Number(text);
  return Number.isNaN(number)
    ? text
        .replace(/\s*,\s*/g, ', ')
        .replace(/\[\s+/g, '[')
        .replace(/\s+\]/g, ']')
    : String(number);
}
