/**
 * A network without the repetitions of its cells: of several uses of one cell that give the same shape, the first stays, and those that
 * keep their input's shape are bypassed. What the cell does at each width and resolution is still there, at a fraction of the cost.
 */
import type { CellTopology, Network, OperatorNode } from '../../dsl/graph/network.ts';
import { sameShape, showShape } from '../../dsl/graph/shape.ts';

/**
 * The bypassed uses are gone from `nodes`, and so are early exits; the others keep their order. `cells` is empty: its numbers would mean
 * nothing.
 */
export function withoutRepeats(network: Network): Network {
  const bypass = bypassedOutputs(network);
  const standIn = (node: number): number => {
    let at = node;
    for (let next = bypass.get(at); next !== undefined; next = bypass.get(at)) at = next;
    return at;
  };
  const live = new Set<number>([0]);
  const pending = [standIn(network.output)];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (live.has(node)) continue;
    live.add(node);
    pending.push(...(network.nodes[node]?.inputs ?? []).map(standIn));
  }
  const position = new Map<number, number>();
  const nodes: OperatorNode[] = [];
  network.nodes.forEach((node, index) => {
    if (!live.has(index)) return;
    const inputs = node.inputs.map((input) => position.get(standIn(input)) ?? 0);
    position.set(index, nodes.push({ ...node, inputs, cell: -1 }) - 1);
  });
  const output = position.get(standIn(network.output)) ?? 0;
  return { space: network.space, input: network.input, nodes, output, cells: [] };
}

/** The result of each use that is left out, with the value that takes its place: the cell's last input. */
function bypassedOutputs({ nodes, cells }: Network): Map<number, number> {
  const seen = new Map<CellTopology, Set<string>>();
  const bypass = new Map<number, number>();
  cells.forEach(({ topology, inputs, output }, number) => {
    const [before, result] = [inputs.at(-1), nodes[output]];
    const shapes = seen.get(topology) ?? new Set<string>();
    seen.set(topology, shapes);
    // A cell that passes its input through has no result of its own.
    if (before === undefined || result === undefined || result.cell !== number) return;
    const entering = nodes[before];
    const repeated = shapes.has(showShape(result.shape));
    shapes.add(showShape(result.shape));
    if (repeated && entering !== undefined && sameShape(entering.shape, result.shape)) bypass.set(output, before);
  });
  return bypass;
}
