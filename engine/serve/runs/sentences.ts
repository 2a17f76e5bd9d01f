/** Sentences about runs that several places say. */
import type { RunRecord } from '../../store/records.ts';

/** Somebody else works on the run. */
export function activeElsewhere({ id, owner }: Pick<RunRecord, 'id' | 'owner'>): string {
  return `run ${id} is being worked on by process ${owner ?? 'unknown'}, of another window or a terminal; stop it there first`;
}
