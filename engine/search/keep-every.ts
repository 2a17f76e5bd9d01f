/** Which states of a long evaluation are written down: `checkpoint { every: 10min }`. */
import type { EvaluationJob } from './evaluation-port.ts';

type Keep = EvaluationJob['checkpoint'];

export interface StateKeeper {
  /** Keeps the first state, and every one that comes at least `every` seconds of evaluation after the one kept before. */
  readonly take: Keep;
  /** Keeps the last state, if it was not yet. */
  flush(): void;
}

/** `every`: seconds. */
export function keepEvery(every: number, keep: Keep): StateKeeper {
  let last = -Infinity;
  let left: readonly [Uint8Array, number] | undefined;
  const put = (data: Uint8Array, seconds: number): void => {
    last = seconds;
    left = undefined;
    keep(data, seconds);
  };
  return {
    take: (data, seconds) => {
      if (seconds - last >= every) put(data, seconds);
      else left = [data, seconds];
    },
    flush: () => {
      if (left !== undefined) put(...left);
    },
  };
}
