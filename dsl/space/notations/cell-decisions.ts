/** The decisions of a space's cells, found by their paths: which cell, node and part each belongs to. */
import type { Decision, DecisionSpace } from '../decision-space.ts';

export interface NodeDecisions {
  /** `Cell.h[2]`: the path of the node. */
  readonly path: string;
  readonly from: Decision | undefined;
  readonly op: Decision | undefined;
  /** By position among the node's sources. */
  readonly edges: readonly (Decision | undefined)[];
}

export interface CellDecisions {
  readonly cell: string;
  readonly nodes: readonly NodeDecisions[];
  readonly count: Decision | undefined;
  readonly output: Decision | undefined;
  /** Every decision of the cell; more than those above where it also has parameters. */
  readonly all: readonly Decision[];
}

interface Draft {
  readonly nodes: Map<number, { path: string; from?: Decision; op?: Decision; edges: (Decision | undefined)[] }>;
  count?: Decision;
  output?: Decision;
  readonly all: Decision[];
}

/** Cells in the order of their first decision. */
export function cellDecisions(space: DecisionSpace): readonly CellDecisions[] {
  const drafts = new Map<string, Draft>();
  for (const decision of space.decisions) {
    const match = /^(\w+)\.(?:(output)|(\w+)\.(count)|(\w+)\[(\d+)\]\.(?:(from|op)|edge\[(\d+)\]))$/.exec(
      decision.path,
    );
    if (match === null) continue;
    const [, cell = '', output, , count, node, index, part, edge] = match;
    const draft: Draft = drafts.get(cell) ?? { nodes: new Map(), all: [] };
    drafts.set(cell, draft);
    draft.all.push(decision);
    if (output !== undefined) draft.output = decision;
    else if (count !== undefined) draft.count = decision;
    else {
      const number = Number(index);
      const found = draft.nodes.get(number) ?? { path: `${cell}.${node}[${number}]`, edges: [] };
      draft.nodes.set(number, found);
      if (part === 'from') found.from = decision;
      else if (part === 'op') found.op = decision;
      else found.edges[Number(edge)] = decision;
    }
  }
  return [...drafts].map(([cell, draft]) => ({
    cell,
    count: draft.count,
    output: draft.output,
    all: draft.all,
    nodes: [...draft.nodes]
      .sort(([a], [b]) => a - b)
      .map(([, node]) => ({ path: node.path, from: node.from, op: node.op, edges: node.edges })),
  }));
}

/**
 * The names of the vertices that a node may read, in order: what the text of a subset decision lists. The longest alternative
 * holds them all, or several together do where only a few can be chosen at once.
 */
export function memberNames(decision: Decision): readonly string[] {
  const names = new Set<string>();
  for (const alternative of decision.alternatives) for (const name of membersOf(alternative)) names.add(name);
  return [...names].sort((a, b) => orderOf(a) - orderOf(b));
}

/** Members of a subset's text: `[x, v[0]]` has `x` and `v[0]`. */
export function membersOf(text: string): readonly string[] {
  const inner = text.trim().replace(/^\[/, '').replace(/\]$/, '').trim();
  return inner === '' ? [] : inner.split(/\s*,\s*/);
}

/** Inputs first (in their order of appearance, as sorting is stable), then nodes by index. */
function orderOf(name: string): number {
  const match = /\[(\d+)\]$/.exec(name);
  return match === null ? -1 : Number(match[1]);
}
