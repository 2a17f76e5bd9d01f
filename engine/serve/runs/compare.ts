/** What the text of now is to a run that was started with an earlier one: what changed, and what of the run a new one could take over. */
import { dirname } from 'node:path';
import { changedSince, harmlessChanges } from '../../cli/run.ts';
import type { Outcome } from '../../data/outcome.ts';
import type { ModelSource, ResultOf } from '../../protocol/messages.ts';
import { changeWords } from '../../search/changes.ts';
import { devicesWanted, openDeviceMetrics } from '../../search/device-metrics.ts';
import type { ExperimentSpec } from '../../search/experiment-spec.ts';
import type { Foreknown } from '../../search/foreknown.ts';
import { purposeOf, withPurpose } from '../../search/purpose.ts';
import { warmStart } from '../../search/warm-start.ts';
import type { EvaluationRecord, RunRecord } from '../../store/records.ts';
import type { Store } from '../../store/store.ts';
import { openSource } from '../open-source.ts';

/** One sentence where the text holds no such experiment. */
export function compareWith(store: Store, run: RunRecord, source: ModelSource): Outcome<ResultOf<'compareRun'>> {
  const written = openSource(source);
  if ('error' in written) return written;
  const purpose = purposeOf(run);
  // A run that only measures has a budget of its own.
  const spec = withPurpose(written.value, purpose, purpose.kind === 'search' ? undefined : run.budget.evaluations);
  const changes = changedSince(store, run, spec).map((change) => changeWords([change]));
  const aside = harmlessChanges(run, spec, source.files.get(source.entry) ?? run.spec);
  const evaluations = store.evaluations(run.id);
  const warm = warmStart(
    run,
    evaluations,
    written.value,
    foreknownOf(written.value, evaluations, dirname(source.entry)),
  );
  const taken = 'error' in warm ? { known: 0, left: [], why: warm.error } : { known: warm.value.known.length, left: [...warm.value.left], why: undefined }; // prettier-ignore
  return { value: { changes, aside, ...taken } };
}

/** Latencies of devices that the run did not know of; a profile that cannot be read is told when the new run begins. */
function foreknownOf(
  spec: ExperimentSpec,
  evaluations: readonly EvaluationRecord[],
  folder: string,
): Foreknown | undefined {
  const known = new Set(evaluations.flatMap(({ metrics }) => Object.keys(metrics)));
  const devices = devicesWanted(spec, known);
  const opened = devices.length === 0 ? undefined : openDeviceMetrics(spec, devices, folder);
  return opened !== undefined && 'value' in opened ? opened.value.foreknown : undefined;
}
