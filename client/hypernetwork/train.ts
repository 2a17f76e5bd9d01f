/** Train Hypernetwork: how far it is stands in the notification area, where it is stopped too; what it learnt is kept then. */
import { CancellationTokenSource, l10n, ProgressLocation, window, workspace } from 'vscode';
import type { Event, ResultOf } from '../../engine/protocol/messages.ts';
import { offer, showFailure } from '../engine/failure.ts';
import { grouped } from '../numbers.ts';
import type { Parts } from '../parts.ts';
import { duration } from '../runs/words.ts';
import type { ChosenHypernetwork } from './choose.ts';

/** Milliseconds that the status bar says what has become of a training that was stopped. */
const SAID = 8_000;

let trainings = 0;

/** `now` is told what stops it while it goes on, and undefined when it has ended. */
export async function train(
  { engine, state }: Parts,
  { name, source }: ChosenHypernetwork,
  now: (cancellation: CancellationTokenSource | undefined) => void,
): Promise<void> {
  const training = `${name}-${++trainings}`;
  const cancellation = new CancellationTokenSource();
  const isQuiet = workspace.getConfiguration('hypernas').get('runs.progress') === 'statusBar';
  const location = isQuiet ? ProgressLocation.Window : ProgressLocation.Notification;
  now(cancellation);
  const title = l10n.t('Training {0}', name);
  const answer = await window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    token.onCancellationRequested(() => cancellation.cancel());
    progress.report({ message: l10n.t('beginning') });
    let reported: number | undefined;
    const listening = engine.on('hypernetworkProgress', (event) => {
      if (event.training !== training) return;
      const percent = (100 * event.step) / event.steps;
      // What was there before counts too.
      progress.report({ message: progressText(event), increment: percent - (reported ?? 0) });
      reported = percent;
    });
    try {
      return await engine.request('trainHypernetwork', { source, training }, cancellation.token);
    } finally {
      listening.dispose();
    }
  });
  now(undefined);
  cancellation.dispose();
  if ('value' in answer) return offer('information', doneText(name, answer.value), []);
  if (answer.kind !== 'cancelled') return showFailure(answer, state);
  window.setStatusBarMessage(l10n.t('{0}: what it learnt is kept, and Continue goes on with it', name), SAID);
}

/** `1 200 of 2 000 steps · loss 1.234 · 40 s left`. */
export function progressText({ step, steps, loss, secondsLeft }: Event<'hypernetworkProgress'>): string {
  return [
    l10n.t('{0} of {1} steps', grouped(step), grouped(steps)),
    l10n.t('loss {0}', loss.toFixed(3)),
    ...(secondsLeft === undefined ? [] : [l10n.t('{0} left', duration(secondsLeft))]),
  ].join(' · ');
}

export function doneText(name: string, { steps, before, seconds, loss }: ResultOf<'trainHypernetwork'>): string {
  if (before === steps) return l10n.t('{0} is trained already, for {1} steps.', name, grouped(steps));
  return loss === undefined
    ? l10n.t('{0} is trained: {1} steps in {2}.', name, grouped(steps), duration(seconds))
    : l10n.t('{0} is trained: {1} steps in {2}, loss {3}.', name, grouped(steps), duration(seconds), loss.toFixed(3));
}
