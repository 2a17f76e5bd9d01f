/** Compiled segments, kept for as long as there is room: the segment that was used longest ago is given up first. */
import type { Backend, Executable } from '../compute/index.ts';
import { segmentPrograms, type SegmentMode, type SegmentPrograms } from './segment-programs.ts';
import type { Segment } from './segments.ts';

export interface Kernel extends Omit<SegmentPrograms, 'forward' | 'backward'> {
  readonly forward: Executable;
  readonly backward: Executable;
}

export interface Kernels {
  readonly mode: SegmentMode;
  of(segment: Segment): Promise<Kernel>;
  dispose(): Promise<void>;
}

const MOST_KEPT = 400;

export function segmentKernels(backend: Backend, mode: SegmentMode): Kernels {
  const kept = new Map<string, Kernel>();
  const free = async (key: string, kernel: Kernel): Promise<void> => {
    kept.delete(key);
    await kernel.forward.dispose();
    await kernel.backward.dispose();
  };
  return {
    mode,
    of: async (segment) => {
      const { key } = segment;
      const known = kept.get(key);
      if (known !== undefined) {
        kept.delete(key);
        kept.set(key, known);
        return known;
      }
      const { forward, backward, ...rest } = segmentPrograms(segment, mode);
      const kernel = { ...rest, forward: await backend.compile(forward), backward: await backend.compile(backward) };
      const [oldest] = kept;
      if (kept.size >= MOST_KEPT && oldest !== undefined) await free(...oldest);
      kept.set(key, kernel);
      return kernel;
    },
    dispose: async () => {
      for (const [key, kernel] of [...kept]) await free(key, kernel);
    },
  };
}
