/** Takes what the program of an evaluator `command` reported on other machines into the log beside the spec. */
import type { DecisionSpace } from '../../../dsl/space/decision-space.ts';
import type { Outcome } from '../../data/outcome.ts';
import type { EvaluationStatus, TrainingReport } from '../evaluator.ts';
import { openReportLog, reportFile } from './report-log.ts';

/** `status` of the evaluation; `part`: it was only the beginning of the training. A sentence where they cannot be kept. */
export type TakeReports = (
  architecture: string,
  reports: readonly TrainingReport[],
  status: EvaluationStatus | 'part',
) => string | undefined;

export function openForeignReports(
  options: Readonly<Record<string, unknown>>,
  space: DecisionSpace,
  folder: string,
): Outcome<TakeReports> {
  const log = openReportLog(reportFile(options, space, folder));
  if ('error' in log) return log;
  const { add, end } = log.value;
  return {
    value: (architecture, reports, status) => {
      for (const { step, of, values } of reports) {
        const report = { step, of, values: Object.fromEntries(values), odd: {} };
        const lost = add(architecture, report);
        if (lost !== undefined) return lost;
      }
      return end(architecture, status);
    },
  };
}
