/** What a search hears of its queue besides results: Redis or the workers are away, and are back; who works. */
import type { RemoteWorker } from '../../protocol/runs.ts';
import type { Link } from './link.ts';
import type { Names } from './names.ts';
import type { Outstanding } from './outstanding.ts';
import { readRoster, whyNobody, type KnownWorker } from './roster.ts';

/** Milliseconds between two looks at jobs and workers. */
const LOOK = 3000;

export interface Watched {
  readonly link: Link;
  readonly jobs: Outstanding;
  readonly names: Names;
  /** As users call it. */
  readonly queue: string;
  readonly version: string;
  /** Sees to it that Redis holds what jobs need beside their texts. */
  readonly provide: () => Promise<void>;
  readonly notices: Notices;
  readonly crew: Crew;
}

/** Tells whoever waits, whenever Redis or the workers are away, and when they are back. The answer ends it. */
export function watch({ link, jobs, names, queue, version, provide, notices, crew }: Watched): () => void {
  let nobody: string | undefined;
  link.onTrouble((trouble) => {
    if (trouble === undefined) {
      notices.say('Redis is back, the search goes on');
      jobs.look();
    } else notices.say(`the search waits, and goes on when Redis is back: ${trouble}`);
  });
  const look = async (): Promise<void> => {
    jobs.look();
    await provide();
    const workers = await readRoster(link.client, names);
    crew.tell(workers.map(viewOf));
    const why = whyNobody(workers, queue, version);
    if (why !== undefined && why !== nobody) notices.say(`the search waits: ${why}`);
    if (why === undefined && nobody !== undefined) notices.say('there is a worker, the search goes on');
    nobody = why;
  };
  let isLooking = false;
  const timer = setInterval(() => {
    if (link.trouble !== undefined || jobs.size === 0 || isLooking) return;
    isLooking = true;
    void look()
      .catch(() => undefined)
      .finally(() => (isLooking = false));
  }, LOOK);
  return () => clearInterval(timer);
}

function viewOf({ name, host, version, state, isDead, why, done, seen, jobs }: KnownWorker): RemoteWorker {
  return {
    ...{ name, host, version, state: isDead ? 'dead' : state, why, done },
    deadSince: isDead ? new Date(1000 * seen).toISOString() : undefined,
    jobs: jobs.map(({ experiment, position, doing }) => ({ experiment, position, doing })),
  };
}

export interface Crew {
  tell(workers: readonly RemoteWorker[]): void;
  listen(hear: (workers: readonly RemoteWorker[]) => void): void;
}

/** Who works, told when it changed. */
export function crewOf(): Crew {
  const listeners = new Set<(workers: readonly RemoteWorker[]) => void>();
  let known: readonly RemoteWorker[] | undefined;
  return {
    tell: (workers) => {
      if (JSON.stringify(workers) === JSON.stringify(known)) return;
      known = workers;
      for (const hear of listeners) hear(workers);
    },
    listen: (hear) => {
      listeners.add(hear);
      if (known !== undefined) hear(known);
    },
  };
}

export interface Notices {
  say(notice: string): void;
  /** Hears also the last one that was said before anyone listened. The answer ends it. */
  listen(hear: (notice: string) => void): () => void;
}

export function tellAll(): Notices {
  const listeners = new Set<(notice: string) => void>();
  let unheard: string | undefined;
  return {
    say: (notice) => {
      if (listeners.size === 0) unheard = notice;
      for (const hear of listeners) hear(notice);
    },
    listen: (hear) => {
      listeners.add(hear);
      if (unheard !== undefined) hear(unheard);
      unheard = undefined;
      return () => listeners.delete(hear);
    },
  };
}
