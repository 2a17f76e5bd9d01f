/**
 * Accuracies for the features: everything answers at once from what is known, and what is not known is asked for on the side. The engine pushes
 * what is looked at; the editor is told to ask again only when a label that it shows changed, and not more often than every 300 ms.
 */
import type { ArchSubject, ChoiceSubject } from '../../dsl/service/accuracy/subjects.ts';
import type { AccuracyModel } from '../../dsl/service/accuracy/models.ts';
import type { AccuracyPredictor } from '../../dsl/service/refactorings/refactoring.ts';
import type { Effect, Event, Explanation } from '../../engine/protocol/messages.ts';
import type { EnginePeer } from '../../engine/protocol/peer.ts';
import type { EngineStatus } from '../../engine/protocol/status.ts';
import { atMostEvery } from './coalesce.ts';
import { addEffects, addEstimates, knownModel, latestVersion, type KnownModel } from './known-model.ts';
import { labelNow, shownDocument, type ShownDocument } from './shown.ts';
import { statusOf } from './status.ts';
import type { Supervisor } from './supervisor.ts';

export interface Accuracy {
  /** Labels of the literals, undefined where nothing can be said; at once, whatever the engine does. */
  labels(uri: string, archs: readonly ArchSubject[]): readonly (string | undefined)[];
  /** Effects of the alternatives; undefined while they are not known. At once. */
  effects(subject: ChoiceSubject): readonly Effect[] | undefined;
  /** The same, waited for; undefined where nothing can be said. */
  effectsOf(subject: ChoiceSubject, signal: AbortSignal): Promise<readonly Effect[] | undefined>;
  explain(subject: Pick<ArchSubject, 'model' | 'text'>, signal: AbortSignal): Promise<Explanation | undefined>;
  /** Why nothing is said of this model's accuracies, one sentence. */
  whyNot(model: AccuracyModel): string;
  readonly predictor: AccuracyPredictor;
  closed(uri: string): void;
  status(): EngineStatus;
  /** Asks the engine for what it runs on, where it is running. */
  askBackends(): Promise<void>;
  restart(): void;
  /** One sentence on why; it is not started again by itself. */
  stop(why: string): void;
}

export interface AccuracyOptions {
  readonly engine: Supervisor;
  /** Hints are to be asked for again. */
  readonly refresh: () => void;
  readonly statusChanged: (status: EngineStatus) => void;
  readonly log: (message: string) => void;
}

/** Milliseconds between two refreshes. */
const REFRESH = 300;
/** Milliseconds that a model must stay the same before it is opened: a space that is being typed is another one with each key. */
const SETTLE = 250;
/** Milliseconds in which wishes are joined. */
const JOIN = 15;
/** Models whose estimates are kept after the last document left them: undoing an edit brings one back. */
const KEPT = 8;

