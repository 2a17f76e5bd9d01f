/** The weights of a network as they are generated: which node makes each, by which rule. */
import { resultsOf } from '../../../dsl/graph/exits.ts';
import { primitives } from '../../../dsl/graph/primitives.ts';
import { weightRuleOf } from '../../../dsl/graph/weight-rules.ts';
import { fail, ok, type Outcome } from '../../data/outcome.ts';
import type { WeightKind } from './decoder.ts';
import type { GhnGraph } from './graph.ts';

export interface PlannedWeight {
  /** As in `modelWeights`: `12.weight`. */
  readonly name: string;
  readonly kind: WeightKind;
  readonly node: number;
  /** How many weights of this rule the node makes before. */
  readonly ordinal: number;
}

/** One sentence where a primitive's weights cannot be generated. */
export function weightPlan(graph: GhnGraph): Outcome<readonly PlannedWeight[]> {
  const all = graph.primitives.nodes;
  const results = resultsOf(graph.primitives);
  const planned: PlannedWeight[] = [];
  for (const [node, own] of graph.nodes.entries()) {
    const counts = new Map<string, number>();
    for (const index of own.primitives) {
      const used = all[index];
      if (used === undefined) continue;
      const shapes = used.inputs.map((input) => all[input]?.shape ?? used.shape);
      for (const { name, shape, initialisation } of primitives[used.op].weights(used.attributes, shapes)) {
        const rule = weightRuleOf(used.op, { name, shape });
        if (rule === undefined)
          return fail(`no rule makes the weights of ${used.op}, so a hypernetwork cannot be used with it`);
        if (rule === 'statistics') continue;
        const ordinal = counts.get(rule) ?? 0;
        counts.set(rule, ordinal + 1);
        const kind = { rule, shape, initialisation };
        const isHead = rule === 'matrix' && results.some((result) => own.primitives.includes(result));
        planned.push({ name: `${index}.${name}`, kind: isHead ? { ...kind, head: true } : kind, node, ordinal });
      }
    }
  }
  return ok(planned);
}
