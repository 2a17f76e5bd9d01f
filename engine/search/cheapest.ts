/**
 * The cheapest of the architectures that are one network. Operators that lead nowhere cost what they cost (docs/costs.md), but change no result: architectures
 * that differ in them alone share a graph hash and count as one, so the one that is evaluated, and stands in the record and on the front, should not pay for them.
 */
import { flopsOf } from '../../dsl/graph/flops.ts';
import type { Architecture } from '../../dsl/space/decision-space.ts';
import { dominates } from './dominance.ts';
import { isForeknown, metricsBefore, type KnowsBefore } from './foreknown.ts';
import { metricKey } from './metric.ts';
import { objectiveVector, violation, type Constraint, type Objective } from './objective.ts';

export interface Wanted extends KnowsBefore {
  readonly objectives: readonly Objective[];
  readonly constraints: readonly Constraint[];
}

/**
 * From the architecture down, a decision at a time, as long as the graph stays the same and what the experiment wants small, and is known before an evaluation,
 * gets smaller. The architecture itself where nothing of that is wanted. `hash`: of its graph.
 */
export function cheapestEquivalent(wanted: Wanted, architecture: Architecture, hash: string): Architecture {
  const goals = goalsOf(wanted);
  if (goals.length === 0 || !hasIdleOperators(wanted, architecture)) return architecture;
  const priceOf = (candidate: Architecture): readonly number[] | undefined => {
    const metrics = metricsBefore(wanted, candidate);
    return violation(wanted.constraints, metrics, 'ignored') > 0 ? undefined : objectiveVector(goals, metrics);
  };
  let best = architecture;
  let price = priceOf(architecture);
  for (;;) {
    const from = best;
    for (const neighbour of wanted.space.neighbours(from)) {
      const offered = priceOf(neighbour);
      // Costs first: they are quicker to find than the hash.
      if (price === undefined || offered === undefined || !dominates(offered, price)) continue;
      if (wanted.space.graphHash(neighbour) !== hash) continue;
      best = neighbour;
      price = offered;
    }
    if (best === from) return best;
  }
}

/** Whether there is anything to save: the live graph costs less than all that the architecture instantiates. */
function hasIdleOperators({ space }: Wanted, architecture: Architecture): boolean {
  const all = space.costs(architecture);
  const { nodes } = space.network(architecture);
  let params = 0;
  let flops = 0;
  for (const { expansion, inputs } of nodes) {
    params += expansion.params;
    flops += flopsOf(
      expansion,
      inputs.flatMap((input) => nodes[input]?.shape ?? []),
    );
  }
  return params < all.params || flops < all.flops;
}

/** Objectives that are known before, and costs that are bounded from above. */
function goalsOf({ objectives, constraints, foreknown }: Wanted): Objective[] {
  const bounded = constraints
    .filter(({ max }) => max !== undefined)
    .map(({ metric, device }): Objective => ({ direction: 'minimize', metric, device }));
  const goals = [...objectives, ...bounded].filter((goal) => isForeknown({ foreknown }, goal));
  return goals.filter((goal, i) => goals.findIndex((other) => metricKey(other) === metricKey(goal)) === i);
}
