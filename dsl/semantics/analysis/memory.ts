/**
 * What is remembered of spaces from one version of a text to the next, and shared by the documents of an editor: results by the key of
 * their cut (analysis/cut.ts), those used last at the end.
 */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Architecture } from '../../space/decision-space.ts';
import type { SpaceModel } from '../../space/model.ts';
import type { SpaceItem } from '../../syntax/ast.ts';
import type { ExpansionCache } from '../operators.ts';
import type { Program } from '../program.ts';
import type { Segment } from './relocation.ts';

/** What checking a space has found, in the positions of its cut. */
export interface SpaceResult {
  readonly program: Program;
  readonly item: SpaceItem;
  readonly segments: readonly Segment[];
  readonly model: SpaceModel;
  readonly diagnostics: readonly Diagnostic[];
  /** Literal architectures by their text, read already. */
  readonly archs: Map<string, ArchResult>;
}

/** A literal architecture, with positions from its beginning. */
export interface ArchResult {
  readonly architecture: Architecture | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export interface AnalysisMemory {
  /** `whole`: its messages depend on everything visible, so the result stands under the key of the whole cut. */
  readonly results: Map<string, SpaceResult | 'whole'>;
  readonly expansions: ExpansionCache;
}

export const newMemory = (): AnalysisMemory => ({ results: new Map(), expansions: new Map() });

/** Results kept beyond those of the program analysed last: of other documents, and for going back. */
const KEPT = 64;
const KEPT_ARCHS = 2_000;
/** Expansions of operators, a kilobyte or so each. */
const KEPT_EXPANSIONS = 20_000;

/** The result under this key, made if it must be; moves to the end. */
export function recall(memory: AnalysisMemory, key: string, make: () => SpaceResult | 'whole'): SpaceResult | 'whole' {
  const known = memory.results.get(key);
  if (known !== undefined) memory.results.delete(key);
  const result = known ?? make();
  memory.results.set(key, result);
  return result;
}

/** Forgets what was used longest ago; `used` results belong to the program at hand. */
export function trim({ results, expansions }: AnalysisMemory, used: number): void {
  if (expansions.size > KEPT_EXPANSIONS) expansions.clear();
  let excess = results.size - 2 * used - KEPT;
  for (const [key, result] of results) {
    if (excess-- > 0) results.delete(key);
    else if (result !== 'whole' && result.archs.size > KEPT_ARCHS) result.archs.clear();
  }
}
