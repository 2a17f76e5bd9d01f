/** Keeps the engine running once something needs it: started lazily, started again after it died, later each time, and not for ever. */
import { PROTOCOL } from '../../engine/protocol/messages.ts';
import type { EnginePeer } from '../../engine/protocol/peer.ts';
import type { EngineStatus } from '../../engine/protocol/status.ts';
import type { EngineProcess, OpenEngine } from './connection.ts';

export interface Supervisor {
  /** The running engine. */
  peer(): EnginePeer | undefined;
  /** Something needs it: starts it where it was never started. */
  need(): void;
  /** Starts it anew, whatever state it is in. */
  restart(): void;
  /** Ends it and starts it no more by itself. */
  stop(why: string): void;
  readonly status: SupervisorStatus;
}

export type SupervisorStatus = Pick<EngineStatus, 'state' | 'why' | 'engine'>;

export interface SupervisorEvents {
  readonly up: (peer: EnginePeer) => void;
  readonly down: () => void;
  readonly changed: () => void;
  readonly log: (message: string) => void;
}

/** Milliseconds before each further start after the engine died young; after the last it stays down until someone asks. */
const DELAYS = [500, 2_000, 5_000, 15_000, 60_000];
/** A life of so many milliseconds counts as sound: the next death begins the delays anew. */
const SOUND = 60_000;
/** Milliseconds until it must have answered first. */
const PATIENCE = 30_000;

export function supervise(open: OpenEngine | undefined, { up, down, changed, log }: SupervisorEvents): Supervisor {
  let status: SupervisorStatus =
    open === undefined
      ? { state: 'absent', why: 'there is no engine where this server runs', engine: undefined }
      : { state: 'idle', why: undefined, engine: undefined };
  let process: EngineProcess | undefined;
  let peer: EnginePeer | undefined;
  let timer: NodeJS.Timeout | undefined;
  let deaths = 0;

  const become = (next: SupervisorStatus): void => {
    status = next;
    changed();
  };

  const start = (): void => {
    if (open === undefined) return;
    const started = open();
    const birth = Date.now();
    process = started;
    become({ state: 'starting', why: undefined, engine: undefined });
    let isSilent = false;
    const patience = setTimeout(() => {
      isSilent = true;
      started.kill();
    }, PATIENCE);
    void started.ended.then((why) => {
      clearTimeout(patience);
      if (process !== started) return;
      process = undefined;
      if (peer !== undefined) {
        peer = undefined;
        down();
      }
      died(isSilent ? `it did not answer in ${PATIENCE / 1000} s` : why, Date.now() - birth);
    });
    void started.peer
      .request('initialize', { protocol: PROTOCOL })
      .then(({ engine, node, process: id }) => {
        if (process !== started) return;
        peer = started.peer;
        become({ state: 'running', why: undefined, engine: `${engine}, Node ${node}, process ${id}` });
        up(started.peer);
      })
      .catch((error: unknown) => {
        if (process !== started) return;
        const why = error instanceof Error ? error.message : String(error);
        log(`the engine cannot be used: ${why}`);
        refuse(started, why);
      })
      .finally(() => clearTimeout(patience));
  };

  /** One that does not speak our protocol never will. */
  const refuse = (started: EngineProcess, why: string): void => {
    // A process that ended fails its requests too: what it ended of is told by its end.
    setTimeout(() => {
      if (process !== started) return;
      process = undefined;
      started.kill();
      become({ state: 'stopped', why, engine: undefined });
    }, 100);
  };

  const died = (why: string, age: number): void => {
    deaths = age >= SOUND ? 1 : deaths + 1;
    const delay = DELAYS[deaths - 1];
    log(`the engine is gone: ${why}`);
    if (delay === undefined) {
      become({ state: 'stopped', why: `${why}, ${deaths} times in a row; restart it by hand`, engine: undefined });
      return;
    }
    become({ state: 'waiting', why: `${why}; it is started again in ${delay / 1000} s`, engine: undefined });
    timer = setTimeout(start, delay);
  };

  const end = (): void => {
    clearTimeout(timer);
    const ending = process;
    process = undefined;
    if (peer !== undefined) {
      peer = undefined;
      down();
    }
    ending?.kill();
  };

  return {
    peer: () => peer,
    need: () => {
      if (status.state === 'idle') start();
    },
    restart: () => {
      if (open === undefined) return;
      end();
      deaths = 0;
      start();
    },
    stop: (why) => {
      end();
      if (open !== undefined) become({ state: 'stopped', why, engine: undefined });
    },
    get status() {
      return status;
    },
  };
}
