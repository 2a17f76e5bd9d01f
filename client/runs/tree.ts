/** The runs view: what is known of runs as a tree, and what stands there instead where there is none. */
import {
  commands,
  EventEmitter,
  l10n,
  window,
  workspace,
  type Disposable,
  type TreeDataProvider,
  type TreeView,
} from 'vscode';
import type { Follower } from './follow.ts';
import type { KnownRuns } from './known-runs.ts';
import { isSameRun } from './run-key.ts';
import { stableNodes, type Roots } from './stable-nodes.ts';
import { itemOf, tooltip } from './tree-items.ts';
import { treeOf, type RunsNode } from './tree-model.ts';

export const RUNS_VIEW = 'hypernas.runs';

/** Milliseconds between two drawings of the tree. */
const PAUSE = 400;

export function runsView(known: KnownRuns, follower: Follower): Disposable {
  const emitter = new EventEmitter<RunsNode[] | undefined>();
  const nodes = stableNodes();
  /** The first list is waited for; who calls meanwhile waits with it. */
  let asking: Promise<unknown> | undefined;
  const provider: TreeDataProvider<RunsNode> = {
    onDidChangeTreeData: emitter.event,
    getChildren: async (node) => {
      if (node?.kind === 'spec') return [...node.runs];
      if (node !== undefined) return node.kind === 'run' ? [...node.workers] : [];
      if (workspace.isTrusted !== false && !known.isKnown && known.trouble === undefined) {
        await (asking ??= follower.need());
        asking = undefined;
        nodes.update(treeOf(known));
      }
      void tellState(known, nodes.roots.length > 0);
      return [...nodes.roots];
    },
    getParent: (node) => parentOf(node, nodes.roots),
    getTreeItem: (node) => itemOf(node, nodes.roots),
    resolveTreeItem: (item, node) => {
      item.tooltip = tooltip(node, known);
      return item;
    },
  };
  const view = window.createTreeView(RUNS_VIEW, {
    treeDataProvider: provider,
    canSelectMany: true,
    showCollapseAll: true,
  });

  let timer: ReturnType<typeof setTimeout> | undefined;
  const draw = (): void => {
    timer = undefined;
    const changed = nodes.update(treeOf(known));
    if (changed === 'all' || nodes.roots.length === 0) emitter.fire(undefined);
    else if (changed.length > 0) emitter.fire([...changed]);
    decorate(view, known);
  };
  const listening = known.onChange(() => {
    timer ??= setTimeout(draw, PAUSE);
  });
  const trusted = workspace.onDidGrantWorkspaceTrust(draw);
  return {
    dispose: () => {
      clearTimeout(timer);
      for (const each of [listening, trusted, view, emitter]) each.dispose();
    },
  };
}

function parentOf(node: RunsNode, roots: Roots): RunsNode | undefined {
  const specs = roots.filter((each) => each.kind === 'spec');
  if (node.kind === 'run') return specs.find(({ file }) => file === node.summary.file);
  if (node.kind !== 'worker') return undefined;
  return specs.flatMap(({ runs }) => runs).find(({ summary }) => isSameRun(summary, node.run));
}

const tellState = async (known: KnownRuns, isFull: boolean): Promise<void> =>
  void (await commands.executeCommand('setContext', 'hypernas.runs.state', await emptyState(known, isFull)));

/** What the welcome text of an empty view is chosen by; `when` clauses of the manifest name these words. */
async function emptyState(known: KnownRuns, isFull: boolean): Promise<string> {
  if (isFull) return 'full';
  if (!known.isKnown && known.trouble !== undefined) return 'trouble';
  const specs = await workspace.findFiles('**/*.hnas', '**/node_modules/**', 1);
  return specs.length === 0 ? 'noSpecs' : 'noRuns';
}

function decorate(view: TreeView<RunsNode>, known: KnownRuns): void {
  const running = known.all().filter(({ state, ours }) => state === 'running' && ours).length;
  view.badge =
    running === 0
      ? undefined
      : {
          value: running,
          tooltip: running === 1 ? l10n.t('1 run is under way') : l10n.t('{0} runs are under way', running),
        };
  view.message = known.trouble ?? '';
}
