/** Networks of a space's file with other numbers of nodes in their cells. */
import { readFileSync } from 'node:fs';
import type { Network } from '../../dsl/graph/network.ts';
import { seededRandom } from '../../dsl/random.ts';
import { loadProgram } from '../../dsl/semantics/program.ts';
import { lowerSpace } from '../../dsl/space/lower.ts';

/** `count` random networks whose cells have `nodes` nodes (as `10..17`) where the file says `n[choice 3..7]` or the like. */
export function largerNetworks(path: string, nodes: string, count: number): readonly Network[] {
  const text = readFileSync(path, 'utf8').replace(/n\[choice [\d.]+\]/, `n[choice ${nodes}]`);
  const program = loadProgram(path, { read: () => ({ text }), resolve: (_, to) => to }).value;
  const lowered = program === undefined ? undefined : lowerSpace(program);
  const space = lowered?.value;
  if (space === undefined) throw new Error(`${path} with larger cells: ${lowered?.diagnostics[0]?.message}`);
  return Array.from({ length: count }, (_, i) => {
    const architecture = space.sample(seededRandom(`larger ${i}`));
    if (architecture === undefined) throw new Error(`${space.name} is empty`);
    return space.network(architecture);
  });
}
