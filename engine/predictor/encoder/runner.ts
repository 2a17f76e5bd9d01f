/** Runs encoder programs: one backend of one thread, opened when first needed; sessions of the weights in use are kept, as compiling takes longer than running. */
import {
  DeviceLost,
  onceMore,
  openBackend,
  openSession,
  type Backend,
  type Feeds,
  type Program,
  type Session,
} from '../../compute/index.ts';
import type { Weights } from './weights.ts';

/** The one asked for longest ago makes room. */
const MOST_SESSIONS = 8;

let shared: Promise<Backend> | undefined;
const sessions = new Map<Weights, Promise<Session>>();

/** @param open unless one is open already */
export function encoderBackend(open = (): Promise<Backend> => openBackend('auto', { threads: 1 })): Promise<Backend> {
  if (shared === undefined) {
    const opening = open();
    // What could not be opened is tried anew next time.
    opening.catch(() => shared === opening && (shared = undefined));
    shared = opening;
  }
  return shared;
}

/** A training on the backend. Where its device is lost it rejects with that, and the next one gets another. */
export async function trainEncoder<T>(training: (backend: Backend) => Promise<T>): Promise<T> {
  try {
    return await training(await encoderBackend());
  } catch (problem) {
    if (problem instanceof DeviceLost) await releaseEncoders().catch(() => undefined);
    throw problem;
  }
}

/** Runs a program whose state is `weights`; once more on another device where this one is lost. */
export const runEncoder = <Output extends string>(
  weights: Weights,
  of: Program<Output>,
  feeds: Feeds,
): Promise<Readonly<Record<Output, Float32Array>>> => onceMore(() => run(weights, of, feeds), releaseEncoders);

async function run<Output extends string>(
  weights: Weights,
  of: Program<Output>,
  feeds: Feeds,
): Promise<Readonly<Record<Output, Float32Array>>> {
  const known = sessions.get(weights) ?? encoderBackend().then((backend) => openSession(backend, weights));
  sessions.delete(weights);
  sessions.set(weights, known);
  for (const [oldest, session] of sessions) {
    if (sessions.size <= MOST_SESSIONS) break;
    sessions.delete(oldest);
    await (await session).dispose();
  }
  return (await (await known).run(of, feeds)) as Readonly<Record<Output, Float32Array>>;
}

/** Frees sessions and backend; what is asked next opens them anew. */
export async function releaseEncoders(): Promise<void> {
  const [open, backend] = [[...sessions.values()], shared];
  sessions.clear();
  shared = undefined;
  for (const session of open) await (await session).dispose();
  await (await backend)?.dispose();
}
