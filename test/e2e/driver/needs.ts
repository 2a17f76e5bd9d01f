/** What a machine must have for a real VS Code in a real browser, or one sentence on what it lacks. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { whatIsMissing } from '../../../scripts/ide/install.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The system's Chromium or Chrome; `CHROMIUM` names another. */
export function findChromium(env: Readonly<Record<string, string | undefined>> = process.env): string | undefined {
  const given = env['CHROMIUM'];
  if (given !== undefined && given !== '') return given;
  const folders = (env['PATH'] ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => existsSync(file));
}

export async function lacking(): Promise<string | undefined> {
  if (findChromium() === undefined)
    return "The end-to-end tests drive the system's Chromium, and there is none; on Debian or Ubuntu: apt-get install chromium.";
  return whatIsMissing();
}
