/** Work in slices of a few milliseconds, so that the page answers meanwhile. A job under the name of another takes its place. */

export interface Jobs {
  /** `work` pauses whenever it can; `done` hears what it returns, unless the job was replaced. The first slice is done at once. */
  start<T>(name: string, work: Generator<void, T, void>, done: (result: T) => void): void;
  cancel(name: string): void;
}

const SLICE = 8;

export function createJobs(later: (go: () => void) => void, now: () => number): Jobs {
  const running = new Map<string, object>();
  return {
    start: (name, work, done) => {
      const self = {};
      running.set(name, self);
      const go = (): void => {
        if (running.get(name) !== self) return;
        const end = now() + SLICE;
        for (let step = work.next(); ; step = work.next()) {
          if (step.done === true) {
            running.delete(name);
            done(step.value);
            return;
          }
          if (now() >= end) break;
        }
        later(go);
      };
      go();
    },
    cancel: (name) => void running.delete(name),
  };
}
