/** Which fix mends which diagnostic; names that are merely misspelt bring theirs along (diagnostics/did-you-mean.ts). */
import type { DiagnosticCode } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Program } from '../program.ts';
import { dropUnit } from './drop-unit.ts';
import type { Fix } from './fix.ts';
import { removeRequirement } from './remove-requirement.ts';
import { removeUnused } from './remove-unused.ts';
import { repeatedAlternative } from './repeated-alternative.ts';
import { singleAlternative } from './single-alternative.ts';
import { swapRange } from './swap-range.ts';

const fixes: Partial<Record<DiagnosticCode, Fix>> = {
  'block-unused': removeUnused,
  'decision-unused': removeUnused,
  'single-alternative': singleAlternative,
  'repeated-alternative': repeatedAlternative,
  'empty-range': swapRange,
  'require-always-true': removeRequirement,
  'unit-mismatch': dropUnit,
};

/** The diagnostic with its fix, where there is one. */
export function withFix(program: Program, diagnostic: Diagnostic): Diagnostic {
  const file = program.files.get(diagnostic.file);
  const made = file === undefined ? undefined : fixes[diagnostic.code]?.(diagnostic, file);
  return made === undefined ? diagnostic : { ...diagnostic, fixes: [...(diagnostic.fixes ?? []), made] };
}
