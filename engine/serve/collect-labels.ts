/** All labels of an experiment, and the files whose change may change them. */
import { dirname, join } from 'node:path';
import type { DecisionSpace } from '../../dsl/space/decision-space.ts';
import type { ExperimentSpec } from '../search/experiment-spec.ts';
import { storeBeside } from '../cli/store-path.ts';
import { labelSet, type Labels } from './labels.ts';
import { labelsOfRuns } from './labels-of-runs.ts';
import { labelsOfTable } from './labels-of-table.ts';
import { pathOf } from './open-source.ts';

export interface LabelSource {
  readonly labels: Labels;
  readonly files: readonly string[];
}

/** `entry`: the file that holds the experiment, as `ModelSource.entry` names it. Rejects with the signal's reason when aborted. */
export async function collectLabels(
  spec: ExperimentSpec,
  space: DecisionSpace,
  entry: string,
  signal: AbortSignal,
): Promise<LabelSource> {
  const { evaluator } = spec;
  const none = (error: string, files: readonly string[] = []): LabelSource => ({ labels: { error }, files });
  if (evaluator === undefined)
    return none(`experiment ${spec.name} has no evaluator, so nothing is measured; write "evaluator: Name"`);
  const path = pathOf(entry);
  if (evaluator.kind === 'table') {
    const home = pathOf(evaluator.file ?? entry);
    if (home === undefined) return none('an unsaved file has no folder to look for the table in; save it first');
    const table = await labelsOfTable(evaluator.options, space, dirname(home), signal);
    if ('error' in table) return none(table.error);
    const labels = 'error' in table.collected ? table.collected : labelSet(space, table.collected);
    return { labels, files: [table.file] };
  }
  if (path === undefined) return none('an unsaved file has no runs; save it, then run "hnas search"');
  const store = storeBeside(path);
  // SQLite writes to the log beside the store first.
  const files = [store, `${store}-wal`, join(dirname(path), '.hnas')];
  const runs = labelsOfRuns(spec, space, path);
  return { labels: 'error' in runs ? runs : labelSet(space, runs), files };
}
