/** Building: runs the interpreter with the decisions made and collects the operators that it applies into a network graph. */
import type { Place } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { expandPrimitive, inputExpansion } from '../graph/expansion.ts';
import type { Attributes, CellInstance, Expansion, Network, OperatorNode } from '../graph/network.ts';
import type { PrimitiveName } from '../graph/primitives.ts';
import { showShape, type Shape } from '../graph/shape.ts';
import { lookUp, type Environment } from '../semantics/environment.ts';
import { resolveBinding } from '../semantics/evaluate.ts';
import { problemDiagnostic, startWork, type Flow, type Machine } from '../semantics/machine.ts';
import { captured, expandOperator, type Capture } from '../semantics/operators.ts';
import { preludeEnvironment, type Program } from '../semantics/program.ts';
import { isList, isShape, REPORTED, type Concrete, type OpValue } from '../semantics/values.ts';
import { buildCell, type CellTemplate } from './build-cell.ts';
import type { SpaceModel } from './model.ts';
import { runSpace, spaceEnvironment } from './trace-space.ts';
import type { Decided, TopologyCache } from './topology.ts';

/** A network under construction. */
export interface Builder extends Machine {
  readonly nodes: OperatorNode[];
  readonly cells: CellInstance[];
  readonly exits: number[];
  readonly cellTemplates: Map<Decided, Map<string, CellTemplate>>;
  readonly topologies: TopologyCache;
  /**
   * `live`: what the output depends on. `all`: also operators that lead nowhere or see only zeros; the network holds and runs them
   * all the same, so costs count them (as NAS-Bench-201's tables do).
   */
  readonly keep: 'live' | 'all';
  /** Index into `cells` of the cell whose nodes are being added, -1 outside. */
  cell: number;
  addOperator(
    op: OpValue,
    args: ReadonlyMap<string, Concrete>,
    input: Flow,
    path: string,
    place: Place,
    role: OperatorNode['role'],
  ): Flow;
  addPrimitive(
    primitive: PrimitiveName,
    attributes: Attributes,
    inputs: readonly Flow[],
    path: string,
    place: Place,
    role: OperatorNode['role'],
  ): Flow;
  /** An operator of the library by name, whatever the user's scopes call theirs. */
  library(name: string): OpValue;
  /** Alternatives of a decision, as texts, by path. */
  alternativesOf(path: string): readonly string[];
}

export interface Built {
  readonly network: Network;
  /** The space's scope with its parameters decided, for requirements on costs. */
  readonly environment: Environment;
  readonly choices: ArrayLike<number>;
}

/** Throws for architectures of a space that has errors: check first. */
export function buildNetwork(...request: Parameters<typeof attemptBuild>): Built {
  const built = attemptBuild(...request);
  if ('environment' in built) return built;
  const [program, model] = request;
  const { message } = built.problems[0] ?? { message: 'it has no network' };
  throw new Error(`space ${model.name} of ${program.entry} cannot build this architecture: ${message}`);
}

/** The network, or what keeps it from being built. */
export function attemptBuild(
  program: Program,
  model: SpaceModel,
  decisionByPath: ReadonlyMap<string, number>,
  choices: ArrayLike<number>,
  topologies: TopologyCache,
  keep: Builder['keep'],
): Built | { readonly problems: readonly Diagnostic[] } {
  const problems: Diagnostic[] = [];
  const builder = startBuild(program, decisionByPath, choices, topologies, problems, keep);
  const environment = spaceEnvironment(program, model.item, model.file);
  let output: Flow | undefined;
  let input: Shape | undefined;
  const ran = runSpace(
    builder,
    environment,
    model.item,
    (result) => (output = result),
    (shape) => {
      if (!isShape(shape)) return;
      input = shape.shape;
      builder.nodes.push({
        operator: 'input',
        attributes: {},
        inputs: [],
        shape: input,
        expansion: inputExpansion(input),
        cell: -1,
        path: 'network',
        role: 'input',
      });
    },
  );
  if (!ran || output === undefined || input === undefined || problems.length > 0) return { problems };
  const network: Network = {
    space: model.name,
    input,
    nodes: builder.nodes,
    output: output.node,
    ...(builder.exits.length === 0 ? {} : { exits: builder.exits }),
    cells: builder.cells,
  };
  return {
    environment,
    choices,
    network: keep === 'all' ? network : prune(network),
  };
}

