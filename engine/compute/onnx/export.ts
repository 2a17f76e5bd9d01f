import type { HostTensor } from '../backend/backend.ts';
import type { Program } from '../program/program.ts';
export interface OnnxExportOptions {
  readonly graphName?: string;
}
export declare function exportOnnx(
  program: Program,
  state: Readonly<Record<string, HostTensor>>,
  options?: OnnxExportOptions,
): Uint8Array;
