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
import type { RunSummary } from '../../engine/protocol/runs.ts';
import type { KnownRuns } from './known-runs.ts';
import { idOf, type Roots } from './stable-nodes.ts';
import { contextOf, folderHint, type FaultNode, type RunNode, type RunsNode, type SpecNode } from './tree-model.ts';
import { baseName, description, facts, stateWord } from './words.ts';

export function itemOf(node: RunsNode, roots: Roots): TreeItem {
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
  const { summary } = node;
  const text = new MarkdownString(`**${escaped(summary.experiment)}** ${escaped(summary.run)}\n\n`);
  text.appendMarkdown('| | |\n|:--|:--|\n');
  for (const [name, value] of facts(summary, known.progressOf(summary)))
    text.appendMarkdown(`| ${escaped(name)} | ${escaped(value)} |\n`);
  return text;
}

/** As text of a table's cell. */
const escaped = (text: string): string => text.replace(/[\\`*_{}[\]()#+!|<>~&]/g, '\\$&').replace(/\s+/g, ' ');
