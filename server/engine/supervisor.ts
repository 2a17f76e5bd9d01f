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
  /** Until the function that is returned is called. */
  listen(listener: Partial<SupervisorEvents>): () => void;
  readonly status: SupervisorStatus;
}

export type SupervisorStatus = Pick<EngineStatus, 'state' | 'why' | 'engine'>;

export interface SupervisorEvents {
  readonly up: (peer: EnginePeer) => void;
  /** One that was up is gone, for this reason; told before what is done about it. */
  readonly down: (why: string) => void;
  readonly changed: () => void;
}

/** Milliseconds before each further start after the engine died young; after the last it stays down until someone asks. */
const DELAYS = [500, 2_000, 5_000, 15_000, 60_000];
/** A life of so many milliseconds counts as sound: the next death begins the delays anew. */
const SOUND = 60_000;
/** Milliseconds until it must have answered first. */
const PATIENCE = 30_000;

export function supervise(open: OpenEngine | undefined, log: (message: string) => void): Supervisor {
  let status: SupervisorStatus =
    open === undefined
      ? { state: 'absent', why: 'there is no engine where this server runs', engine: undefined }
      : { state: 'idle', why: undefined, engine: undefined };
  const listeners = new Set<Partial<SupervisorEvents>>();
  let process: EngineProcess | undefined;
  let peer: EnginePeer | undefined;
  let timer: NodeJS.Timeout | undefined;
  let deaths = 0;
  /** Counts starts and ends: what began before the last one counts no more. */
  let turn = 0;

  const become = (next: SupervisorStatus): void => {
    status = next;
    for (const { changed } of listeners) changed?.();
  };

  const lose = (why: string): void => {
    if (peer === undefined) return;
    peer = undefined;
    for (const { down } of listeners) down?.(why);
  };

  const start = (): void => {
    if (open === undefined) return;
    const mine = ++turn;
    become({ state: 'starting', why: undefined, engine: undefined });
    const opened = open();
    if (!(opened instanceof Promise)) return watch(opened);
    void opened.then((each) => {
      if (mine !== turn) {
        if (!('unusable' in each)) each.kill();
      } else if ('unusable' in each) {
        log(`the engine cannot be started: ${each.unusable}`);
        become({ state: 'stopped', why: each.unusable, engine: undefined });
      } else watch(each);
    });
  };

  const watch = (started: EngineProcess): void => {
    const birth = performance.now();
    process = started;
    let isSilent = false;
    const patience = setTimeout(() => {
      isSilent = true;
      started.kill();
    }, PATIENCE);
    void started.ended.then((why) => {
      clearTimeout(patience);
      if (process !== started) return;
      process = undefined;
      const reason = isSilent ? `it did not answer in ${PATIENCE / 1000} s` : why;
      lose(reason);
      died(reason, performance.now() - birth);
    });
    void started.peer
      .request('initialize', { protocol: PROTOCOL })
      .then(({ engine, node, process: id }) => {
        if (process !== started) return;
        peer = started.peer;
        become({ state: 'running', why: undefined, engine: `${engine}, Node ${node}, process ${id}` });
        for (const { up } of listeners) up?.(started.peer);
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

  const end = (why: string): void => {
    turn++;
    clearTimeout(timer);
    const ending = process;
    process = undefined;
    lose(why);
    ending?.kill();
  };

  return {
    peer: () => peer,
    need: () => {
      if (status.state === 'idle') start();
    },
    restart: () => {
      if (open === undefined) return;
      end('it is restarted');
      deaths = 0;
      start();
    },
    stop: (why) => {
      end(why);
      if (open !== undefined) become({ state: 'stopped', why, engine: undefined });
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get status() {
      return status;
    },
  };
}
