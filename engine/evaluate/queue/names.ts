/** What things are called in Redis. Everything begins with `hnas:`, so that a user of that Redis can be allowed no more. */

/** Raised when jobs, results or what workers say of themselves are no longer understood by programs of before. */
const PROTOCOL = 2;

/** Seconds for which results and states of trainings are kept for a search that was killed. */
export const KEPT = 14 * 86_400;

export const PREFIX = 'hnas';

export interface Names {
  /** The queue as BullMQ calls it. Programs of another version have another one, so that nobody takes a job that he would do in another way. */
  readonly jobs: string;
  /** The channel on which workers hear which jobs are not wanted any more. */
  readonly stops: string;
  /** Workers by id, and when each was last there: of all versions, so that they can be told of. */
  readonly workers: string;
  readonly seen: string;
  /** Of a job: the state of its training, its only result, and trained weights. */
  state(job: string): string;
  result(job: string): string;
  weights(job: string): string;
  /** Of a run: the mark of the data that its results come from, and whose it is. */
  data(run: string): string;
  /** A trained hypernetwork by the hash of its bytes, and the runs whose jobs carry it. */
  hypernetwork(hash: string): string;
  hypernetworkUsers(hash: string): string;
}

/** `queue`: as the user calls it. */
export function namesOf(queue: string, version: string): Names {
  const jobs = `${queue}@${version}-${PROTOCOL}`;
  const own = `${PREFIX}:${jobs}`;
  return {
    jobs,
    stops: `${own}/stops`,
    workers: `${PREFIX}:${queue}/workers`,
    seen: `${PREFIX}:${queue}/seen`,
    state: (job) => `${own}/state/${job}`,
    result: (job) => `${own}/result/${job}`,
    weights: (job) => `${own}/weights/${job}`,
    data: (run) => `${own}/data/${run}`,
    hypernetwork: (hash) => `${own}/hypernetwork/${hash}`,
    hypernetworkUsers: (hash) => `${own}/hypernetwork-users/${hash}`,
  };
}
