/** The loader of Vulkan's drivers, through which WebGPU finds GPUs on Linux. */

const LIBRARY = 'libvulkan.so.1';

/**
 * A sentence where it is missing, without full stop. Asked before WebGPU, which would write of it to standard error. The system's own search finds it or not:
 * what is found is refused as it is no module of Node's.
 */
export function whyNoVulkan(
  platform: string = process.platform,
  load: (library: string) => void = (library) => process.dlopen({ exports: {} }, library),
): string | undefined {
  if (platform !== 'linux') return undefined;
  try {
    load(LIBRARY);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith(`${LIBRARY}: cannot open`))
      return `${LIBRARY} is not installed`;
  }
  return undefined;
}
