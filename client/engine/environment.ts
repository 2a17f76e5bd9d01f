/** What the settings say to processes that compute: the language server hands its environment on to the engine, tasks have one of their own. */
import { workspace } from 'vscode';

/** Where packages of faster backends are looked for: docs/compute.md. */
const BACKENDS = 'HNAS_BACKENDS';

/** The device to compute on: docs/compute.md. */
const DEVICE = 'HNAS_DEVICE';

/** To be added to what the processes inherit; a setting that is empty leaves the user's own variable. */
export function backendsVariable(): Readonly<Record<string, string>> {
  const folder = workspace.getConfiguration('hypernas').get('engine.backends', '').trim();
  return folder === '' ? {} : { [BACKENDS]: folder };
}

/** For a task's process. The engine hears of the device from the language server, which is told of changes. */
export function deviceVariable(): Readonly<Record<string, string>> {
  const device = workspace.getConfiguration('hypernas').get('engine.device', 'auto');
  return device === 'auto' ? {} : { [DEVICE]: device };
}
