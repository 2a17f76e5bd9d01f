/** What the commands about runs work with. */
import type { Parts } from '../parts.ts';
import type { Follower } from './follow.ts';
import type { KnownRuns } from './known-runs.ts';
import type { Stores } from './stores.ts';
import type { WantedRuns } from './wanted.ts';
import type { Work } from './work.ts';

export interface RunsContext {
  readonly parts: Parts;
  readonly known: KnownRuns;
  readonly follower: Follower;
  readonly stores: Stores;
  readonly wanted: WantedRuns;
  readonly work: Work;
}
