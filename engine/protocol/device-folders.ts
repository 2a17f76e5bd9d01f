/** Where profiles of devices lie: the engine reads them there, the language server lists them. */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** `folder`: of the spec. */
export function devicesBeside(folder: string): string {
  return join(folder, 'devices');
}

/** As the XDG base directories say; `HNAS_DEVICES` names another folder. */
export function devicesOfUser(env: NodeJS.ProcessEnv = process.env): string {
  const named = env['HNAS_DEVICES'];
  if (named !== undefined && named !== '') return named;
  const config = env['XDG_CONFIG_HOME'];
  const base = config !== undefined && isAbsolute(config) ? config : join(env['HOME'] ?? homedir(), '.config');
  return join(base, 'hypernas-studio', 'devices');
}
