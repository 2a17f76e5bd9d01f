/** How well a network ranks the queries of tasks: what must not fall when a task is added. */
import { seededRandom } from '../../../../dsl/random.ts';
import { openBackend, openSession, program } from '../../../compute/index.ts';
import { kendallTau } from '../../../statistics/kendall.ts';
import type { Model } from '../condition.ts';
import { forward } from '../network.ts';
import type { Pool } from './pool.ts';
import { batchOf, drawTask } from './tasks.ts';

const BATCH = 8;
const QUERIES = 48;

/** Kendall's tau-b of answers and scores, mean over `tasks` tasks of `support` labels drawn from the pool; the same tasks for the same seed. */
export async function judgeTau(
  { settings, weights }: Model,
  pool: Pool,
  { support, tasks, seed }: { readonly support: number; readonly tasks: number; readonly seed: number | string },
): Promise<number> {
  const random = seededRandom(`${seed}/${pool.name}`);
  const shape = { batch: BATCH, support, queries: QUERIES };
  const { mean, parameters } = forward(settings, shape);
  const asked = program({ outputs: { mean }, state: parameters });
  const backend = await openBackend('auto', { threads: 1 });
  try {
    const session = await openSession(backend, weights);
    let sum = 0;
    let count = 0;
    while (count < tasks) {
      const drawn = Array.from({ length: BATCH }, () => drawTask(pool, support, QUERIES, random));
      const { target, ...feeds } = batchOf(drawn, shape);
      const said = (await session.run(asked, feeds)).mean as Float32Array;
      for (let b = 0; b < BATCH && count < tasks; b++, count++) {
        const tau = kendallTau(said.subarray(b * QUERIES, (b + 1) * QUERIES), target.subarray(b * QUERIES, (b + 1) * QUERIES)); // prettier-ignore
        sum += Number.isFinite(tau) ? tau : 0;
      }
    }
    await session.dispose();
    return sum / tasks;
  } finally {
    await backend.dispose();
  }
}
