/** Vulkan, through which WebGPU finds GPUs on Linux: its loader, and the drivers that the loader finds. */
import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const LIBRARY = 'libvulkan.so.1';

/**
 * A sentence where the loader or any driver is missing, without full stop. Asked before WebGPU, which would write of it to standard error. The system's own
 * search finds the loader or not: what is found is refused as it is no module of Node's.
 */
export function whyNoVulkan(
  platform: string = process.platform,
  load: (library: string) => void = (library) => process.dlopen({ exports: {} }, library),
  hasDriver: () => boolean = () => hasVulkanDriver(process.env),
): string | undefined {
  if (platform !== 'linux') return undefined;
  try {
    load(LIBRARY);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith(`${LIBRARY}: cannot open`))
      return `${LIBRARY} is not installed`;
  }
  return hasDriver() ? undefined : 'no driver for Vulkan is installed';
}

/** Whether the loader would find a driver's manifest: in a folder `vulkan/icd.d`, or named by a variable. */
export function hasVulkanDriver(environment: NodeJS.ProcessEnv, list: (folder: string) => string[] = filesIn): boolean {
  const named = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES', 'VK_ADD_DRIVER_FILES'];
  if (named.some((name) => (environment[name] ?? '') !== '')) return true;
  const home = environment['HOME'] ?? homedir();
  const folders = (name: string, otherwise: string): string[] => (environment[name] || otherwise).split(':');
  return [
    ...folders('XDG_CONFIG_HOME', join(home, '.config')),
    ...folders('XDG_CONFIG_DIRS', '/etc/xdg'),
    '/etc',
    '/usr/local/etc',
    '/run/opengl-driver/share',
    ...folders('XDG_DATA_HOME', join(home, '.local', 'share')),
    ...folders('XDG_DATA_DIRS', '/usr/local/share:/usr/share'),
  ].some((folder) => list(join(folder, 'vulkan', 'icd.d')).some((file) => file.endsWith('.json')));
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
