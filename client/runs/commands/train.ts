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
  const known = modelOf(context.parts.state.status, chosen.experiment.name);
  if (known?.isClaiming === true) {
    await offer('information', l10n.t('Predictions for {0} rest on {1}.', chosen.experiment.name, known.text), [
      command(l10n.t('Run Search'), 'hypernas.runExperiment', chosen.uri.toString(), chosen.experiment.name),
    ]);
    return;
  }
  if (chosen.experiment.evaluatorKind === 'table') {
    const why = known === undefined ? '' : ` ${known.text}`;
    await offer(
      'warning',
      l10n.t('{0} learns from the rows of its table, and claims nothing yet.', chosen.experiment.name) + why,
      [],
    );
    return;
  }
  await measure(context, chosen, known?.text);
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
  const params = { source, purpose: 'labels', evaluations: picked.count, architectures: [] } as const;
  await start(context, params, experiment.name);
}

/** A lens stands over spaces too. */
async function experimentFor({ parts }: RunsContext, uri: unknown, name: unknown): Promise<unknown> {
  const file = fileOf(uri);
  if (file === undefined || typeof name !== 'string') return name;
  const view = await programOf(parts, file);
  return view?.spaces.find((space) => space.name === name)?.experiment ?? name;
}

/** The line of the status about the experiment's model, without its name. */
export function modelOf(
  status: EngineStatus | undefined,
  experiment: string,
): { readonly isClaiming: boolean; readonly text: string } | undefined {
  const line = status?.models.find((each) => each.startsWith(`${experiment}: `));
  if (line === undefined) return undefined;
  const text = line.slice(experiment.length + 2);
  const costsOnly = /^costs only; /.exec(text);
  return costsOnly === null
    ? { isClaiming: text !== 'being opened', text }
    : { isClaiming: false, text: text.slice(costsOnly[0].length) };
}
