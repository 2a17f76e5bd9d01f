/**
 * What the alternatives of a decision change: architectures are drawn from the space, the decision is set to each alternative in turn with all
 * else held, and the predicted accuracies are compared with their mean (a centred partial dependence; Friedman 2001, section 8.2).
 */
import { seededRandom, type Random } from '../../dsl/random.ts';
import { INACTIVE, type Architecture, type DecisionSpace } from '../../dsl/space/decision-space.ts';
import type { Effect } from '../protocol/messages.ts';
import { Refusal } from '../protocol/peer.ts';
import type { PredictionService } from './prediction-service.ts';

/** Architectures that are varied, over all decisions asked for; draws at most for them; alternatives looked at. */
const SAMPLES = 64;
const DRAWS = 4;
const ALTERNATIVES = 32;

export interface Effects {
  readonly version: string | undefined;
  readonly effects: readonly Effect[];
}

/** `feasible`: the space to draw from, with all its requirements. Several decisions are taken together, alternative by alternative. */
export async function effectsOf(
  service: PredictionService,
  feasible: DecisionSpace,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Effects> {
  const decisions = paths.map((path) => decisionNumber(feasible, path));
  const random = seededRandom(`effects ${paths.join()}`);
  const rows = decisions.flatMap((decision) =>
    variations(feasible, decision, Math.ceil(SAMPLES / decisions.length), random),
  );
  const predicted = await service.predict(
    rows.flatMap((row) => row.map(({ architecture }) => architecture)),
    signal,
  );
  if (predicted === undefined) return { version: undefined, effects: [] };
  const changes = new Map<string, number[]>();
  let at = 0;
  for (const row of rows) {
    const means = row.map(() => predicted.estimates[at++]?.mean ?? NaN);
    const centre = means.reduce((sum, mean) => sum + mean, 0) / means.length;
    for (const [i, { alternative }] of row.entries()) {
      const list = changes.get(alternative) ?? [];
      list.push((means[i] ?? NaN) - centre);
      changes.set(alternative, list);
    }
  }
  return { version: predicted.model.basis.version, effects: [...changes].map(([name, list]) => summary(name, list)) };
}

interface Variation {
  readonly alternative: string;
  readonly architecture: Architecture;
}

function decisionNumber(space: DecisionSpace, path: string): number {
  const found = space.decisions.findIndex((decision) => decision.path === path);
  if (found < 0) throw new Refusal(`space ${space.name} has no decision ${path}`);
  return found;
}

/** Rows of architectures that differ in the decision alone, and in what that switches on or off. */
function variations(space: DecisionSpace, decision: number, wanted: number, random: Random): Variation[][] {
  const rows: Variation[][] = [];
  const known = new Set<string>();
  for (let draw = 0; draw < DRAWS * wanted && rows.length < wanted; draw++) {
    const base = space.sample(random);
    if (base === undefined) break;
    if (base.choices[decision] === INACTIVE) continue;
    const key = base.choices.map((choice, i) => (i === decision ? '' : choice)).join();
    if (known.has(key)) continue;
    known.add(key);
    const row = variationsOf(space, base, decision);
    if (row.length > 1) rows.push(row);
  }
  return rows;
}

function variationsOf(space: DecisionSpace, base: Architecture, decision: number): Variation[] {
  const row: Variation[] = [];
  const size = Math.min(ALTERNATIVES, space.decisions[decision]?.alternatives.length ?? 0);
  let neighbours: Architecture[] | undefined;
  for (let alternative = 0; alternative < size; alternative++) {
    const direct = { choices: base.choices.map((choice, i) => (i === decision ? alternative : choice)) };
    const architecture = space.validate(direct).ok
      ? direct
      : // It switches other decisions on or off, or is not feasible.
        (neighbours ??= [...space.neighbours(base)]).find((each) => each.choices[decision] === alternative);
    const name = architecture === undefined ? undefined : space.alternative(architecture, decision);
    if (architecture !== undefined && name !== undefined) row.push({ alternative: name, architecture });
  }
  return row;
}

function summary(alternative: string, changes: readonly number[]): Effect {
  const pairs = changes.length;
  const effect = changes.reduce((sum, change) => sum + change, 0) / pairs;
  const squares = changes.reduce((sum, change) => sum + (change - effect) ** 2, 0);
  return { alternative, effect, standardError: pairs < 2 ? 0 : Math.sqrt(squares / (pairs - 1) / pairs), pairs };
}
