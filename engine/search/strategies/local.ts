/**
 * Local search (White, Nolen, Savani 2021, Exploring the loss landscape in neural architecture search): after some random draws the neighbours of the best are
 * measured, in random order; the first that is better is the next to stand on. Where no neighbour is better a new climb begins from a random draw.
 * With several objectives it is Pareto local search (Paquete, Chiarandini, Stützle 2004): better is what dominates, and what is on the climb's own
 * front is expanded, one member after the other.
 */
import { restoreRandom, type Random } from '../../../dsl/random.ts';
import type { Architecture } from '../../../dsl/space/decision-space.ts';
import { crowdedOrder } from '../crowded-order.ts';
import { constraintDominates, type Point } from '../dominance.ts';
import { objectiveVector, violation } from '../objective.ts';
import type { Memory, Proposal, Result, Strategy, StrategyContext } from '../strategy.ts';
import { drawUnseen, unseenCandidate, type Candidate } from '../unseen.ts';

export interface LocalOptions {
  /** Random draws at the start; the first climb begins at the best of them. */
  readonly initial: number;
  /** Neighbours that are measured at once. 1 wastes none when a better one is found. */
  readonly batch: number;
}

interface State {
  readonly random: string;
  readonly asked: readonly string[];
  readonly drawn: number;
  readonly climb: readonly string[];
  readonly expanded: readonly string[];
  readonly current: string | null;
  readonly queue: readonly (readonly number[])[];
}

export function localStrategy(
  options: LocalOptions,
  context: StrategyContext,
  random: Random,
  memory?: Memory,
): Strategy {
  const state = memory?.state as State | undefined;
  const generator = state === undefined ? random : restoreRandom(state.random);
  const told = new Map<string, Result>((memory?.results ?? []).map((result) => [result.hash, result]));
  const asked = new Set<string>(state?.asked ?? []);
  const seen = new Set<string>([...told.keys(), ...asked]);
  let drawn = state?.drawn ?? told.size;
  /** What this climb knows: measured in it, or met again. */
  let climb = new Set<string>(state?.climb ?? told.keys());
  const expanded = new Set<string>(state?.expanded ?? []);
  let current = state?.current ?? null;
  let queue: Architecture[] = (state?.queue ?? []).map((choices) => ({ choices }));

  const propose = ({ architecture, hash }: Candidate, origin: Proposal['origin']): Proposal => {
    seen.add(hash);
    asked.add(hash);
    return { architecture, hash, origin };
  };
  const draw = (origin: Proposal['origin']): Proposal[] => {
    const found = drawUnseen(context, seen, () => context.space.sample(generator));
    return found === undefined ? [] : [propose(found, origin)];
  };

  /** Stands on the next member of the climb's front; false where all of it is expanded. */
  const expandNext = (): boolean => {
    const next = nextOf(climb, expanded, told, context);
    if (next === undefined) return false;
    current = next.hash;
    expanded.add(next.hash);
    queue = [];
    for (const neighbour of generator.shuffle([...context.space.neighbours(next.architecture)])) {
      const hash = context.space.graphHash(neighbour);
      // A neighbour that an earlier climb measured costs nothing: it is as good a step as any.
      if (told.has(hash)) climb.add(hash);
      else queue.push(neighbour);
    }
    return true;
  };

  const fromNeighbours = (n: number): Proposal[] => {
    const proposals: Proposal[] = [];
    while (proposals.length < n && context.signal?.aborted !== true) {
      const neighbour = queue.shift();
      if (neighbour !== undefined) {
        const candidate = unseenCandidate(context, seen, neighbour);
        if (candidate !== undefined) proposals.push(propose(candidate, 'mutation'));
      } else if (proposals.length > 0 || !expandNext()) break;
    }
    return proposals;
  };

  return {
    ask: (n) => {
      if (drawn < options.initial) {
        const proposals: Proposal[] = [];
        for (let left = Math.min(n, options.initial - drawn); left > 0; left--) proposals.push(...draw('initial'));
        drawn += proposals.length;
        if (proposals.length > 0) return Promise.resolve(proposals);
      }
      const proposals = fromNeighbours(n);
      if (proposals.length > 0) return Promise.resolve(proposals);
      climb = new Set();
      return Promise.resolve(draw('random'));
    },
    tell: (results) => {
      const stand = current === null ? undefined : pointOf(told.get(current), context);
      for (const result of results) {
        asked.delete(result.hash);
        told.set(result.hash, result);
        climb.add(result.hash);
        const point = pointOf(result, context);
        // Uphill: the other neighbours are left alone.
        if (point !== undefined && stand !== undefined && constraintDominates(point, stand)) queue = [];
      }
    },
    state: () => ({
      random: generator.state(),
      asked: [...asked],
      drawn,
      climb: [...climb],
      expanded: [...expanded],
      current,
      queue: queue.map(({ choices }) => choices),
    }),
    batch: () => (drawn < options.initial ? options.initial - drawn : options.batch),
  };
}

/** The first of the climb's front, in crowded order, that was not expanded. */
function nextOf(
  climb: ReadonlySet<string>,
  expanded: ReadonlySet<string>,
  told: ReadonlyMap<string, Result>,
  context: StrategyContext,
): Result | undefined {
  const members = [...climb].flatMap((hash) => told.get(hash) ?? []);
  const points = members.map((member) => pointOf(member, context));
  const order = crowdedOrder(members, context.objectives, context.constraints);
  let next: number | undefined;
  members.forEach((member, i) => {
    const point = points[i];
    if (point === undefined || expanded.has(member.hash)) return;
    if (points.some((other) => other !== undefined && constraintDominates(other, point))) return;
    if (next === undefined || (order[i] as number) < (order[next] as number)) next = i;
  });
  return next === undefined ? undefined : members[next];
}

function pointOf(result: Result | undefined, context: StrategyContext): Point | undefined {
  const vector = result?.status === 'ok' ? objectiveVector(context.objectives, result.metrics) : undefined;
  return vector === undefined || result === undefined
    ? undefined
    : { vector, violation: violation(context.constraints, result.metrics) };
}
