/** Evaluations in words, with the `arch` item that each can be inserted as. Needs the record only: a run outlives its file. */
import { format } from '../../../dsl/syntax/format/formatter.ts';
import type { PointDescription } from '../../protocol/runs.ts';
import type { EvaluationRecord, RunRecord } from '../../store/records.ts';

export function descriptionOf(run: Pick<RunRecord, 'id' | 'space'>, record: EvaluationRecord): PointDescription {
  const name = nameOf(run.id, record.position);
  return {
    position: record.position,
    architecture: record.architecture,
    literal: literalOf(name, run.space, record.architecture),
    name,
    hash: record.hash,
    origin: record.origin,
    why: record.why,
    metrics: new Map(Object.entries(record.metrics)),
    seconds: record.seconds,
  };
}

/** `demo_1_12`: the run and the number of the evaluation, counted from 1 as reports do. */
export function nameOf(run: string, position: number): string {
  const name = `${run.replace(/\W/g, '_')}_${position + 1}`;
  return /^\d/.test(name) ? `run_${name}` : name;
}

/** Longer ones are broken, an entry a line, as the language's own refactorings write them. */
const WIDTH = 100;

function literalOf(name: string, space: string, architecture: string): string {
  const line = `arch ${name} of ${space} = ${architecture}`;
  const broken = line.length <= WIDTH ? line : line.replace(/\{\s*/, '{\n').replace(/\s*\}$/, '\n}');
  return format(broken, `${name}.hnas`).value.trimEnd();
}
