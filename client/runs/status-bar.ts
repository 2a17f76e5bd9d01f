/** The runs under way in the status bar; a click shows the view of runs. */
import { l10n, MarkdownString, StatusBarAlignment, window, type Disposable } from 'vscode';
import type { KnownRuns } from './known-runs.ts';
import { progressText } from './words.ts';
import type { WantedRuns } from './wanted.ts';

export function runsInStatusBar(wanted: WantedRuns, known: KnownRuns): Disposable {
  const item = window.createStatusBarItem('hypernas.runs', StatusBarAlignment.Left);
  item.name = l10n.t('HyperNAS runs');
  item.command = 'hypernas.runs.focus';
  const show = (): void => {
    const runs = wanted.all();
    if (runs.length === 0) return item.hide();
    const lines = runs.map((run) => {
      const progress = known.progressOf(run);
      return { run, text: progress === undefined ? l10n.t('beginning') : progressText(progress) };
    });
    const [only] = lines;
    item.text =
      only !== undefined && lines.length === 1
        ? `$(loading~spin) ${only.run.title} ${only.text}`
        : `$(loading~spin) ${l10n.t('{0} searches', lines.length)}`;
    const tooltip = new MarkdownString();
    for (const { run, text } of lines) tooltip.appendText(`${run.title} (${run.run}): ${text}`).appendMarkdown('\n\n');
    item.tooltip = tooltip;
    item.show();
  };
  const subscriptions = [wanted.onChange(show), known.onChange(show)];
  return {
    dispose: () => {
      for (const each of [...subscriptions, item]) each.dispose();
    },
  };
}
