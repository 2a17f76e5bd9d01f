/** An evaluation on the command line: `--run RUN --evaluation N`, counted from 1 as `hnas front` counts. */
import type { Store } from '../store/store.ts';
import type { TrainedEvaluation } from '../store/weights/trained.ts';
import { CommandFailure } from './failure.ts';

/** Ends the command where the run has none of that number. */
export function evaluationNamed(
  store: Store,
  { run: id = '', evaluation = 0 }: { readonly run?: string; readonly evaluation?: number },
): TrainedEvaluation {
  const run = store.run(id);
  const [found] = store.evaluationsAt(run.id, [evaluation - 1]);
  if (found !== undefined) return { run, evaluation: found };
  const last = store.last(run.id) + 1;
  const has = last === 0 ? 'it has none' : `it has 1 to ${last}`;
  throw new CommandFailure(2, 'no-such-evaluation', `run ${run.id} has no evaluation ${evaluation}; ${has}`);
}