/** A machine with the decisions made; what goes wrong is added to `problems`. */
export function startBuild(
  program: Program,
  decisionByPath: ReadonlyMap<string, number>,
  choices: ArrayLike<number>,
  topologies: TopologyCache,
  problems: Diagnostic[],
  keep: Builder['keep'] = 'live',
): Builder {
  const builder: Builder = {
    mode: 'build',
    guard: true,
    depth: 0,
    iterations: 0,
    work: startWork(),
    used: new Set(),
    nodes: [],
    cells: [],
    exits: [],
    exiting: false,
    cellTemplates: new Map(),
    topologies,
    keep,
    cell: -1,

    decide({ path, domain }) {
      if (!isList(domain)) return REPORTED;
      const id = decisionByPath.get(path);
      const index = id === undefined ? 0 : Math.max(0, choices[id] as number);
      return domain[index] ?? REPORTED;
    },

    met: () => 0,

    report(problem) {
      problems.push(problemDiagnostic(problem));
    },

    applyOperator(op, input, path, place) {
      return builder.addOperator(op, op.args as ReadonlyMap<string, Concrete>, input, path, place, 'operator');
    },

    addOperator(op, args, input, path, place, role) {
      const shape = shapeOfFlow(input);
      if (shape === undefined) return input;
      const captures = captured(builder, op) as Capture<Concrete>[];
      const expanded = expandOperator(program.expansions, op, args, captures, shape, place, builder.work);
      if (!('expansion' in expanded)) {
        if (expanded.problem !== undefined) builder.report(expanded.problem, true);
        return { shape: REPORTED, node: input.node, width: undefined };
      }
      const label = op.item.name.text;
      return addNode(label, expanded.attributes, [input.node], expanded.expansion, path, role);
    },

    addPrimitive(primitive, attributes, inputs, path, place, role) {
      const shapes = inputs.map(shapeOfFlow);
      const known = shapes.filter((shape) => shape !== undefined);
      if (known.length < shapes.length) return inputs[0] as Flow;
      const expansion = expandCached(program, primitive, attributes, known);
      if ('error' in expansion) {
        builder.report(
          { code: 'shape-mismatch', place, parameters: { what: expansion.error, alternatives: '' } },
          true,
        );
        return { shape: REPORTED, node: (inputs[0] as Flow).node, width: undefined };
      }
      if (inputs.length === 1 && expansion.nodes.length === 0) return inputs[0] as Flow;
      return addNode(
        primitive,
        attributes,
        inputs.map((flow) => flow.node),
        expansion,
        path,
        role,
      );
    },

    merge: (primitive, inputs, path, place) =>
      builder.addPrimitive(primitive as PrimitiveName, NO_ATTRIBUTES, inputs, path, place, 'merge'),

    applyCell(use) {
      const decided = topologies.decide(builder, use, choices);
      return decided === undefined ? (use.inputs.at(-1) as Flow) : buildCell(builder, decided, use);
    },

    exit: (run) => void builder.exits.push(run().node),

    require: () => undefined,
    join: (_condition, a) => a,

    library(name) {
      const binding = lookUp(preludeEnvironment(), name);
      const value = binding === undefined ? REPORTED : resolveBinding(builder, name, binding);
      if (typeof value === 'object' && !isList(value) && value.kind === 'op') return value;
      throw new Error(`the operator library has no ${name}`);
    },

    alternativesOf(path) {
      const id = decisionByPath.get(path);
      return id === undefined ? [] : (topologies.alternatives[id] ?? []);
    },
  };

  function addNode(
    operator: string,
    attributes: Attributes,
    inputs: readonly number[],
    expansion: Expansion,
    path: string,
    role: OperatorNode['role'],
  ): Flow {
    builder.nodes.push({
      operator,
      attributes,
      inputs,
      shape: expansion.shape,
      expansion,
      cell: builder.cell,
      path,
      role,
    });
    return { shape: { kind: 'shape', shape: expansion.shape }, node: builder.nodes.length - 1, width: undefined };
  }

  return builder;
}

const NO_ATTRIBUTES: Attributes = {};

export function shapeOfFlow(flow: Flow): Shape | undefined {
  return isShape(flow.shape) ? flow.shape.shape : undefined;
}

const primitiveExpansions = new WeakMap<Program, Map<string, Expansion | { readonly error: string }>>();
const attributeKeys = new WeakMap<Attributes, string>();
const shapeKeys = new WeakMap<Shape, string>();

function expandCached(
  program: Program,
  primitive: PrimitiveName,
  attributes: Attributes,
  shapes: readonly Shape[],
): Expansion | { readonly error: string } {
  let cache = primitiveExpansions.get(program);
  if (cache === undefined) primitiveExpansions.set(program, (cache = new Map()));
  let key = `${primitive}|${keyOf(attributeKeys, attributes, JSON.stringify)}`;
  for (const shape of shapes) key += `|${keyOf(shapeKeys, shape, showShape)}`;
  let expansion = cache.get(key);
  if (expansion === undefined) {
    expansion = expandPrimitive(primitive, attributes, shapes);
    cache.set(key, expansion);
  }
  return expansion;
}

function keyOf<T extends object>(keys: WeakMap<T, string>, value: T, make: (value: T) => string): string {
  let key = keys.get(value);
  if (key === undefined) keys.set(value, (key = make(value)));
  return key;
}

/** Keeps what the output and the exits need, in order; `none` has cut the rest off. */
function prune(network: Network): Network {
  const needed = new Uint8Array(network.nodes.length);
  needed[network.output] = 1;
  for (const exit of network.exits ?? []) needed[exit] = 1;
  for (let i = network.nodes.length - 1; i >= 0; i--) {
    if (needed[i] === 1) for (const input of (network.nodes[i] as OperatorNode).inputs) needed[input] = 1;
  }
  needed[0] = 1;
  if (needed.every((flag) => flag === 1)) return network;
  const index = new Int32Array(network.nodes.length).fill(-1);
  const nodes: OperatorNode[] = [];
  network.nodes.forEach((node, i) => {
    if (needed[i] === 0) return;
    index[i] = nodes.length;
    nodes.push({ ...node, inputs: node.inputs.map((input) => index[input] as number) });
  });
  const at = (i: number): number => index[i] as number;
  return {
    ...network,
    nodes,
    output: at(network.output),
    ...(network.exits === undefined ? {} : { exits: network.exits.map(at) }),
    cells: network.cells.map((cell) => ({ ...cell, inputs: cell.inputs.map(at), output: at(cell.output) })),
  };
}
