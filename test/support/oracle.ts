/**
 * An independent enumerator of a space's architectures: the network is built again and again, each decision is noted when it is asked
 * for, and the runs branch on its alternatives. No trace, guard, table or plan takes part, so it can be held against them.
 */
import type { Diagnostic } from '../../dsl/diagnostics/diagnostic.ts';
import { inputExpansion } from '../../dsl/graph/expansion.ts';
import { costsOf } from '../../dsl/graph/costs.ts';
import type { Costs, Network } from '../../dsl/graph/network.ts';
import { evaluateCell, type CellStructure } from '../../dsl/semantics/cells.ts';
import { bind, child, lookUp, type Environment } from '../../dsl/semantics/environment.ts';
import { evaluate, resolveBinding } from '../../dsl/semantics/evaluate.ts';
import type { Flow } from '../../dsl/semantics/machine.ts';
import { itemsOf, type Program } from '../../dsl/semantics/program.ts';
import { isList, isOp, isShape, REPORTED, type Value, type VertexValue } from '../../dsl/semantics/values.ts';
import { startBuild, type Builder } from '../../dsl/space/build.ts';
import { decideTopology } from '../../dsl/space/topology.ts';
import { runSpace, spaceEnvironment } from '../../dsl/space/trace-space.ts';
import type { SpaceItem } from '../../dsl/syntax/ast.ts';

export interface Found {
  /** Number of the alternative taken, by path. */
  readonly values: ReadonlyMap<string, number>;
  readonly costs: Costs;
  /** Why the build failed, where it did. */
  readonly problems: readonly Diagnostic[];
}

interface Run extends Found {
  readonly feasible: boolean;
  readonly asked: readonly { readonly index: number; readonly size: number }[];
}

/**
 * All architectures that satisfy the requirements; undefined where more than `limit` runs would be needed. `shared` are the names outside
 * of the space whose decisions count: they are made once, whatever becomes of them.
 */
export function bruteForce(program: Program, shared: readonly string[] = [], limit = 5_000): Found[] | undefined {
  const [space] = itemsOf(program, 'space');
  if (space === undefined) return undefined;
  const out: Found[] = [];
  let script: number[] = [];
  for (let runs = 0; ; runs++) {
    if (runs > limit) return undefined;
    const run = runOnce(program, space.item, space.file, script, shared);
    if (run.feasible) out.push(run);
    const next = [...run.asked];
    while (next.length > 0 && (next.at(-1)?.index ?? 0) + 1 >= (next.at(-1)?.size ?? 0)) next.pop();
    const last = next.pop();
    if (last === undefined) return out;
    script = [...next.map(({ index }) => index), last.index + 1];
  }
}

function runOnce(
  program: Program,
  item: SpaceItem,
  file: string,
  script: readonly number[],
  shared: readonly string[],
): Run {
  const problems: Diagnostic[] = [];
  const asked: { index: number; size: number }[] = [];
  const taken = new Map<string, number>();
  const absent = new Set<string>();
  let feasible = true;
  const topologies = {
    alternatives: [],
    decide(
      machine: Parameters<typeof evaluateCell>[0],
      use: { cell: Parameters<typeof evaluateCell>[1]; place: Parameters<typeof evaluateCell>[2] },
    ) {
      const structure = evaluateCell(machine, use.cell, use.place);
      if (structure === undefined) return undefined;
      if (
        !structure.requires.every(({ condition, environment }) =>
          cellHolds(machine as Builder, structure, condition, environment),
        )
      )
        feasible = false;
      return { structure, decided: decideTopology(structure, new Map()) };
    },
  };
  const builder = startBuild(program, new Map(), [], topologies, problems, 'all');
  const order: string[] = [];
  builder.met = () => order.length;
  builder.decide = ({ path, domain, inside }) => {
    if (!isList(domain)) return REPORTED;
    const known = taken.get(path);
    const index = known ?? script[asked.length] ?? 0;
    if (known === undefined) {
      // Decisions in the arguments of operators that are not chosen are not there; one of the runs stands for all.
      inside?.forEach(({ from, to }, alternative) => {
        const value = domain[alternative];
        if (alternative === index || value === undefined || !isOp(value) || value.args.size === 0) return;
        for (const inner of order.slice(from, to)) {
          if ((taken.get(inner) ?? 0) > 0) feasible = false;
          absent.add(inner);
        }
      });
      asked.push({ index, size: domain.length });
      taken.set(path, index);
      order.push(path);
    }
    return domain[index] ?? REPORTED;
  };
  builder.require = (condition) => {
    if (condition !== true) feasible = false;
  };
  const environment = spaceEnvironment(program, item, file);
  for (const name of shared) {
    const binding = lookUp(environment, name);
    if (binding !== undefined) resolveBinding(builder, name, binding);
  }
  let output: Flow | undefined;
  runSpace(
    builder,
    environment,
    item,
    (result) => (output = result),
    (shape) => {
      if (!isShape(shape)) return;
      builder.nodes.push({
        operator: 'input',
        attributes: {},
        inputs: [],
        shape: shape.shape,
        expansion: inputExpansion(shape.shape),
        cell: -1,
        path: 'network',
        role: 'input',
      });
    },
  );
  const network: Network = {
    space: item.name.text,
    input: builder.nodes[0]?.shape ?? { kind: 'features', width: 1 },
    nodes: builder.nodes,
    output: output?.node ?? 0,
    cells: builder.cells,
  };
  const costs = costsOf(network);
  for (const member of item.members) {
    if (member.kind !== 'require') continue;
    const scope = child(environment);
    for (const [name, value] of [
      ['params', costs.params],
      ['macs', costs.macs],
      ['flops', costs.flops],
      ['depth', costs.depth],
    ] as const)
      bind(scope, name, value);
    if (evaluate(builder, scope, member.condition) !== true) feasible = false;
  }
  const values = new Map([...taken].filter(([path]) => !absent.has(path)));
  return { values, costs, problems, feasible, asked };
}

/** `edges(self)` and `reachable(self)` from the structure itself, by searching along its edges. */
function cellHolds(
  machine: Builder,
  structure: CellStructure,
  condition: Parameters<typeof evaluate>[2],
  environment: Environment,
): boolean {
  const list = (value: Value): readonly VertexValue[] => (isList(value) ? (value as readonly VertexValue[]) : []);
  const links: [number, number][] = [];
  for (const vertex of structure.vertices) {
    if (vertex.active !== true) continue;
    list(vertex.from).forEach((source, j) => {
      const op = vertex.edges?.[j];
      if (op === undefined || !isOp(op) || op.item.name.text !== 'none') links.push([source.index, vertex.index]);
    });
  }
  const end = -1;
  for (const source of list(structure.output.of)) links.push([source.index, end]);
  const closure = (starts: number[], step: (at: number) => number[]): Set<number> => {
    const seen = new Set(starts);
    const open = [...starts];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const next of step(at)) {
        if (seen.has(next)) continue;
        seen.add(next);
        open.push(next);
      }
    }
    return seen;
  };
  const after = closure(
    structure.inputs.map((_, i) => i),
    (at) => links.flatMap(([from, to]) => (from === at ? [to] : [])),
  );
  const before = closure([end], (at) => links.flatMap(([from, to]) => (to === at ? [from] : [])));
  const scope = child(environment);
  bind(scope, 'edges(self)', links.length);
  const inner = structure.vertices.filter((vertex) => vertex.active === true).map((vertex) => vertex.index);
  bind(scope, 'reachable(self)', after.has(end) && inner.every((vertex) => after.has(vertex) && before.has(vertex)));
  return evaluate(machine, scope, condition) === true;
}
