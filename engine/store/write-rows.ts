/** What a run writes into its store: its record, and its steps. SQLite's errors pass; the transaction is the caller's. */
import type { DatabaseSync } from 'node:sqlite';
import { partOf, trainingShare } from '../search/part.ts';
import { now, thisProcess } from './owner.ts';
import type { CheckpointRecord, EvaluationRecord, RunSetup } from './records.ts';

export interface TrainingRecord {
  readonly seconds: number;
  readonly data: Uint8Array;
}

/** Changes of one transaction. */
export interface Step {
  readonly evaluation?: EvaluationRecord;
  readonly checkpoint?: CheckpointRecord;
  /** Weights and optimiser of an evaluation under way; dropped with its evaluation's record. */
  readonly training?: { readonly position: number } & TrainingRecord;
}

/** Taken by this process. */
export function insertRun(db: DatabaseSync, id: string, setup: RunSetup): void {
  db.prepare(
    `INSERT INTO runs (id, experiment, space, space_hash, file, spec, resolved, seed, objectives, constraints, box, budget,
       backend, versions, status, created, process, heartbeat)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'running', ?, ?, ?)`,
  ).run(
    id,
    setup.experiment,
    setup.space,
    setup.spaceHash,
    setup.file,
    setup.spec,
    JSON.stringify(setup.resolved),
    setup.seed,
    JSON.stringify(setup.objectives),
    JSON.stringify(setup.constraints),
    setup.box === undefined ? null : JSON.stringify(setup.box),
    JSON.stringify(setup.budget),
    setup.backend,
    JSON.stringify(setup.versions),
    new Date().toISOString(),
    thisProcess(),
    now(),
  );
}

/** Of a finished evaluation nothing is left, of a part of a training what the next part goes on from, until that one is there. */
function forgetTrainings(db: DatabaseSync, id: string, { position, hash, metrics }: EvaluationRecord): void {
  if (metrics[trainingShare] === undefined) {
    db.prepare('DELETE FROM trainings WHERE run = ? AND position = ?').run(id, position);
    return;
  }
  db.prepare(
    `DELETE FROM trainings WHERE run = ?1 AND position IN (SELECT position FROM evaluations WHERE run = ?1 AND hash = ?2)
       AND (position <> ?3 OR ?4)`,
  ).run(id, hash, position, partOf(metrics) === 1 ? 1 : 0);
}

/** All of the step; the caller's transaction makes it whole. */
export function writeStep(db: DatabaseSync, id: string, { evaluation, checkpoint, training }: Step): void {
  if (evaluation !== undefined) {
    db.prepare('INSERT INTO evaluations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      id,
      evaluation.position,
      evaluation.architecture,
      JSON.stringify(evaluation.choices),
      evaluation.hash,
      evaluation.origin,
      evaluation.status,
      evaluation.why ?? null,
      JSON.stringify(evaluation.metrics),
      evaluation.predicted === undefined ? null : JSON.stringify(evaluation.predicted),
      evaluation.seconds,
      evaluation.finished,
    );
    forgetTrainings(db, id, evaluation);
  }
  if (checkpoint !== undefined) {
    db.prepare('INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?)').run(
      id,
      checkpoint.told,
      JSON.stringify(checkpoint.state),
      JSON.stringify(checkpoint.pending),
    );
  }
  if (training !== undefined) {
    db.prepare('INSERT OR REPLACE INTO trainings VALUES (?, ?, ?, ?)').run(
      id,
      training.position,
      training.seconds,
      training.data,
    );
  }
}
