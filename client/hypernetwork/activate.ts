/** The hypernetworks' part of the extension: training one, and stopping that. */
import { commands, l10n, type CancellationTokenSource, type Disposable } from 'vscode';
import { offer } from '../engine/failure.ts';
import type { Parts } from '../parts.ts';
import { chooseHypernetwork, keyOf } from './choose.ts';
import { train } from './train.ts';

/** What menus are chosen by: whether anything is trained. */
const CONTEXT = 'hypernas.trainsHypernetwork';

export function activateHypernetworks(parts: Parts): Disposable[] {
  /** Trainings of this window, by hypernetwork. */
  const active = new Map<string, CancellationTokenSource>();
  const changed = (): void => void commands.executeCommand('setContext', CONTEXT, active.size > 0);

  const begin = async (uri: unknown, name: unknown): Promise<void> => {
    const chosen = await chooseHypernetwork(parts, uri, name);
    if (chosen === undefined) return;
    const key = keyOf(chosen);
    if (active.has(key)) return offer('information', l10n.t('{0} is being trained already.', chosen.name), []);
    await train(parts, chosen, (cancellation) => {
      if (cancellation === undefined) active.delete(key);
      else active.set(key, cancellation);
      changed();
    });
  };

  /** Without a name: all. */
  const stop = (uri: unknown, name: unknown): void => {
    const isMeant = typeof uri === 'string' && typeof name === 'string' ? keyOf({ uri, name }) : undefined;
    for (const [key, cancellation] of active) if (isMeant === undefined || key === isMeant) cancellation.cancel();
  };

  return [
    commands.registerCommand('hypernas.trainHypernetwork', begin),
    commands.registerCommand('hypernas.stopHypernetwork', stop),
    { dispose: () => stop(undefined, undefined) },
  ];
}
