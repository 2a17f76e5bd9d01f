/**
 * What a hypernetwork knows of architectures as further columns of a learner: the accuracy and the loss with the weights that it makes, and the mean state
 * of the nodes. A part of the pool is measured once, and the columns are learnt as functions of the features, as zero-cost proxies are: so they are
 * there for thousands of candidates at the speed of features, and a model file needs no hypernetwork.
 */
import type { Network } from '../../../dsl/graph/network.ts';
import type { DecisionSpace } from '../../../dsl/space/decision-space.ts';
import { seededRandom } from '../../../dsl/random.ts';
import { selectRows } from '../../encoding/feature-matrix.ts';
import type { ReadyHypernetwork } from '../../evaluate/ghn/hypernetwork-shelf.ts';
import { openSourced, type HypernetworkSource } from '../../evaluate/ghn/hypernetwork-source.ts';
import { normalScores } from '../../statistics/normal.ts';
import { distilled, distilTargets, type Distiller } from '../knowledge/distil.ts';
import type { Snapshot } from '../predictor.ts';
import type { Problem, Rows } from './learner.ts';
import type { Supplement, SupplementKind } from './supplemented-learner.ts';

/** Architectures that are measured. */
const COUNT = 96;
/** Fewer teach nothing. */
const FEWEST = 24;
/** Validation images that a score is of. */
const IMAGES = 256;

/** Why there are no columns, a sentence: it is what the fit says then. */
export class NoColumns extends Error {
  override readonly name = 'NoColumns';
}

/** Of one architecture, undefined where it runs into NaN: accuracy in percent, minus the loss in nats, then the embedding. */
type Measured = readonly number[];

export function hypernetworkSupplement(source: HypernetworkSource): SupplementKind {
  return {
    name: '',
    prepare: async (problem) => {
      const distiller = await learn(problem, source);
      return distiller && supplementOf(distiller);
    },
    restore: (snapshot) => supplementOf(snapshot as unknown as Distiller),
  };
}

const supplementOf = (distiller: Distiller): Supplement => ({
  columns: ({ inputs }) => distilled(distiller, inputs),
  snapshot: () => distiller as unknown as Snapshot,
});

/** Learners of one fit are given the same pool. */
const learnt = new WeakMap<Rows, { readonly file: string; readonly distiller: Distiller | undefined }>();
const measured = new WeakMap<DecisionSpace, Map<string, Measured | undefined>>();

async function learn(
  { pool, random, signal, onProgress }: Problem,
  source: HypernetworkSource,
): Promise<Distiller | undefined> {
  if (pool.source === undefined) return undefined;
  const before = learnt.get(pool);
  if (before?.file === source.file) return before.distiller;
  const { space, architectures } = pool.source;
  const known = measured.get(space) ?? new Map<string, Measured | undefined>();
  measured.set(space, known);
  const chosen = seededRandom('hypernetwork columns')
    .shuffle(Array.from(architectures.entries()))
    .slice(0, COUNT)
    .map(([row, architecture]) => ({ row, architecture, key: `${source.file} ${space.graphHash(architecture)}` }));
  const missing = chosen.filter(({ key }) => !known.has(key));
  if (missing.length > 0) {
    const opened = await openSourced(source);
    if ('error' in opened) throw new NoColumns(opened.error);
    try {
      for (const [i, { architecture, key }] of missing.entries()) {
        signal?.throwIfAborted();
        onProgress?.(i, missing.length, `scores by hypernetwork ${source.name}`);
        known.set(key, await measure(opened.value.ready, space.network(architecture)));
      }
    } finally {
      await opened.value.close();
    }
  }
  const found = chosen.flatMap(({ row, key }) => {
    const values = known.get(key);
    return values === undefined ? [] : [{ row, values }];
  });
  const distiller = found.length < FEWEST ? undefined : distil(found, pool, random);
  learnt.set(pool, { file: source.file, distiller });
  return distiller;
}

async function measure(ready: ReadyHypernetwork, network: Network): Promise<Measured | undefined> {
  const score = await ready.score(network, IMAGES);
  if ('error' in score) throw new NoColumns(score.error);
  const embedding = await ready.embedding(network);
  if ('error' in embedding) throw new NoColumns(embedding.error);
  const values = [score.value.accuracy, -score.value.loss, ...embedding.value];
  return values.every(Number.isFinite) ? values : undefined;
}

function distil(
  found: readonly { readonly row: number; readonly values: Measured }[],
  pool: Rows,
  random: Problem['random'],
): Distiller | undefined {
  const columns = (found[0]?.values ?? []).map((_, k) => found.map(({ values }) => values[k] as number));
  const known = columns.flatMap((values, k) =>
    new Set(values).size < 2 ? [] : [{ name: NAMES[k] ?? `state ${k - NAMES.length}`, targets: normalScores(values) }],
  );
  return distilTargets(
    selectRows(
      pool.inputs,
      found.map(({ row }) => row),
    ),
    known,
    random,
  );
}

const NAMES = ['accuracy', 'loss'];
