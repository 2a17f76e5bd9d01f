/**
 * How far hypernetworks are trained, for the lenses: answered at once from what is known; the engine is asked on the side, and the editor told to ask
 * again where a lens would be another.
 */
import { hypernetworksOfLenses, type HypernetworkStanding } from '../../dsl/service/code-lens.ts';
import type { Program } from '../../dsl/semantics/program.ts';
import type { EnginePeer } from '../../engine/protocol/peer.ts';
import { atMostEvery } from './coalesce.ts';
import type { Supervisor } from './supervisor.ts';

export interface Hypernetworks {
  /** By name, of those that the file declares; what is not known is missing. */
  standings(program: Program, file: string): ReadonlyMap<string, HypernetworkStanding>;
  closed(uri: string): void;
}

interface Shown {
  /** As it was when its lenses were asked for last. */
  program: Program;
  known: ReadonlyMap<string, HypernetworkStanding>;
  /** One question at a time; what comes meanwhile is asked once, after it. */
  asking: 'nothing' | 'once' | 'again';
}

/** Milliseconds between two refreshes. */
const REFRESH = 300;

export function hypernetworkStandings(engine: Supervisor, refreshLenses: () => void): Hypernetworks {
  const documents = new Map<string, Shown>();
  const refreshSoon = atMostEvery(REFRESH, refreshLenses);

  const ask = (uri: string): void => {
    const shown = documents.get(uri);
    const peer = engine.peer();
    if (shown === undefined || peer === undefined) return;
    if (shown.asking !== 'nothing') {
      shown.asking = 'again';
      return;
    }
    shown.asking = 'once';
    void answerOf(peer, shown.program, uri).then((known) => {
      const again = shown.asking === 'again';
      shown.asking = 'nothing';
      if (known !== undefined && !isSame(known, shown.known)) {
        shown.known = known;
        refreshSoon();
      }
      if (again) ask(uri);
    });
  };
  const askAll = (): void => {
    for (const uri of documents.keys()) ask(uri);
  };
  engine.listen({
    up: (peer) => {
      peer.on('hypernetworksChanged', askAll);
      // A search trains those that it needs.
      peer.on('runEnded', askAll);
      askAll();
    },
  });

  return {
    standings: (program, file) => {
      if (hypernetworksOfLenses(program, file).length === 0) {
        documents.delete(file);
        return new Map();
      }
      const shown = documents.get(file) ?? {
        program,
        known: new Map<string, HypernetworkStanding>(),
        asking: 'nothing',
      };
      shown.program = program;
      documents.set(file, shown);
      engine.need();
      ask(file);
      return shown.known;
    },
    closed: (uri) => void documents.delete(uri),
  };
}

/** Undefined where the engine went away meanwhile: it is asked anew when it is up. */
async function answerOf(
  peer: EnginePeer,
  program: Program,
  uri: string,
): Promise<ReadonlyMap<string, HypernetworkStanding> | undefined> {
  const hypernetworks = hypernetworksOfLenses(program, uri);
  const files = new Map([...program.files].map(([name, { text }]) => [name, text]));
  try {
    const answers = await peer.request('hypernetworkStates', { entry: uri, files, hypernetworks });
    return new Map(
      hypernetworks.flatMap((name, i) => {
        const state = answers[i]?.state;
        return state === undefined ? [] : [[name, state] as const];
      }),
    );
  } catch {
    return undefined;
  }
}

const isSame = (a: ReadonlyMap<string, HypernetworkStanding>, b: ReadonlyMap<string, HypernetworkStanding>): boolean =>
  JSON.stringify([...a]) === JSON.stringify([...b]);
