/** Shapes that depend on too many decisions to be followed: some architectures are built instead. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { seededRandom } from '../../random.ts';
import { decisionSpace, loweredOf } from '../../space/lower.ts';
import type { SpaceModel } from '../../space/model.ts';
import type { Program } from '../program.ts';

/** Architectures built, fewer where they are large. */
const SAMPLES = 12;
const DECISIONS = 3_000;
/** Characters of an architecture's text that a message shows. */
const SHOWN = 300;

/** The first problem found, with the architecture that shows it. */
export function checkShapes(program: Program, model: SpaceModel): Diagnostic[] {
  if (model.followed) return [];
  const space = decisionSpace(program, model);
  const lowered = loweredOf(space);
  const random = seededRandom(`shapes of ${model.name}`);
  const samples = Math.max(1, Math.min(SAMPLES, Math.round(DECISIONS / (1 + model.decisions.length))));
  for (let i = 0; i < samples; i++) {
    const choices = lowered.draws.draw(random, 100);
    if (choices === undefined) continue;
    const [found] = lowered.problemsOf(choices);
    if (found === undefined) continue;
    const text = space.text({ choices });
    const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
    return [{ ...found, message: `${found.message} (with ${shown})` }];
  }
  return [];
}
