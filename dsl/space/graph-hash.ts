/**
 * Canonical hash of an architecture's live graph. Where all decisions belong to cells, the macro-structure is fixed and the cells'
 * canonical forms are exact and quick; else the whole network is hashed.
 *
 * Cells with operators on edges among which `none` occurs are told apart as NAS-Bench-201 does (graph/topology-expression.ts);
 * all others by the canonical form of the live graph (graph/topology-hash.ts).
 */
import { digest } from '../graph/digest.ts';
import type { CellTopology } from '../graph/network.ts';
import { networkHash } from '../graph/network-hash.ts';
import { expressionHash } from '../graph/topology-expression.ts';
import { topologyHash } from '../graph/topology-hash.ts';
import type { Built } from './build.ts';
import type { Lowered } from './lower.ts';
import type { SpaceModel } from './model.ts';

export function hashArchitecture(
  model: SpaceModel,
  lowered: Lowered,
  build: (choices: readonly number[]) => Built,
  choices: readonly number[],
): string {
  const cells = [...new Set(model.decisions.map((decision) => decision.cell))];
  if (cells.some((cell) => cell === undefined)) return networkHash(build(choices).network);
  const parts = cells.map((cell) => {
    const made = lowered.decideCell(cell as string, choices);
    if (made === undefined) return String(cell);
    return `${cell}:${cellHash(made.decided.topology, mayBeNone(model, cell as string), made.structure.stride !== 1)}`;
  });
  return parts.length === 1 ? digest(parts[0] as string) : digest(parts.join('|'));
}

const benchmarks = new WeakMap<SpaceModel, Map<string, boolean>>();

function mayBeNone(model: SpaceModel, cell: string): boolean {
  let known = benchmarks.get(model);
  if (known === undefined) benchmarks.set(model, (known = new Map()));
  let found = known.get(cell);
  if (found === undefined) {
    found = model.decisions.some(
      (decision) =>
        decision.cell === cell &&
        decision.path.includes('.edge[') &&
        decision.alternatives.some(
          (value) =>
            typeof value === 'object' && 'kind' in value && value.kind === 'op' && value.item.name.text === 'none',
        ),
    );
    known.set(cell, found);
  }
  return found;
}

function cellHash(topology: CellTopology, benchmark: boolean, strided: boolean): string {
  return benchmark ? expressionHash(topology) : topologyHash(topology, { strided });
}
