/** Which fix mends which diagnostic; names that are merely misspelt bring theirs along (diagnostics/did-you-mean.ts). */
import type { DiagnosticCode } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Program } from '../program.ts';
import { addArgument } from './add-argument.ts';
import { addMember, completeExperiment } from './add-member.ts';
import { addDecision, legalAlternative } from './architecture-values.ts';
import { dropUnit } from './drop-unit.ts';
import { removeArgument, removeEntry } from './entries.ts';
import { fitCount, fitWeights, makeWhole } from './fit-counts.ts';
import { declareOutput, poolFirst } from './fit-shape.ts';
import type { Fix } from './fix.ts';
import { learnOnSpace } from './learn-on-space.ts';
import { opToBlock } from './op-to-block.ts';
import { moveExit, removeExit } from './remove-exit.ts';
import { removeImport } from './remove-import.ts';
import { removeRequirement } from './remove-requirement.ts';
import { removeUnused } from './remove-unused.ts';
import { renameDuplicate } from './rename-duplicate.ts';
import { repeatedAlternative } from './repeated-alternative.ts';
import { singleAlternative } from './single-alternative.ts';
import { swapRange } from './swap-range.ts';
import { removeUnreachable } from './unreachable.ts';

const fixes: Partial<Record<DiagnosticCode, Fix>> = {
  'import-not-found': removeImport,
  'cyclic-import': removeImport,
  'duplicate-name': renameDuplicate,
  'duplicate-key': removeEntry,
  'unknown-parameter': removeArgument,
  'unknown-key': removeEntry,
  'missing-argument': addArgument,
  'missing-member': addMember,
  'invalid-value': makeWhole,
  'unit-mismatch': dropUnit,
  'empty-range': swapRange,
  'single-alternative': singleAlternative,
  'repeated-alternative': repeatedAlternative,
  'choose-too-many': fitCount,
  'weights-mismatch': fitWeights,
  'decision-not-allowed': opToBlock,
  'decision-unused': removeUnused,
  'shape-mismatch': poolFirst,
  'output-mismatch': declareOutput,
  'exit-mismatch': removeExit,
  'exit-not-allowed': moveExit,
  'exit-too-dear': removeExit,
  unreachable: removeUnreachable,
  'block-unused': removeUnused,
  'require-always-true': removeRequirement,
  'require-always-false': removeRequirement,
  'arch-outside-space': legalAlternative,
  'arch-missing-decision': addDecision,
  'arch-inactive-decision': removeEntry,
  'arch-unknown-path': removeEntry,
  'experiment-incomplete': completeExperiment,
  'objective-unavailable': removeEntry,
  'hypernetwork-misfit': learnOnSpace,
  'budget-impossible': removeEntry,
};

/** The diagnostic with its fixes, where there are any. */
export function withFix(program: Program, diagnostic: Diagnostic): Diagnostic {
  const file = program.files.get(diagnostic.file);
  const made = file === undefined ? undefined : fixes[diagnostic.code]?.(diagnostic, file, program);
  const found = made === undefined ? [] : 'title' in made ? [made] : made;
  return found.length === 0 ? diagnostic : { ...diagnostic, fixes: [...(diagnostic.fixes ?? []), ...found] };
}

/**
 * Codes whose first fix changes nothing that the text means, so that it may be made without asking: what it takes away has no effect.
 * Unused declarations are not among them: they may be about to be used.
 */
export const SAFE_CODES: readonly DiagnosticCode[] = ['repeated-alternative', 'require-always-true', 'unreachable'];
