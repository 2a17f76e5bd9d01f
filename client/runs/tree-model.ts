/** The runs view as data: specs with their runs, youngest first, and stores that cannot be read. */
import type { RemoteWorker, RunSummary } from '../../engine/protocol/runs.ts';
import type { KnownRuns, StoreRuns } from './known-runs.ts';
import type { RunKey } from './run-key.ts';
import { baseName } from './words.ts';

export interface SpecNode {
  readonly kind: 'spec';
  /** Absolute path. */
  readonly file: string;
  readonly runs: readonly RunNode[];
}

export interface RunNode {
  readonly kind: 'run';
  readonly summary: RunSummary;
  /** The machines that evaluate for it, where it has such. */
  readonly workers: readonly WorkerNode[];
}

export interface WorkerNode {
  readonly kind: 'worker';
  readonly run: RunKey;
  readonly worker: RemoteWorker;
}

/** A store that cannot be read: what is known of its runs stays beside it. */
export interface FaultNode {
  readonly kind: 'fault';
  readonly store: string;
  readonly error: NonNullable<StoreRuns['error']>;
}

export type RunsNode = SpecNode | RunNode | WorkerNode | FaultNode;

/** `missing` is no fault: a store that is not there holds no runs. */
export function treeOf(known: Pick<KnownRuns, 'stores' | 'all' | 'workersOf'>): readonly (SpecNode | FaultNode)[] {
  const faults = known.stores.flatMap(({ store, error }): FaultNode[] =>
    error === undefined || error.kind === 'missing' ? [] : [{ kind: 'fault', store, error }],
  );
  const specs = new Map<string, RunNode[]>();
  for (const summary of known.all()) {
    const runs = specs.get(summary.file);
    const { store, run } = summary;
    const workers = known
      .workersOf(summary)
      .map((worker) => ({ kind: 'worker', run: { store, run }, worker }) as const);
    const node: RunNode = { kind: 'run', summary, workers };
    if (runs === undefined) specs.set(summary.file, [node]);
    else runs.push(node);
  }
  const sorted = [...specs].sort(([a], [b]) => baseName(a).localeCompare(baseName(b)) || a.localeCompare(b));
  return [...faults, ...sorted.map(([file, runs]): SpecNode => ({ kind: 'spec', file, runs }))];
}

/** What menus ask of a run: `run.running.ours`, `run.running.theirs`, `run.interrupted`, ... */
export const contextOf = ({ state, ours }: RunSummary): string =>
  state === 'running' ? `run.running.${ours ? 'ours' : 'theirs'}` : `run.${state}`;

/** Text that tells specs of the same name apart: the folder, where another one has the same name. */
export function folderHint(file: string, specs: readonly SpecNode[]): string | undefined {
  const isShared = specs.some((other) => other.file !== file && baseName(other.file) === baseName(file));
  return isShared ? baseName(file.slice(0, -baseName(file).length - 1)) : undefined;
}
