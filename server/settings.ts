/** Settings, asked for once and again when they change, or taken from what the client sends; the defaults where it has none. */
import { DidChangeConfigurationNotification, type Connection } from 'vscode-languageserver';
import type { HintSetting } from '../dsl/service/inlay-hints.ts';
import type { ClientAbilities } from './abilities.ts';
import { ask, type Log } from './asking.ts';

export interface Settings {
  inlayHints: HintSetting;
  /** Whether what alternatives change stands beside them. */
  marginalEffects: boolean;
}

const isHintSetting = (value: unknown): value is HintSetting => value === 'off' || value === 'archs' || value === 'all';

/** `changed` is called after each change. */
export function watchSettings(
  connection: Connection,
  settings: Settings,
  client: ClientAbilities,
  log: Log,
  changed: () => void,
): void {
  const take = (section: unknown): void => {
    const { inlayHints, marginalEffects } = (section ?? {}) as Partial<Record<keyof Settings, unknown>>;
    settings.inlayHints = isHintSetting(inlayHints) ? inlayHints : 'all';
    settings.marginalEffects = marginalEffects === true;
    changed();
  };
  const read = (): void =>
    ask(log, 'the settings cannot be read', async () => take(await connection.workspace.getConfiguration('hypernas')));
  connection.onDidChangeConfiguration(({ settings: sent }: { readonly settings: unknown }) => {
    if (client.configuration) read();
    else take((sent as { readonly hypernas?: unknown } | null | undefined)?.hypernas);
  });
  if (!client.configuration) return;
  read();
  if (client.registerConfiguration)
    ask(log, 'settings cannot be watched', () =>
      connection.client.register(DidChangeConfigurationNotification.type, { section: 'hypernas' }),
    );
}
