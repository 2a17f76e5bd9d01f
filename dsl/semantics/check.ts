/** Everything that can be said of a program without running it. One file a declaration kind stands in check/. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { analysisOf } from './analysis.ts';
import type { Program } from './program.ts';

/** All diagnostics of a program's files, those of loading included, in the order of files and positions. */
export function checkProgram(program: Program): readonly Diagnostic[] {
  return analysisOf(program).diagnostics;
}
