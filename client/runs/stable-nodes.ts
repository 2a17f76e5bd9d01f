/**
 * The nodes of the view over time. One that stays is the same object and changes in place: an editor that draws one node anew asks by it, and a menu that
 * is open on it still finds it when something is chosen, while a run goes on.
 */
import { keyText } from './run-key.ts';
import type { FaultNode, RunNode, RunsNode, SpecNode } from './tree-model.ts';

export type Roots = readonly (SpecNode | FaultNode)[];

export interface StableNodes {
  readonly roots: Roots;
  /** The nodes to be drawn anew; `all` where nodes came, went or moved. */
  update(tree: Roots): readonly RunsNode[] | 'all';
}

export function stableNodes(): StableNodes {
  let nodes = new Map<string, RunsNode>();
  let roots: Roots = [];
  let shape = '';
  return {
    get roots() {
      return roots;
    },
    update: (tree) => {
      const next = new Map<string, RunsNode>();
      const changed: RunsNode[] = [];
      const take = <N extends RunsNode>(node: N): N => {
        const old = nodes.get(idOf(node)) as N | undefined;
        const stable = old ?? node;
        if (old !== undefined && isOther(old, node)) changed.push(old);
        next.set(idOf(node), Object.assign(stable, node));
        return stable;
      };
      const takeRun = (node: RunNode): RunNode => take({ ...node, workers: node.workers.map(take) });
      roots = tree.map((node) => (node.kind === 'spec' ? take({ ...node, runs: node.runs.map(takeRun) }) : take(node)));
      nodes = next;
      const before = shape;
      shape = [...nodes.keys()].join('\n');
      return shape === before ? changed : 'all';
    },
  };
}

/** Unique in the view. */
export function idOf(node: RunsNode): string {
  if (node.kind === 'spec') return `spec:${node.file}`;
  if (node.kind === 'worker') return `worker:${keyText(node.run)}:${node.worker.name}`;
  return node.kind === 'run' ? `run:${keyText(node.summary)}` : `fault:${node.store}`;
}

/** A spec is drawn by its name alone. */
const isOther = (a: RunsNode, b: RunsNode): boolean =>
  (a.kind === 'run' && b.kind === 'run' && a.summary !== b.summary) ||
  (a.kind === 'worker' && b.kind === 'worker' && a.worker !== b.worker) ||
  (a.kind === 'fault' && b.kind === 'fault' && a.error !== b.error);
