/**
 * Plans for long chains of decisions: the elimination tree (Liu 1990) of the order of the text, made in one pass. The context of a
 * decision is what those before it share with it and all below it; texts tie together what stands near, so it is small.
 */
import type { BranchNode, Relation } from './plan.ts';
import { TooManySteps } from './too-many-steps.ts';

/** Decisions that one other may hang on; the results for all their combinations could not be kept anyway. */
const CONTEXT_LIMIT = 60;

/** One tree for each root; `members` are in an order in which parents come first. */
export function eliminate(members: readonly number[], own: readonly Relation[], assigned: Uint8Array): BranchNode[] {
  const position = new Map(members.map((id, i) => [id, i]));
  const at = (id: number): number => (assigned[id] === 1 ? -1 : (position.get(id) as number));
  const touching: Relation[][] = members.map(() => []);
  const last: Relation[][] = members.map(() => []);
  for (const relation of own) {
    const positions = relation.decisions.map(at).filter((i) => i >= 0);
    for (const i of positions) touching[i]?.push(relation);
    last[Math.max(...positions)]?.push(relation);
  }
  const nodes: (BranchNode | undefined)[] = members.map(() => undefined);
  const root = members.map((_, i) => i);
  const find = (start: number): number => {
    let top = start;
    while (root[top] !== top) top = root[top] as number;
    for (let step = start; step !== top;) {
      const next = root[step] as number;
      root[step] = top;
      step = next;
    }
    return top;
  };
  for (let i = members.length - 1; i >= 0; i--) {
    const decision = members[i] as number;
    const relations = touching[i] as Relation[];
    const below = new Set<number>();
    const context = new Set<number>();
    for (const relation of relations) {
      for (const id of relation.decisions) {
        const other = at(id);
        if (other > i) below.add(find(other));
        else if (other < i) context.add(id);
      }
    }
    const rest = [...below].sort((a, b) => a - b).map((child) => nodes[child] as BranchNode);
    for (const child of below) {
      root[child] = i;
      nodes[child] = undefined;
    }
    for (const child of rest) for (const id of child.context) if (id !== decision) context.add(id);
    if (context.size > CONTEXT_LIMIT) throw new TooManySteps(`decisions hang on ${context.size} others`);
    const closed = last[i] as Relation[];
    nodes[i] = {
      kind: 'branch',
      decision,
      factors: closed.flatMap(({ factor }) => factor ?? []),
      closing: closed.flatMap(({ extra }) => extra ?? []),
      context: [...context],
      rest,
    };
  }
  return nodes.filter((node) => node !== undefined);
}
