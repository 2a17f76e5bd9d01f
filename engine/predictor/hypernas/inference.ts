/** Asks trained networks. A compiled program is kept for the questions that follow and given back when none came for a while. */
import {
  onceMore,
  openBackend,
  openSession,
  type Backend,
  type HostTensor,
  type Program,
  type Session,
} from '../../compute/index.ts';
import { denseGraphs } from '../../encoding/graph/dense.ts';
import type { GraphTensors } from '../../encoding/graph/encode.ts';
import { drawImages, type AuxiliaryImages } from '../../hypernetwork/auxiliary/images.ts';
import { seededRandom } from '../../../dsl/random.ts';
import { generatedProgram, SCORED_IMAGES, scoreProgram, type AuxiliaryDesign, type Design } from './networks.ts';
import { oneHot } from './training.ts';

/** A row a member, a column an architecture. */
export type MemberScores = readonly Float64Array[];

export interface Networks {
  scores(graphs: GraphTensors): Promise<MemberScores>;
}

/** Architectures of one run. */
const BATCH = 128;
/** Milliseconds that programs are kept without a question. */
const IDLE = 2000;

/** Predicted targets by every member. */
export function regressionNetworks(design: Design, weights: Readonly<Record<string, HostTensor>>): Networks {
  const ask = lending(() => scoreProgram(design, BATCH), weights);
  return {
    scores: (graphs) =>
      ask(async (session, program) => {
        const scores = Array.from({ length: design.members }, () => new Float64Array(graphs.count));
        for (let from = 0; from < graphs.count; from += BATCH) {
          const rows = Array.from({ length: BATCH }, (_, i) => Math.min(from + i, graphs.count - 1));
          const { scores: found } = await session.run(program, { ...denseGraphs(graphs, rows) });
          const asked = Math.min(BATCH, graphs.count - from);
          scores.forEach((own, m) => own.set(found.subarray(m * BATCH, m * BATCH + asked), from));
        }
        return scores;
      }),
  };
}

/** Minus the cross-entropy of the networks that every member generates, all on the same images. */
export function generatedNetworks(
  design: Design,
  auxiliary: AuxiliaryDesign,
  images: AuxiliaryImages,
  weights: Readonly<Record<string, HostTensor>>,
): Networks {
  const ask = lending(() => generatedProgram(design, auxiliary), weights);
  const shown = drawImages(images, SCORED_IMAGES, seededRandom('scored images'));
  return {
    scores: (graphs) =>
      ask(async (session, program) => {
        const scores = Array.from({ length: design.members }, () => new Float64Array(graphs.count));
        for (let row = 0; row < graphs.count; row++) {
          const dense = denseGraphs(graphs, [row]);
          for (const [m, own] of scores.entries()) {
            const { score } = await session.run(program, { ...dense, ...shown, turn: oneHot(design.members, m) });
            own[row] = score[0] as number;
          }
        }
        return scores;
      }),
  };
}

type Ask<P> = <T>(question: (session: Session, program: P) => Promise<T>) => Promise<T>;

/** Opens a session at the first question; one question at a time, once more where its device is lost. */
function lending<Output extends string>(
  build: () => Program<Output>,
  weights: Readonly<Record<string, HostTensor>>,
): Ask<Program<Output>> {
  let open: { readonly backend: Backend; readonly session: Session; readonly program: Program<Output> } | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const queue = <T>(action: () => Promise<T>): Promise<T> => {
    const result = last.then(action);
    last = result.catch(() => undefined);
    return result;
  };
  const opened = async () => {
    const backend = await openBackend('auto', { threads: 1 });
    const program = build();
    const kept = Object.fromEntries(program.state.map(({ name }) => [name, weights[name] as HostTensor]));
    return { backend, program, session: await openSession(backend, kept) };
  };
  const close = async (): Promise<void> => {
    const held = open;
    open = undefined;
    await held?.session.dispose();
    await held?.backend.dispose();
  };
  return (question) =>
    queue(async () => {
      clearTimeout(timer);
      try {
        return await onceMore(async () => {
          const { session, program } = (open ??= await opened());
          return question(session, program);
        }, close);
      } finally {
        // A waiting timer must not keep the process alive: whatever is held then is given back with the process.
        timer = setTimeout(() => void queue(close), IDLE).unref();
      }
    });
}
