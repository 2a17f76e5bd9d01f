/** The runs view: what is known of runs as a tree, and what stands there instead where there is none. */
import {
  commands,
  EventEmitter,
  l10n,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  window,
  workspace,
  type Disposable,
  type TreeDataProvider,
  type TreeView,
} from 'vscode';
import type { RunSummary } from '../../engine/protocol/runs.ts';
import type { Follower } from './follow.ts';
import type { KnownRuns } from './known-runs.ts';
import { idOf, stableNodes, type Roots } from './stable-nodes.ts';
import {
  contextOf,
  folderHint,
  treeOf,
  type FaultNode,
  type RunsNode,
  type RunNode,
  type SpecNode,
} from './tree-model.ts';
import { baseName, description, facts, stateWord } from './words.ts';

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
      if (node !== undefined) return node.kind === 'spec' ? [...node.runs] : [];
      if (workspace.isTrusted !== false && !known.isKnown && known.trouble === undefined) {
        await (asking ??= follower.need());
        asking = undefined;
        nodes.update(treeOf(known));
      }
      void tellState(known, nodes.roots.length > 0);
      return [...nodes.roots];
    },
    getParent: (node) =>
      node.kind === 'run'
        ? nodes.roots.find((each) => each.kind === 'spec' && each.file === node.summary.file)
        : undefined,
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

function itemOf(node: RunsNode, roots: Roots): TreeItem {
  if (node.kind === 'spec') return specItem(node, roots);
  return node.kind === 'run' ? runItem(node) : faultItem(node);
}

function specItem(node: SpecNode, roots: Roots): TreeItem {
  const item = new TreeItem(baseName(node.file), TreeItemCollapsibleState.Expanded);
  item.id = idOf(node);
  item.resourceUri = Uri.file(node.file);
  item.iconPath = ThemeIcon.File;
  item.contextValue = 'spec';
  const hint = folderHint(
    node.file,
    roots.filter((each) => each.kind === 'spec'),
  );
  if (hint !== undefined) item.description = hint;
  return item;
}

function runItem(node: RunNode): TreeItem {
  const { summary } = node;
  const item = new TreeItem(summary.run, TreeItemCollapsibleState.None);
  item.id = idOf(node);
  item.description = description(summary);
  item.iconPath = iconOf(summary);
  item.contextValue = contextOf(summary);
  item.command = { command: 'hypernas.openFront', title: l10n.t('Open Pareto Front'), arguments: [node] };
  item.accessibilityInformation = { label: `${summary.run}, ${stateWord(summary)}, ${item.description}` };
  return item;
}

function faultItem(node: FaultNode): TreeItem {
  const { error } = node;
  const item = new TreeItem(error.message, TreeItemCollapsibleState.None);
  item.id = idOf(node);
  item.iconPath = new ThemeIcon('error', new ThemeColor('list.errorForeground'));
  item.contextValue = `fault.${error.kind}`;
  return item;
}

const icons: Readonly<Record<RunSummary['state'], () => ThemeIcon>> = {
  running: () => new ThemeIcon('loading~spin'),
  done: () => new ThemeIcon('pass', new ThemeColor('testing.iconPassed')),
  interrupted: () => new ThemeIcon('debug-pause', new ThemeColor('list.warningForeground')),
  failed: () => new ThemeIcon('error', new ThemeColor('list.errorForeground')),
};

const iconOf = ({ state, ours }: RunSummary): ThemeIcon =>
  state === 'running' && !ours ? new ThemeIcon('server-process') : icons[state]();

function tooltip(node: RunsNode, known: KnownRuns): MarkdownString {
  if (node.kind === 'spec') return new MarkdownString(escaped(node.file));
  if (node.kind === 'fault') return new MarkdownString(`${escaped(node.error.message)}\n\n${escaped(node.store)}`);
  const { summary } = node;
  const text = new MarkdownString(`**${escaped(summary.experiment)}** ${escaped(summary.run)}\n\n`);
  text.appendMarkdown('| | |\n|:--|:--|\n');
  for (const [name, value] of facts(summary, known.progressOf(summary)))
    text.appendMarkdown(`| ${escaped(name)} | ${escaped(value)} |\n`);
  return text;
}

/** As text of a table's cell. */
const escaped = (text: string): string => text.replace(/[\\`*_{}[\]()#+!|<>~&]/g, '\\$&').replace(/\s+/g, ' ');
