/** All labels of an experiment, and the files whose change may change them. */
import { dirname, join, resolve } from 'node:path';
import type { DecisionSpace } from '../../dsl/space/decision-space.ts';
import { storeBeside } from '../cli/store-path.ts';
import { readTableOptions } from '../evaluate/table/table-options.ts';
import type { ExperimentSpec } from '../search/experiment-spec.ts';
import { FEWEST_LABELS } from '../predictor/label-check.ts';
import { labelSet, type Labels } from './labels.ts';
import { labelsOfRuns } from './labels-of-runs.ts';
import { labelsOfTable } from './labels-of-table.ts';
import { pathOf } from './open-source.ts';

/** `entry`: the file that holds the experiment, as `ModelSource.entry` names it. Rejects with the signal's reason when aborted. */
export async function collectLabels(
  spec: ExperimentSpec,
  space: DecisionSpace,
  entry: string,
  signal: AbortSignal,
): Promise<Labels> {
  const { evaluator } = spec;
  if (evaluator === undefined)
    return { error: `experiment ${spec.name} has no evaluator, so nothing is measured; write "evaluator: Name"` };
  if (evaluator.kind === 'table') {
    const folder = tableFolder(spec, entry);
    if (folder === undefined) return { error: 'an unsaved file has no folder to look for the table in; save it first' };
    const table = await labelsOfTable(evaluator.options, space, folder, signal);
    return 'error' in table ? table : labelSet(space, table);
  }
  const path = pathOf(entry);
  if (path === undefined) return { error: 'an unsaved file has no runs; save it, then run "hnas search"' };
  const runs = labelsOfRuns(spec, space, path);
  if ('error' in runs) return runs;
  const labels = labelSet(space, runs);
  if ('support' in labels) return labels;
  const networks = new Set(runs.measurements.map(({ architecture }) => space.graphHash(architecture)));
  return networks.size < FEWEST_LABELS ? { ...labels, lack: 'labels' } : labels;
}

/** Absolute paths; none where nothing can be read in any case. */
export function labelFiles(spec: ExperimentSpec, entry: string): readonly string[] {
  const { evaluator } = spec;
  if (evaluator === undefined) return [];
  if (evaluator.kind === 'table') {
    const folder = tableFolder(spec, entry);
    const settings = readTableOptions(evaluator.options);
    return folder === undefined || 'error' in settings ? [] : [resolve(folder, settings.value.path)];
  }
  const path = pathOf(entry);
  if (path === undefined) return [];
  const store = storeBeside(path);
  // SQLite writes to the log beside the store first.
  return [store, `${store}-wal`, join(dirname(path), '.hnas')];
}

/** What the path of a table starts from: the folder of the file that declares the evaluator. */
function tableFolder({ evaluator }: ExperimentSpec, entry: string): string | undefined {
  const home = pathOf(evaluator?.file ?? entry);
  return home === undefined ? undefined : dirname(home);
}
