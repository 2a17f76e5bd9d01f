/**
 * Train Predictor. Predictions come by themselves once there are enough labels, so the command tells what they rest on; where there are too few, it
 * offers to measure some: a diverse set of architectures, trained as the experiment says.
 */
import { l10n, window } from 'vscode';
import type { EngineStatus } from '../../../engine/protocol/status.ts';
import { command, offer } from '../../engine/failure.ts';
import type { RunsContext } from '../context.ts';
import { chooseExperiment, fileOf, programOf, type Chosen } from '../source.ts';
import { start } from './search.ts';

/** Architectures to be measured, as they are offered. */
const SIZES = [8, 16, 32] as const;

/** `name` is an experiment, or a space whose accuracies come from one. */
export async function trainPredictor(context: RunsContext, uri?: unknown, name?: unknown): Promise<void> {
  const chosen = await chooseExperiment(context.parts, uri, await experimentFor(context, uri, name));
  if (chosen === undefined) return;
  const { uri: file, experiment } = chosen;
  const learnt = learntFor(context.parts.state.status, experiment.name);
  if (learnt?.predictor !== undefined) {
    const text = l10n.t('Predictions for {0} rest on {1}.', experiment.name, basisText(learnt));
    await offer('information', text, [
      command(l10n.t('Run Search'), 'hypernas.runExperiment', file.toString(), experiment.name),
    ]);
  } else if (learnt !== undefined && learnt.lack === undefined && learnt.why !== undefined) {
    // More labels would not help, or cannot be measured.
    await offer('warning', l10n.t('Nothing is predicted for {0}: {1}', experiment.name, learnt.why), []);
  } else await measure(context, chosen, learnt?.why);
}

async function measure(context: RunsContext, { experiment, source }: Chosen, why: string | undefined): Promise<void> {
  const picked = await window.showQuickPick(
    SIZES.map((count) => ({
      label: l10n.t('Measure {0} architectures', count),
      ...(count === 16 ? { description: l10n.t('a good start') } : {}),
      count,
    })),
    {
      title: l10n.t('Train a predictor for {0}', experiment.name),
      placeHolder: why ?? l10n.t('It needs measured architectures to learn from'),
    },
  );
  if (picked === undefined) return;
  const params = {
    source,
    purpose: 'labels',
    evaluations: picked.count,
    architectures: [],
    warmStart: undefined,
  } as const;
  await start(context, params, experiment.name);
}

/** A lens stands over spaces too. */
async function experimentFor({ parts }: RunsContext, uri: unknown, name: unknown): Promise<unknown> {
  const file = fileOf(uri);
  if (file === undefined || typeof name !== 'string') return name;
  const view = await programOf(parts, file);
  return view?.spaces.find((space) => space.name === name)?.experiment ?? name;
}

export type Learnt = EngineStatus['learnt'][number];

/** What the engine has learnt for an experiment; undefined until its model is open. */
export const learntFor = (status: EngineStatus | undefined, experiment: string): Learnt | undefined =>
  status?.learnt.find((each) => each.experiment === experiment);

/** What predictions rest on, as the end of a sentence. */
export const basisText = ({ predictor, labels, refining }: Learnt): string =>
  refining
    ? l10n.t('{0} measured architectures ({1}; a better predictor is being fitted)', labels ?? 0, predictor ?? '')
    : l10n.t('{0} measured architectures ({1})', labels ?? 0, predictor ?? '');
