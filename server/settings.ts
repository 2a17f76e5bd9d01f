/** Settings, asked for once and again when they change, or taken from what the client sends; the defaults where it has none. */
import { DidChangeConfigurationNotification, type Connection } from 'vscode-languageserver';
import type { HintSetting } from '../dsl/service/inlay-hints.ts';
import type { ClientAbilities } from './abilities.ts';

export interface Settings {
  inlayHints: HintSetting;
}

const isHintSetting = (value: unknown): value is HintSetting => value === 'off' || value === 'archs' || value === 'all';

/** `changed` is called after each change. */
export function watchSettings(
  connection: Connection,
  settings: Settings,
  client: ClientAbilities,
  changed: () => void,
): void {
  const take = (value: unknown): void => {
    settings.inlayHints = isHintSetting(value) ? value : 'all';
    changed();
  };
  const read = async (): Promise<void> => {
    try {
      take(await connection.workspace.getConfiguration('hypernas.inlayHints'));
    } catch (error) {
      connection.console.error(`the settings cannot be read: ${String(error)}`);
    }
  };
  connection.onDidChangeConfiguration(({ settings: sent }: { readonly settings: unknown }) => {
    if (client.configuration) void read();
    else take(inlayHintsIn(sent));
  });
  if (!client.configuration) return;
  void read();
  if (client.registerConfiguration)
    connection.client
      .register(DidChangeConfigurationNotification.type, { section: 'hypernas' })
      .catch((error: unknown) => connection.console.error(`settings cannot be watched: ${String(error)}`));
}

/** Of `{ hypernas: { inlayHints } }`, as clients send that are not asked. */
function inlayHintsIn(sent: unknown): unknown {
  const section = (sent as { readonly hypernas?: unknown } | null | undefined)?.hypernas;
  return (section as { readonly inlayHints?: unknown } | null | undefined)?.inlayHints;
}
