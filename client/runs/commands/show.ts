/** Show on Pareto Front: from an `arch` of the text to its point on the page of a run. */
import { l10n } from 'vscode';
import { command, offer, showFailure } from '../../engine/failure.ts';
import type { RunsContext } from '../context.ts';
import { during } from '../pick.ts';
import type { RunKey } from '../run-key.ts';
import { activeSpec, fileOf, programOf } from '../source.ts';
import { chooseArch } from './architectures.ts';

/** Runs whose fronts are looked at, youngest first. */
const MOST_RUNS = 5;

export async function showOnFront(
  context: RunsContext,
  open: (runs: readonly RunKey[], position?: number) => void,
  uri?: unknown,
  name?: unknown,
): Promise<void> {
  const editor = activeSpec();
  const file = fileOf(uri) ?? editor?.document.uri;
  if (file === undefined) return offer('information', l10n.t('Open a .hnas file with the architecture first.'), []);
  const { parts, known, follower } = context;
  const view = await programOf(parts, file, editor?.document.uri.toString() === file.toString() ? editor : undefined);
  const arch = view && (await chooseArch(view, name));
  if (arch === undefined) return;
  const failure = await follower.need();
  if (failure !== undefined) return showFailure(failure, parts.state);
  const runs = known.all().filter((run) => run.file === file.fsPath && run.space === arch.space && run.front > 0);
  const [youngest] = runs;
  if (youngest === undefined)
    return offer('information', l10n.t('No run of {0} has a front yet.', arch.space), [
      command(l10n.t('Run Search'), 'hypernas.runExperiment', file.toString()),
    ]);
  for (const { store, run } of runs.slice(0, MOST_RUNS)) {
    const front = await during(l10n.t('reading the front'), parts.engine.request('runFront', { store, run }));
    if ('error' in front) return showFailure(front, parts.state);
    const row = front.value.rows.find(({ architecture }) => architecture === arch.architecture);
    if (row !== undefined) return open([{ store, run }], row.position);
  }
  open([youngest]);
  await offer('information', l10n.t('{0} is not on the front of {1}.', arch.name, youngest.run), []);
}
