/**
 * The architectures that the editor looks at: their estimates are pushed, in batches of one version each, and again when the version changes; what
 * was measured of them, while nothing can be predicted.
 */
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import type { EstimateOf, Measurement, Refused } from '../protocol/messages.ts';
import type { MeasuredOnly, PredictionService } from './prediction-service.ts';

/** Estimates of one message. */
const BATCH = 64;

export interface Watched {
  /** Replaces what is looked at. */
  watch(texts: readonly string[]): void;
  /** The version changed: everything is to be told again. */
  again(): void;
  close(): void;
}

export interface Push {
  readonly estimates: (version: string, estimates: readonly EstimateOf[], refused: readonly Refused[]) => void;
  readonly measurements: (version: string, measurements: readonly Measurement[], refused: readonly Refused[]) => void;
}

export function watched(service: PredictionService, push: Push, log: (message: string) => void): Watched {
  let texts: readonly string[] = [];
  /** Told since the version changed last. */
  let told = new Set<string>();
  let version: string | undefined;
  let running = false;
  /** Something changed since the last look. */
  let wanted = false;
  let closed = false;

  const step = async (): Promise<boolean> => {
    const measured = service.measured();
    const now = service.model()?.basis.version ?? measured?.version;
    if (now !== version) {
      version = now;
      told = new Set();
    }
    if (closed || now === undefined) return false;
    const batch = texts.filter((text) => !told.has(text)).slice(0, BATCH);
    if (batch.length === 0) return false;
    const { read, refused } = parseAll(service.space, batch);
    if (measured !== undefined) {
      push.measurements(now, read.map((each) => measurementOf(service, measured, each)), refused); // prettier-ignore
      for (const text of batch) told.add(text);
      // Lets other work happen.
      await new Promise((resolve) => setImmediate(resolve));
      return true;
    }
    const predicted = await service.predict(read.map(({ architecture }) => architecture));
    if (predicted === undefined || closed) return !closed;
    const estimates = read.map(({ text }, i): EstimateOf => {
      const [hash, estimate] = [predicted.hashes[i], predicted.estimates[i]];
      if (hash === undefined || estimate === undefined) throw new Error('fewer estimates than architectures');
      return { text, hash, estimate };
    });
    // What was predicted by a model that has been replaced meanwhile is told by its own name, and then again.
    push.estimates(predicted.model.basis.version, estimates, refused);
    if (predicted.model.basis.version === version) for (const text of batch) told.add(text);
    return true;
  };

  const run = async (): Promise<void> => {
    wanted = true;
    if (running) return;
    running = true;
    try {
      // What changes between the last step and its end is looked at as well.
      while (wanted) {
        wanted = false;
        while (await step());
      }
    } catch (error) {
      log(`predicting failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    } finally {
      running = false;
    }
  };

  return {
    watch: (looked) => {
      texts = [...new Set(looked)];
      void run();
    },
    again: () => void run(),
    close: () => {
      closed = true;
    },
  };
}

export function measurementOf(
  service: PredictionService,
  { set }: MeasuredOnly,
  { text, architecture }: ReadArchitecture,
): Measurement {
  const hash = service.hashOf(architecture);
  const accuracy = set.measured(architecture, hash);
  return { text, hash, accuracy, by: accuracy === undefined ? undefined : (set.measuredBy(hash) ?? set.source) };
}

export interface ReadArchitecture {
  readonly text: string;
  readonly architecture: Architecture;
}

interface Parsed {
  readonly read: readonly ReadArchitecture[];
  readonly refused: readonly Refused[];
}

/** What is no architecture of the space is refused with a sentence. */
export function parseAll(space: DecisionSpace, texts: readonly string[]): Parsed {
  const read: { text: string; architecture: Architecture }[] = [];
  const refused: Refused[] = [];
  for (const text of texts) {
    const { value, diagnostics } = space.parse(text);
    const wrong = diagnostics.find(({ severity }) => severity === 'error');
    if (value !== undefined && wrong === undefined) read.push({ text, architecture: value });
    else refused.push({ text, why: wrong?.message ?? `it is no architecture of ${space.name}` });
  }
  return { read, refused };
}
