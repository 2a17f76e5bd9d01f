/**
 * Running the network: a session for each set of weights in use, opened when first asked for and kept, as compiling takes longer than answering. Two sets
 * at most are held; the one asked for longest ago makes room.
 */
import {
  input,
  onceMore,
  openBackend,
  openSession,
  program,
  type Backend,
  type Feeds,
  type Program,
  type Session,
} from '../../compute/index.ts';
import { network, type Memory, type NetworkSettings, type Weights } from './network.ts';
import { DISTANCES, TOKEN } from './task-view.ts';

/** Queries answered at a time, always as many: an answer does not depend on what else is asked. */
export const QUERY_BLOCK = 128;
const MOST_SESSIONS = 2;

interface Held {
  readonly backend: Backend;
  readonly session: Session;
}

const held = new Map<Weights, Promise<Held>>();

/** Once more on another device where this one is lost. */
export const runNetwork = (
  weights: Weights,
  of: Program,
  feeds: Feeds,
): Promise<Readonly<Record<string, Float32Array>>> => onceMore(() => run(weights, of, feeds), releaseNetworks);

async function run(weights: Weights, of: Program, feeds: Feeds): Promise<Readonly<Record<string, Float32Array>>> {
  // prettier-ignore
  const known = held.get(weights) ?? open(weights);
  held.delete(weights);
  held.set(weights, known);
  for (const [oldest, each] of held) {
    if (held.size <= MOST_SESSIONS) break;
    held.delete(oldest);
    await close(each);
  }
  const { session } = await known;
  return (await session.run(of, feeds)) as Readonly<Record<string, Float32Array>>;
}

/** Frees all sessions. The next run opens them anew. */
export async function releaseNetworks(): Promise<void> {
  const all = [...held.values()];
  held.clear();
  for (const each of all) await close(each);
}

function open(weights: Weights): Promise<Held> {
  const opening = (async () => {
    const backend = await openBackend('auto', { threads: 1 });
    return { backend, session: await openSession(backend, weights) };
  })();
  // What could not be opened is tried anew next time.
  opening.catch(() => {
    if (held.get(weights) === opening) held.delete(weights);
  });
  return opening;
}

async function close(each: Promise<Held>): Promise<void> {
  const opened = await each.catch(() => undefined);
  if (opened === undefined) return;
  const { backend, session } = opened;
  await session.dispose();
  await backend.dispose();
}

const programs = new Map<string, Program>();

function once(key: string, build: () => Program): Program {
  const known = programs.get(key) ?? build();
  programs.set(key, known);
  return known;
}

/** From `tokens`, `distances` and `hidden` of `support` rows to `key0`, `value0`, ... */
export function memoryProgram(settings: NetworkSettings, support: number): Program {
  return once(`memory ${JSON.stringify(settings)} ${support}`, () => {
    const { parameters, remember } = network(settings);
    const memory = remember(input('tokens', [1, support, TOKEN]), input('distances', [1, DISTANCES, support, support]), input('hidden', [1, support])); // prettier-ignore
    const outputs = Object.fromEntries(memory.flatMap(({ key, value }, k) => [[`key${k}`, key], [`value${k}`, value]])); // prettier-ignore
    return program({ outputs, state: parameters });
  });
}

/** From `tokens`, `distances`, `base`, `hidden` and the memory to `mean` and `logVariance` of a block of queries. */
export function answerProgram(settings: NetworkSettings, support: number): Program {
  return once(`answer ${JSON.stringify(settings)} ${support}`, () => {
    const { heads, width, layers } = settings;
    const { parameters, answer } = network(settings);
    const shape = [1, heads, support, width / heads];
    const memory: Memory = Array.from({ length: layers }, (_, k) => ({ key: input(`key${k}`, shape), value: input(`value${k}`, shape) })); // prettier-ignore
    const { mean, logVariance } = answer(
      input('tokens', [1, QUERY_BLOCK, TOKEN]),
      input('distances', [1, DISTANCES, QUERY_BLOCK, support]),
      input('base', [1, QUERY_BLOCK]),
      memory,
      input('hidden', [1, support]),
    );
    return program({ outputs: { mean, logVariance }, state: parameters });
  });
}
