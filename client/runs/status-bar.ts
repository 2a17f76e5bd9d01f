/** The runs under way in the status bar; a click shows the view of runs. */
import { l10n, MarkdownString, StatusBarAlignment, window, type Disposable } from 'vscode';
import type { KnownRuns } from './known-runs.ts';
import { progressText, shortProgress } from './words.ts';
import type { WantedRuns } from './wanted.ts';

export function runsInStatusBar(wanted: WantedRuns, known: KnownRuns): Disposable {
  const item = window.createStatusBarItem('hypernas.runs', StatusBarAlignment.Left);
  item.name = l10n.t('HyperNAS runs');
  item.command = 'hypernas.runs.focus';
  const show = (): void => {
    const runs = wanted.all();
    if (runs.length === 0) return item.hide();
    const [only] = runs;
    const progress = only === undefined || runs.length > 1 ? undefined : known.progressOf(only);
    item.text =
      only !== undefined && runs.length === 1
        ? `$(loading~spin) ${only.title} ${progress === undefined ? '' : shortProgress(progress)}`
        : `$(loading~spin) ${l10n.t('{0} runs', runs.length)}`;
    const tooltip = new MarkdownString();
    for (const run of runs) {
      const now = known.progressOf(run);
      const text = now === undefined ? l10n.t('beginning') : progressText(now);
      tooltip.appendText(`${run.title} (${run.run}): ${text}`).appendMarkdown('\n\n');
    }
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
