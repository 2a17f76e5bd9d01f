/**
 * Adding tasks to a trained network without forgetting: it is trained on from its checkpoint, at a small rate, on the new tasks and on replayed ones of
 * before, its weights held near where they were (A. Robins, "Catastrophic forgetting, rehearsal and pseudorehearsal", 1995; L2 to the start).
 */
import type { Random } from '../../../dsl/random.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Pool } from './meta/pool.ts';
import { metaTrain } from './meta/train.ts';

export interface AddTaskOptions {
  readonly random: Random;
  /** Recorded in the checkpoint's origin. */
  readonly seed: number;
  /** Default 300. */
  readonly steps?: number;
  /** Default 3e-4. */
  readonly learningRate?: number;
  /** Share of replayed tasks, 0..1. Default two thirds. */
  readonly replayShare?: number;
  /** Strength of the pull towards the weights before. Default 0.03. */
  readonly pull?: number;
  readonly signal?: AbortSignal;
  readonly onStep?: (step: number, steps: number) => void;
}

/** `added`: pools of the new tasks, tables where they have labels. `replay`: pools of tasks that it was trained on before. The checkpoint given is left as it is. */
export async function addTask(
  { settings, origin, weights }: Checkpoint,
  added: readonly Pool[],
  replay: readonly Pool[],
  options: AddTaskOptions,
): Promise<Checkpoint> {
  const { random, seed, steps = 300, learningRate = 3e-4, replayShare = 2 / 3, pull = 0.03, signal, onStep } = options;
  if (added.length === 0) throw new Error('addTask: there is no task to add');
  if (replayShare > 0 && replay.length === 0) throw new Error('addTask: there is nothing to replay');
  const trained = await metaTrain({
    settings,
    weights,
    sources: [
      ...added.map((pool) => ({ pool, share: (1 - replayShare) / added.length })),
      ...replay.map((pool) => ({ pool, share: replayShare / replay.length })),
    ],
    steps,
    learningRate,
    pull,
    random,
    ...(signal && { signal }),
    onStep: (step) => onStep?.(step, steps),
  });
  const tables = added.flatMap(({ name, labels }) => (labels === undefined ? [] : [name]));
  return {
    settings,
    weights: trained.weights,
    origin: {
      ...origin,
      seed,
      steps: origin.steps + steps,
      tasks: origin.tasks + trained.tasks,
      tables: [...new Set([...origin.tables, ...tables])],
    },
  };
}
