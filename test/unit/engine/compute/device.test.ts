/** Names of devices, what they are, and the sentences about those that are missing. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { chosenDevice, deviceNames, openBackend, openWritten, placeOf } from '../../../../engine/compute/index.ts';
import { instructionSet, processorWords } from '../../../../engine/compute/backend/processor.ts';
import { takes } from '../../../../engine/compute/backend/takes.ts';
import { whyNotCuda } from '../../../../engine/compute/onnx/cuda.ts';
import { reasonOf } from '../../../../engine/compute/onnx/runtime.ts';
import { hasVulkanDriver, whyNoVulkan } from '../../../../engine/compute/onnx/vulkan.ts';

const folder = mkdtempSync(join(tmpdir(), 'hnas-device-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => void vi.unstubAllEnvs());

describe('the chosen device', () => {
  it('is that of the variable, auto where there is none', () => {
    expect([chosenDevice(undefined), chosenDevice(''), chosenDevice('webgpu')]).toEqual(['auto', 'auto', 'webgpu']);
    expect(() => chosenDevice('GPU')).toThrow('HNAS_DEVICE is "GPU", which is no device; there are auto, cpu,');
    expect(deviceNames.map((name) => placeOf(name)?.backend)).toEqual([
      undefined,
      'onnx',
      'onnx',
      'onnx',
      'tfjs',
      'web',
    ]);
  });

  it('comes before what a file says, but not before a backend that is asked for by name', async () => {
    vi.stubEnv('HNAS_DEVICE', 'web');
    const opened = [await openBackend('auto', { device: 'webgpu' }), await openBackend('onnx', { threads: 1 })];
    expect(opened.map(({ name }) => name)).toEqual(['web', 'onnx']);
    opened.push(await openWritten('onnx', { threads: 1 }));
    expect(opened.at(-1)?.name).toBe('web');
    vi.stubEnv('HNAS_DEVICE', '');
    opened.push(await openWritten('onnx', { threads: 1 }));
    expect(opened.at(-1)?.name).toBe('onnx');
    for (const backend of opened) await backend.dispose();
  });
});

describe('what is missing', () => {
  it('is told of Vulkan by the search of the system itself', () => {
    const fails = (message: string) => () => {
      throw new Error(message);
    };
    expect(whyNoVulkan('linux', fails('libvulkan.so.1: cannot open shared object file: No such file'))).toBe(
      'libvulkan.so.1 is not installed',
    );
    const found = fails("Module did not self-register: 'libvulkan.so.1'.");
    expect(whyNoVulkan('linux', found, () => true)).toBe(undefined);
    expect(whyNoVulkan('linux', found, () => false)).toBe('no driver for Vulkan is installed');
    expect(whyNoVulkan('win32', fails('libvulkan.so.1: cannot open'))).toBe(undefined);
  });

  it('finds drivers of Vulkan where its loader does', () => {
    const manifestIn = (place: string) => (folder: string) => (folder === place ? ['driver.json'] : ['readme']);
    const at = (place: string, environment: NodeJS.ProcessEnv = { HOME: '/home/a' }): boolean =>
      hasVulkanDriver(environment, manifestIn(place));
    expect(['/usr/share', '/etc', '/home/a/.local/share'].map((place) => at(`${place}/vulkan/icd.d`))).toEqual([true, true, true]); // prettier-ignore
    expect(at('/opt/vulkan/icd.d')).toBe(false);
    expect(at('/opt/vulkan/icd.d', { HOME: '/home/a', XDG_DATA_DIRS: '/usr/share:/opt' })).toBe(true);
    expect(at('', { VK_ICD_FILENAMES: '/a.json' })).toBe(true);
  });

  it('is told of CUDA by the files of the package', () => {
    expect(whyNotCuda(folder, 'linux', 'x64')).toMatch(/providers_cuda\.so is not in .*npm install onnxruntime-node/);
    const binaries = join(folder, 'bin/napi-v6/linux/x64');
    mkdirSync(binaries, { recursive: true });
    writeFileSync(join(binaries, 'libonnxruntime_providers_cuda.so'), '');
    expect(whyNotCuda(folder, 'linux', 'x64')).toBe(undefined);
    expect(whyNotCuda(folder, 'darwin', 'arm64')).toMatch(/^CUDA cannot be used here\. .*linux-x64 only/);
  });

  it('has what it takes, for every platform', () => {
    expect(takes('webgpu', 'linux-x64')).toContain('apt install libvulkan1');
    expect(takes('webgpu', 'linux-arm64')).toContain('no WebGPU for linux-arm64');
    expect(takes('webgpu', 'win32-x64')).toBe('A GPU of any make with its current driver.');
  });

  it('is told without the places of sources', () => {
    const raw =
      '/src/providers/webgpu_context.cc:136 void f()::<lambda()> status == Success was false. Failed to get an adapter.\n\nmore';
    expect(reasonOf(new Error(raw))).toBe('Failed to get an adapter');
  });
});

describe('the processor', () => {
  it('is told by its widest instructions', () => {
    expect(instructionSet('fpu avx avx2 sse4_2', 'x64')).toBe('AVX2');
    expect(instructionSet('avx2 avx512f', 'x64')).toBe('AVX-512');
    expect(instructionSet('', 'arm64')).toBe('NEON');
    expect(instructionSet('', 'x64')).toBe(undefined);
    expect(processorWords()).toMatch(/, \d+ (of \d+ )?threads.*\.$/);
  });
});