export function accuracyService({ engine, refresh, statusChanged, log }: AccuracyOptions): Accuracy {
  const models = new Map<string, KnownModel>();
  const documents = new Map<string, ShownDocument>();
  /** Models that the running engine has opened, with what it was told to watch. */
  const opened = new Map<string, string>();
  const settling = new Map<string, NodeJS.Timeout>();
  const asking = new Map<string, Promise<readonly Effect[] | undefined>>();
  let joining: NodeJS.Timeout | undefined;
  let doing: string | undefined;
  let backends: readonly string[] = [];

  const refreshSoon = atMostEvery(REFRESH, refresh);
  const status = (): EngineStatus => statusOf(engine.status, [...opened.keys()].flatMap((key) => models.get(key) ?? []), doing, backends); // prettier-ignore
  const tell = atMostEvery(REFRESH, () => statusChanged(status()));

  const know = (model: AccuracyModel): KnownModel => {
    let known = models.get(model.key);
    if (known === undefined) models.set(model.key, (known = knownModel(model)));
    else known.model = model;
    return known;
  };

  /** Whether anything that a document shows would be different now. */
  const changed = (key: string): void => {
    const known = models.get(key);
    if (known === undefined) return;
    for (const document of documents.values()) {
      for (const [name, each] of document.looked) {
        if (each.key !== key) continue;
        if (labelNow(document, known, { name, text: each.text }) === document.labels.get(name)) continue;
        refreshSoon();
        return;
      }
    }
  };

  const inUse = (): Map<string, string[]> => {
    const texts = new Map<string, string[]>();
    for (const { looked } of documents.values())
      for (const { key, text } of looked.values()) texts.set(key, [...(texts.get(key) ?? []), text]);
    return texts;
  };

  /** Brings what the engine has open and watches to what the documents show. */
  const synchronise = (): void => {
    const wanted = inUse();
    const peer = engine.peer();
    if (wanted.size > 0) engine.need();
    for (const key of opened.keys()) {
      if (wanted.has(key)) continue;
      opened.delete(key);
      peer?.instruct('closeModel', { model: key });
      tell();
    }
    for (const [key, timer] of settling) {
      if (wanted.has(key)) continue;
      clearTimeout(timer);
      settling.delete(key);
    }
    for (const key of [...models.keys()].filter((each) => !wanted.has(each)).slice(0, -KEPT)) models.delete(key);
    if (peer === undefined) return;
    for (const [key, texts] of wanted) {
      const watching = opened.get(key);
      if (watching === undefined) {
        if (!settling.has(key))
          settling.set(
            key,
            setTimeout(() => openNow(peer, key), SETTLE),
          );
      } else if (watching !== digest(texts)) watch(peer, key, texts);
    }
  };

  const soon = (): void => {
    joining ??= setTimeout(() => {
      joining = undefined;
      synchronise();
    }, JOIN);
  };

  const watch = (peer: EnginePeer, key: string, texts: readonly string[]): void => {
    opened.set(key, digest(texts));
    peer.instruct('watch', { model: key, architectures: texts });
  };

  const openNow = (peer: EnginePeer, key: string): void => {
    settling.delete(key);
    const known = models.get(key);
    const texts = inUse().get(key);
    if (known === undefined || texts === undefined || engine.peer() !== peer) return;
    const { entry, files, experiment } = known.model;
    peer.request('openModel', { model: key, source: { entry, files, experiment } }).catch((error: unknown) => {
      if (engine.peer() !== peer) return;
      const why = error instanceof Error ? error.message : String(error);
      stateChanged({ model: key, state: { basis: undefined, why } });
    });
    watch(peer, key, texts);
    tell();
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
      peer.on('progress', ({ done, total, doing: what }) => {
        doing = total > 0 ? `${what}, ${Math.round((100 * done) / total)} %` : what;
        tell();
      });
      peer.on('log', ({ message }) => log(`engine: ${message}`));
      synchronise();
    },
    down: () => {
      opened.clear();
      asking.clear();
      for (const timer of settling.values()) clearTimeout(timer);
      settling.clear();
      for (const known of models.values()) known.isOld = true;
      doing = undefined;
      backends = [];
    },
    changed: () => tell(),
  });

  const askEffects = async (subject: ChoiceSubject): Promise<readonly Effect[] | undefined> => {
    const peer = engine.peer();
    const known = know(subject.model);
    if (peer === undefined || !opened.has(subject.model.key)) return undefined;
    const decisions = subject.decisions.slice(0, DECISIONS);
    const { version, effects } = await peer.request('effects', { model: subject.model.key, decisions });
    if (version === undefined) return undefined;
    addEffects(known, version, subject.decisions.join(), effects);
    return effects;
  };

  const idOf = ({ model, decisions }: ChoiceSubject): string => `${model.key} ${decisions.join()}`;

  /** One question at a time for the same thing. */
  const effectsOnce = (subject: ChoiceSubject): Promise<readonly Effect[] | undefined> => {
    const id = idOf(subject);
    let pending = asking.get(id);
    if (pending === undefined) {
      pending = askEffects(subject).finally(() => asking.delete(id));
      asking.set(id, pending);
    }
    return pending;
  };

  const knownEffects = ({ model, decisions }: ChoiceSubject): readonly Effect[] | undefined => {
    const known = know(model);
    const version = latestVersion(known);
    return version === undefined ? undefined : known.effects.get(version)?.get(decisions.join());
  };

  return {
    labels: (uri, archs) => {
      let document = documents.get(uri);
      if (document === undefined) documents.set(uri, (document = shownDocument()));
      const found: (string | undefined)[] = [];
      for (const { model, name, text } of archs) {
        know(model);
        document.looked.set(name, { key: model.key, text });
      }
      for (const arch of archs) {
        const label = labelNow(document, know(arch.model), arch);
        document.labels.set(arch.name, label);
        found.push(label);
      }
      soon();
      return found;
    },
    effects: (subject) => {
      const effects = knownEffects(subject);
      const last = [...know(subject.model).effects.values()].findLast((each) => each.has(subject.decisions.join()));
      if (effects === undefined && latestVersion(know(subject.model)) !== undefined && !asking.has(idOf(subject)))
        effectsOnce(subject).then((now) => now !== undefined && refreshSoon(), ignoreLost);
      // The last version's stay until the next one's are there.
      return effects ?? last?.get(subject.decisions.join());
    },
    effectsOf: async (subject, signal) => {
      const effects = knownEffects(subject);
      if (effects !== undefined || latestVersion(know(subject.model)) === undefined) return effects;
      return Promise.race([effectsOnce(subject).catch(ignoreLost), aborted(signal)]);
    },
    explain: async ({ model, text }, signal) => {
      const peer = engine.peer();
      if (peer === undefined || !opened.has(model.key) || latestVersion(know(model)) === undefined) return undefined;
      return peer.request('explain', { model: model.key, architecture: text }, signal).catch(ignoreLost);
    },
    whyNot: (model) => {
      const { state, why } = engine.status;
      if (state !== 'running') return `The engine is not running${why === undefined ? '' : `: ${why}`}.`;
      return sentence(know(model).state?.why ?? 'the model is being opened');
    },
    predictor: {
      knows: (space) => modelOfSpace(space) !== undefined,
      predict: async (space, architectures) => {
        const known = modelOfSpace(space);
        const peer = engine.peer();
        if (known === undefined || peer === undefined) return [];
        const texts = architectures.map((each) => space.text(each));
        const { estimates } = await peer.request('predict', { model: known.model.key, architectures: texts });
        const means = new Map(estimates.map(({ text, estimate }) => [text, estimate.measured ?? estimate.mean]));
        return texts.map((text) => means.get(text) ?? -Infinity);
      },
    },
    closed: (uri) => {
      if (documents.delete(uri)) soon();
    },
    status,
    askBackends: async () => {
      engine.need();
      if (backends.length > 0) return;
      const found = await engine.peer()?.request('doctor', null).catch(ignoreLost);
      backends =
        found?.backends.map(({ name, available, detail }) => `${available ? 'ok' : 'no'} ${name}: ${detail}`) ??
        backends;
    },
    restart: engine.restart,
    stop: (why) => {
      clearTimeout(joining);
      joining = undefined;
      engine.stop(why);
    },
  };

  function modelOfSpace(space: AccuracyModel['space']): KnownModel | undefined {
    return [...opened.keys()]
      .flatMap((key) => models.get(key) ?? [])
      .find((known) => known.model.space === space && latestVersion(known) !== undefined);
  }
}

/** Decisions of one `choice` that are averaged at most. */
const DECISIONS = 16;

const digest = (texts: readonly string[]): string => [...new Set(texts)].sort().join('\n');

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;

/** An engine that died while it was asked is told by its status; the question has no answer. */
function ignoreLost(): undefined {
  return undefined;
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
