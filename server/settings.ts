/** Settings, asked for once and again when they change; the defaults where the editor has none. */
import { DidChangeConfigurationNotification, type ClientCapabilities, type Connection } from 'vscode-languageserver';
import type { HintSetting } from '../dsl/service/inlay-hints.ts';

export interface Settings {
  inlayHints: HintSetting;
}

const isHintSetting = (value: unknown): value is HintSetting => value === 'off' || value === 'archs' || value === 'all';

/** `changed` is called after each change. */
export function watchSettings(
  connection: Connection,
  settings: Settings,
  { workspace }: ClientCapabilities,
  changed: () => void,
): void {
  const read = async (): Promise<void> => {
    try {
      const value: unknown = await connection.workspace.getConfiguration('hypernas.inlayHints');
      settings.inlayHints = isHintSetting(value) ? value : 'all';
      changed();
    } catch (error) {
      connection.console.error(`the settings cannot be read: ${String(error)}`);
    }
  };
  if (workspace?.configuration !== true) return;
  void read();
  connection.onDidChangeConfiguration(() => void read());
  if (workspace.didChangeConfiguration?.dynamicRegistration === true)
    void connection.client.register(DidChangeConfigurationNotification.type, { section: 'hypernas' });
}
