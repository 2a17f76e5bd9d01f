/** What is exported: one architecture with all that the formats say about it. */
import { costsOf } from '../../dsl/graph/costs.ts';
import type { Costs, Network } from '../../dsl/graph/network.ts';
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';

export interface Subject {
  /** What the architecture is called: an identifier of the language. */
  readonly name: string;
  readonly space: DecisionSpace;
  readonly architecture: Architecture;
  /** Canonical. */
  readonly text: string;
  readonly hash: string;
  /** The live graph. */
  readonly network: Network;
  /** Of the live graph, which is what is exported. */
  readonly costs: Costs;
  /** As the space counts them: with the operators that lead nowhere. */
  readonly spaceCosts: Costs;
  /** Decides the initial weights, where the format holds weights. */
  readonly seed: number;
}

export function subjectOf(space: DecisionSpace, architecture: Architecture, name: string, seed: number): Subject {
  const network = space.network(architecture);
  return {
    name,
    space,
    architecture,
    text: space.text(architecture),
    hash: space.graphHash(architecture),
    network,
    costs: costsOf(network),
    spaceCosts: space.costs(architecture),
    seed,
  };
}
