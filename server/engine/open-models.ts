/** The models that the engine has open: brought to what is wanted, each opened anew when the engine comes back, with the estimates that it pushes. */
import type { AccuracyModel } from '../../dsl/service/accuracy/models.ts';
import type { Event } from '../../engine/protocol/messages.ts';
import type { EnginePeer } from '../../engine/protocol/peer.ts';
import { addEstimates, addMeasurements, knownModel, type KnownModel } from './known-model.ts';
import type { Supervisor } from './supervisor.ts';

export interface OpenModels {
  /** What is known of a model, as of its last text. */
  know(model: AccuracyModel): KnownModel;
  get(key: string): KnownModel | undefined;
  isOpen(key: string): boolean;
  open(): readonly KnownModel[];
  /** What is wanted may have changed. */
  soon(): void;
  /** Opens one that is wanted without waiting for its text to come to rest; resolves when the engine has answered, or is gone. */
  openNow(key: string): Promise<void>;
  /** What the engine does in the background. */
  doing(): string | undefined;
  stop(): void;
}

export interface OpenModelsOptions {
  readonly engine: Supervisor;
  /** Texts of architectures by the key of their model; a model that is only to be open has none. */
  readonly wanted: () => ReadonlyMap<string, readonly string[]>;
  /** The state of a model or estimates of it changed. */
  readonly changed: (key: string) => void;
  /** Something that the status tells changed. */
  readonly tell: () => void;
}

interface Opened {
  /** Digest of what the engine was told to watch. */
  watching: string | undefined;
  /** Resolves when the engine has answered, or is gone. */
  readonly answered: Promise<void>;
  readonly settle: () => void;
}

/** Milliseconds that a model must stay the same before it is opened: a space that is being typed is another one with each key. */
const SETTLE = 250;
/** Milliseconds in which wishes are joined. */
const JOIN = 15;
/** Models whose estimates are kept after the last document left them: undoing an edit brings one back. */
const KEPT = 8;

export function openModels({ engine, wanted, changed, tell }: OpenModelsOptions): OpenModels {
  const models = new Map<string, KnownModel>();
  /** Those that the running engine was asked to open: with what it was told to watch, and its answer. */
  const opened = new Map<string, Opened>();
  const settling = new Map<string, NodeJS.Timeout>();
  let joining: NodeJS.Timeout | undefined;
  let doing: string | undefined;

  const know = (model: AccuracyModel): KnownModel => {
    let known = models.get(model.key);
    if (known === undefined) models.set(model.key, (known = knownModel(model)));
    else known.model = model;
    return known;
  };

  const synchronise = (): void => {
    const all = wanted();
    const peer = engine.peer();
    if (all.size > 0) engine.need();
    for (const key of opened.keys()) {
      if (all.has(key)) continue;
      opened.delete(key);
      peer?.instruct('closeModel', { model: key });
      tell();
    }
    for (const [key, timer] of settling) {
      if (all.has(key)) continue;
      clearTimeout(timer);
      settling.delete(key);
    }
    for (const key of [...models.keys()].filter((each) => !all.has(each)).slice(0, -KEPT)) models.delete(key);
    if (peer === undefined) return;
    for (const [key, texts] of all) {
      const found = opened.get(key);
      if (found !== undefined) watch(peer, key, texts, found);
      else if (!settling.has(key))
        settling.set(
          key,
          setTimeout(() => void openNow(key), SETTLE),
        );
    }
  };

  const watch = (peer: EnginePeer, key: string, texts: readonly string[], found: Opened): void => {
    const digest = [...new Set(texts)].sort().join('\n');
    if (found.watching === digest) return;
    found.watching = digest;
    peer.instruct('watch', { model: key, architectures: texts });
  };

  const openNow = (key: string): Promise<void> => {
    clearTimeout(settling.get(key));
    settling.delete(key);
    const before = opened.get(key);
    if (before !== undefined) return before.answered;
    const peer = engine.peer();
    const known = models.get(key);
    const texts = wanted().get(key);
    if (peer === undefined || known === undefined || texts === undefined) return Promise.resolve();
    const { entry, files, experiment } = known.model;
    const refused = (error: unknown): void => {
      if (engine.peer() !== peer) return;
      const why = error instanceof Error ? error.message : String(error);
      stateChanged({ model: key, state: { basis: undefined, why, lack: undefined, measured: undefined } });
    };
    const { promise: answered, resolve: settle } = Promise.withResolvers<void>();
    // What it answers is what it has told by then.
    peer.request('openModel', { model: key, source: { entry, files, experiment } }).catch(refused).finally(settle);
    const found: Opened = { watching: undefined, answered, settle };
    opened.set(key, found);
    watch(peer, key, texts, found);
    tell();
    return answered;
  };

  const stateChanged = ({ model: key, state }: Event<'modelChanged'>): void => {
    const known = models.get(key);
    if (known === undefined) return;
    known.state = state;
    known.isOld = false;
    if (state.basis?.refinement !== 'running') doing = undefined;
    tell();
    changed(key);
  };

  engine.listen({
    up: (peer) => {
      peer.on('modelChanged', stateChanged);
      peer.on('estimates', ({ model: key, version, estimates, refused }) => {
        const known = models.get(key);
        if (known === undefined) return;
        addEstimates(known, version, estimates, refused);
        changed(key);
      });
      peer.on('measurements', ({ model: key, version, measurements, refused }) => {
        const known = models.get(key);
        if (known === undefined) return;
        addMeasurements(known, version, measurements, refused);
        changed(key);
      });
      peer.on('progress', ({ done, total, doing: what }) => {
        doing = total > 0 ? `${what}, ${Math.round((100 * done) / total)} %` : what;
        tell();
      });
      synchronise();
    },
    down: () => {
      for (const { settle } of opened.values()) settle();
      opened.clear();
      for (const timer of settling.values()) clearTimeout(timer);
      settling.clear();
      for (const known of models.values()) known.isOld = true;
      doing = undefined;
    },
  });

  return {
    know,
    get: (key) => models.get(key),
    isOpen: (key) => opened.has(key),
    open: () => [...opened.keys()].flatMap((key) => models.get(key) ?? []),
    soon: () => {
      joining ??= setTimeout(() => {
        joining = undefined;
        synchronise();
      }, JOIN);
    },
    openNow,
    doing: () => doing,
    stop: () => {
      clearTimeout(joining);
      joining = undefined;
    },
  };
}
