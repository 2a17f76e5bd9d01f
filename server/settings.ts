/** Settings, asked for once and again when they change, or taken from what the client sends; the defaults where it has none. */
import { DidChangeConfigurationNotification, type Connection } from 'vscode-languageserver';
import type { HintSetting } from '../dsl/service/inlay-hints.ts';
import type { ClientAbilities } from './abilities.ts';
import { ask, type Log } from './asking.ts';

export interface Settings {
  inlayHints: HintSetting;
  /** Whether what alternatives change stands beside them. */
  marginalEffects: boolean;
  /** The Node that runs the engine; undefined for the server's own. */
  nodePath: string | undefined;
  /** The device that the engine computes on; undefined: what it inherits, else its own choice. */
  device: string | undefined;
}

interface Section {
  readonly inlayHints?: unknown;
  readonly marginalEffects?: unknown;
  readonly engine?: { readonly nodePath?: unknown; readonly device?: unknown } | null;
}

const isHintSetting = (value: unknown): value is HintSetting => value === 'off' || value === 'archs' || value === 'all';

/** `changed` is called after each change, with what it was before. */
export function watchSettings(
  connection: Connection,
  settings: Settings,
  client: ClientAbilities,
  log: Log,
  changed: (before: Settings) => void,
): void {
  const take = (section: unknown): void => {
    const before = { ...settings };
    const { inlayHints, marginalEffects, engine } = (section ?? {}) as Section;
    settings.inlayHints = isHintSetting(inlayHints) ? inlayHints : 'all';
    settings.marginalEffects = marginalEffects === true;
    // An editor that knows no such setting may have named one when it started the server.
    const nodePath = engine?.nodePath;
    if (typeof nodePath === 'string') settings.nodePath = nodePath.trim() === '' ? undefined : nodePath.trim();
    const device = engine?.device;
    settings.device = typeof device === 'string' && device !== '' && device !== 'auto' ? device : undefined;
    changed(before);
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
