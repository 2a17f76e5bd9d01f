/** The title of a page, from the runs that it shows. */
import { l10n } from 'vscode';
import type { RunKey } from '../runs/run-key.ts';

export function titleOf(runs: readonly RunKey[]): string {
  const [first, second] = runs;
  if (first === undefined) return l10n.t('Pareto front');
  if (second === undefined) return l10n.t('{0}: Pareto front', first.run);
  return runs.length === 2
    ? l10n.t('{0}, {1}: Pareto fronts', first.run, second.run)
    : l10n.t('{0} and {1} more: Pareto fronts', first.run, runs.length - 1);
}
