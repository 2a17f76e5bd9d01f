/** Where measurements that take an hour are kept from one run of a script to the next. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** `$HNAS_CACHE`, or a folder of the project's in the place that the system has for what can be made again. */
export function cacheFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const told = env['HNAS_CACHE'];
  if (told !== undefined && told !== '') return told;
  switch (platform) {
    case 'win32':
      return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'hypernas', 'cache');
    case 'darwin':
      return join(homedir(), 'Library', 'Caches', 'hypernas');
    default:
      return join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'hypernas');
  }
}
