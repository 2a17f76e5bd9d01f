/** Run Search: starts a run of an experiment. */
import { l10n, window } from 'vscode';
import { command, showFailure } from '../../engine/failure.ts';
import type { RunsContext } from '../context.ts';
import { runsOf } from '../follow.ts';
import { during } from '../pick.ts';
import { chooseExperiment, type Chosen } from '../source.ts';

export async function runExperiment(context: RunsContext, uri?: unknown, name?: unknown): Promise<void> {
  const chosen = await chooseExperiment(context.parts, uri, name);
  if (chosen === undefined || !(await mayStart(context, chosen))) return;
  const { source, experiment } = chosen;
  const params = {
    source,
    purpose: 'search',
    evaluations: undefined,
    architectures: [],
    warmStart: undefined,
  } as const;
  await start(context, params, experiment.name);
}

/** Starts, and says so where that fails. */
export async function start(
  context: RunsContext,
  params: Parameters<RunsContext['work']['start']>[0],
  title: string,
): Promise<void> {
  const answer = await during(l10n.t('starting {0}', title), context.work.start(params, title));
  if ('error' in answer) return showFailure(answer, context.parts.state);
  context.stores.add(answer.value.store);
  void context.follower.refresh(answer.value.store);
}

/** Two runs of the same text at once are hardly meant. */
async function mayStart(context: RunsContext, { uri, experiment }: Chosen): Promise<boolean> {
  const running = runsOf(context.known, uri.fsPath, experiment.name).find(({ state }) => state === 'running');
  if (running === undefined) return true;
  const another = l10n.t('Start Another');
  const show = l10n.t('Open Pareto Front');
  const text = l10n.t('{0} is under way already ({1}).', experiment.name, running.run);
  const answer = await window.showWarningMessage(text, another, show);
  if (answer === show) await command(show, 'hypernas.openFront', running).run();
  return answer === another;
}
