/** Whether onnxruntime's provider for CUDA is there. It is no part of the npm package: its installation downloads it where that is asked for. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { takes } from '../backend/takes.ts';

/** A sentence where it is missing; asking onnxruntime itself would write to standard error. `folder`: the package's own. */
export function whyNotCuda(folder: string, platform = process.platform, arch = process.arch): string | undefined {
  const needs = takes('cuda', `${platform}-${arch}`);
  if (`${platform}-${arch}` !== 'linux-x64') return `CUDA cannot be used here. It takes: ${needs}`;
  const library = 'libonnxruntime_providers_cuda.so';
  const present = foldersIn(join(folder, 'bin')).some((version) =>
    existsSync(join(folder, 'bin', version, platform, arch, library)),
  );
  return present ? undefined : `CUDA cannot be used: ${library} is not in ${folder}. It takes: ${needs}`;
}

function foldersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
