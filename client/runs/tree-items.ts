/** Nodes of the runs view as the editor draws them: label, line, icon, what menus ask, and the tooltip. */
import {
  l10n,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  workspace,
} from 'vscode';
import type { RemoteWorker, RunSummary } from '../../engine/protocol/runs.ts';
import type { KnownRuns } from './known-runs.ts';
import { idOf, type Roots } from './stable-nodes.ts';
import {
  contextOf,
  folderHint,
  type FaultNode,
  type RunNode,
  type RunsNode,
  type SpecNode,
  type WorkerNode,
} from './tree-model.ts';
import { baseName, description, facts, stateWord } from './words.ts';
import { workerDescription, workerFacts } from './worker-words.ts';

export function itemOf(node: RunsNode, roots: Roots): TreeItem {
  if (node.kind === 'spec') return specItem(node, roots);
  if (node.kind === 'worker') return workerItem(node);
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
  const { None, Expanded } = TreeItemCollapsibleState;
  const item = new TreeItem(summary.run, node.workers.length === 0 ? None : Expanded);
  item.id = idOf(node);
  item.description = description(summary);
  item.iconPath = iconOf(summary);
  item.contextValue = contextOf(summary);
  item.command = { command: 'hypernas.openFront', title: l10n.t('Open Pareto Front'), arguments: [node] };
  item.accessibilityInformation = { label: `${summary.run}, ${stateWord(summary)}, ${item.description}` };
  return item;
}

function workerItem(node: WorkerNode): TreeItem {
  const { worker } = node;
  const item = new TreeItem(worker.name, TreeItemCollapsibleState.None);
  item.id = idOf(node);
  item.description = workerDescription(worker);
  item.iconPath = workerIcons[worker.state]();
  item.contextValue = `worker.${worker.state}`;
  item.accessibilityInformation = { label: `${worker.name}, ${item.description}` };
  return item;
}

const workerIcons: Readonly<Record<RemoteWorker['state'], () => ThemeIcon>> = {
  idle: () => new ThemeIcon('vm'),
  busy: () => new ThemeIcon('vm-running'),
  refusing: () => new ThemeIcon('warning', new ThemeColor('list.warningForeground')),
  dead: () => new ThemeIcon('vm-outline', new ThemeColor('list.errorForeground')),
};

function faultItem(node: FaultNode): TreeItem {
  const { error } = node;
  // What is wrong stands first: the whole path is in the tooltip.
  const message = error.message.replaceAll(node.store, workspace.asRelativePath(Uri.file(node.store)));
  const item = new TreeItem(message, TreeItemCollapsibleState.None);
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

export function tooltip(node: RunsNode, known: KnownRuns): MarkdownString {
  if (node.kind === 'spec') return new MarkdownString(escaped(node.file));
  if (node.kind === 'fault') return new MarkdownString(`${escaped(node.error.message)}\n\n${escaped(node.store)}`);
  if (node.kind === 'worker') return tableOf(`**${escaped(node.worker.name)}**`, workerFacts(node.worker));
  const { summary } = node;
  return tableOf(
    `**${escaped(summary.experiment)}** ${escaped(summary.run)}`,
    facts(summary, known.progressOf(summary)),
  );
}

function tableOf(title: string, rows: readonly (readonly [string, string])[]): MarkdownString {
  const text = new MarkdownString(`${title}\n\n| | |\n|:--|:--|\n`);
  for (const [name, value] of rows) text.appendMarkdown(`| ${escaped(name)}\u00a0\u00a0 | ${escaped(value)} |\n`);
  return text;
}

/** As text of a table's cell. */
const escaped = (text: string): string => text.replace(/[\\`*_{}[\]()#+!|<>~&]/g, '\\$&').replace(/\s+/g, ' ');
