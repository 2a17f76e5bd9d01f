/** Which architectures of a space are measured on a device: those that together tell most about all others. */
import { seededRandom } from '../../dsl/random.ts';
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import { fail, ok, type Outcome } from '../data/outcome.ts';
import { hardwarePredictor } from '../predictor/hardware/hardware-predictor.ts';
import { frozenModel } from './measure.ts';

/** Distinct graphs among which references are chosen. */
const CANDIDATES = 500;
const ATTEMPTS = 5000;

/** Up to `count` distinct architectures whose networks can be run. */
export function referenceArchitectures(space: DecisionSpace, count: number, seed: number): Outcome<Architecture[]> {
  const random = seededRandom(seed).fork('references');
  const candidates: Architecture[] = [];
  const seen = new Set<string>();
  for (let attempt = 0; attempt < ATTEMPTS && candidates.length < Math.max(CANDIDATES, count); attempt++) {
    const architecture = space.sample(random);
    if (architecture === undefined) break;
    const hash = space.graphHash(architecture);
    if (seen.has(hash)) continue;
    seen.add(hash);
    candidates.push(architecture);
  }
  if (candidates.length === 0) return fail(`space ${space.name} has no architecture`);
  const made = hardwarePredictor(space, [], random, { timed: true });
  if ('error' in made) return made;
  const order = made.value.references(candidates, Math.min(candidates.length, 2 * count + 10));
  const chosen: Architecture[] = [];
  let why = '';
  for (const position of order) {
    if (chosen.length === count) break;
    const architecture = candidates[position] as Architecture;
    const frozen = frozenModel(space, architecture, seed);
    if ('error' in frozen) why = frozen.error;
    else chosen.push(architecture);
  }
  return chosen.length === 0 ? fail(why) : ok(chosen);
}
