/**
 * Accuracies for the features: everything answers at once from what is known, and what is not known is asked for on the side. The engine pushes
 * what is looked at; the editor is told to ask again only when a label that it shows changed, and not more often than every 300 ms, or every 150 ms
 * while the value of an edited text is waited for.
 */
import type { ArchSubject, ChoiceSubject, Standing } from '../../dsl/service/accuracy/subjects.ts';
import type { AccuracyModel } from '../../dsl/service/accuracy/models.ts';
import type { AccuracyPredictor } from '../../dsl/service/refactorings/refactoring.ts';
import type { BackendState, Effect, Explanation, ResultOf } from '../../engine/protocol/messages.ts';
import type { EngineStatus } from '../../engine/protocol/status.ts';
import { atMostEvery } from './coalesce.ts';
import { accuracyIn, addEffects, lacksLabels, latestVersion, type KnownModel } from './known-model.ts';
import { openModels } from './open-models.ts';
import { forget, oldLabels, labelNow, shownDocument, type ShownDocument } from './shown.ts';
import { statusOf } from './status.ts';
import type { MeasuredStory } from './story.ts';
import type { Supervisor } from './supervisor.ts';
import { engineFor } from './waiting.ts';

export interface Accuracy {
  /** Labels of the literals, undefined where nothing can be said; at once, whatever the engine does. */
  labels(uri: string, archs: readonly ArchSubject[], standing?: Standing): readonly (string | undefined)[];
  /** Effects of the alternatives; undefined while they are not known. At once. */
  effects(subject: ChoiceSubject): readonly Effect[] | undefined;
  /** The same, waited for; undefined where nothing can be said. */
  effectsOf(subject: ChoiceSubject, signal: AbortSignal): Promise<readonly Effect[] | undefined>;
  explain(subject: Pick<ArchSubject, 'model' | 'text'>, signal: AbortSignal): Promise<Explanation | undefined>;
  /** On devices, by their profiles; empty where nothing can be said. */
  latencies(
    subject: Pick<ArchSubject, 'model' | 'text'>,
    devices: readonly string[],
    signal: AbortSignal,
  ): Promise<ResultOf<'latencies'>>;
  /** What was measured of it while nothing can be predicted; at once. */
  measured(subject: Pick<ArchSubject, 'model' | 'text'>): MeasuredStory | undefined;
  /** A prediction outside of any document: starts the engine and opens the model where that is needed, and waits for both. */
  predict(subject: Pick<ArchSubject, 'model' | 'text'>, signal: AbortSignal): Promise<Prediction>;
  /** Whether each model, which a document's lenses speak of, claims nothing because too little is measured; false while that is not known. At once. */
  lackLabels(uri: string, models: readonly AccuracyModel[]): readonly boolean[];
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

/** The accuracy; or one sentence on why none is predicted, and what was measured of the architecture itself. */
export type Prediction =
  | { readonly explanation: Explanation }
  | { readonly why: string; readonly measured?: NonNullable<ResultOf<'measured'>> };

export interface AccuracyOptions {
  readonly engine: Supervisor;
  /** Hints are to be asked for again. */
  readonly refresh: () => void;
  /** Lenses are to be asked for again. */
  readonly refreshLenses: () => void;
  readonly statusChanged: (status: EngineStatus) => void;
  readonly log: (message: string) => void;
}

/** Milliseconds between two refreshes: of what changes by itself, and of what is waited for after an edit. */
const REFRESH = 300;
const AWAITED_REFRESH = 150;
/** Milliseconds that a model stays open after it was asked for a prediction outside of any document. */
const ASKED = 300_000;

export function accuracyService({ engine, refresh, refreshLenses, statusChanged, log }: AccuracyOptions): Accuracy {
  const documents = new Map<string, ShownDocument>();
  /** By document, the models that its lenses speak of, with what was said of each. */
  const lenses = new Map<string, ReadonlyMap<string, boolean>>();
  /** Models that were asked for a prediction outside of any document, until they are closed again. */
  const asked = new Map<string, NodeJS.Timeout>();
  const asking = new Map<string, Promise<readonly Effect[] | undefined>>();
  let backends: readonly BackendState[] = [];

  const refreshSoon = atMostEvery(REFRESH, refresh);
  const refreshLensesSoon = atMostEvery(REFRESH, refreshLenses);
  const status = (): EngineStatus => statusOf(engine.status, models.open(), models.doing(), backends);
  const tell = atMostEvery(REFRESH, () => statusChanged(status()));

  const wanted = (): Map<string, string[]> => {
    const texts = new Map<string, string[]>();
    for (const key of [...asked.keys(), ...[...lenses.values()].flatMap((each) => [...each.keys()])])
      texts.set(key, []);
    for (const { looked } of documents.values())
      for (const { key, text } of looked.values()) texts.set(key, [...(texts.get(key) ?? []), text]);
    return texts;
  };

  /** Asks for what a document shows anew where anything in it would be different now. */
  const changed = (key: string): void => {
    const known = models.get(key);
    if (known === undefined) return;
    const old = oldLabels(documents.values(), known);
    if (old !== 'none') refreshSoon(old === 'awaited' ? AWAITED_REFRESH : REFRESH);
    if ([...lenses.values()].some((said) => said.has(key) && said.get(key) !== lacksLabels(known))) refreshLensesSoon();
  };

  const models = openModels({ engine, wanted, changed, tell: () => tell() });
  const { know } = models;

  engine.listen({
    up: (peer) => peer.on('log', ({ message }) => log(`engine: ${message}`)),
    down: () => {
      asking.clear();
      backends = [];
    },
    changed: () => tell(),
  });

  const askEffects = async (subject: ChoiceSubject): Promise<readonly Effect[] | undefined> => {
    const peer = engine.peer();
    const known = know(subject.model);
    if (peer === undefined || !models.isOpen(subject.model.key)) return undefined;
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

  const whyNot = (model: AccuracyModel): string => {
    const { state, why } = engine.status;
    if (state !== 'running') return `The engine is not running${why === undefined ? '' : `: ${why}`}.`;
    return sentence(know(model).state?.why ?? 'the model is being opened');
  };

  return {
    labels: (uri, archs, there) => {
      let document = documents.get(uri);
      if (document === undefined) documents.set(uri, (document = shownDocument()));
      if (there !== undefined) forget(document, there);
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
      models.soon();
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
      if (peer === undefined || !models.isOpen(model.key) || latestVersion(know(model)) === undefined) return undefined;
      return peer.request('explain', { model: model.key, architecture: text }, signal).catch(ignoreLost);
    },
    latencies: async ({ model, text }, devices, signal) => {
      const peer = engine.peer();
      if (peer === undefined || devices.length === 0 || !models.isOpen(model.key)) return [];
      const about = { model: model.key, architecture: text, devices };
      return (await peer.request('latencies', about, signal).catch(ignoreLost)) ?? [];
    },
    measured: ({ model, text }) => {
      const known = know(model);
      const of = known.state?.measured;
      if (of === undefined) return undefined;
      const found = accuracyIn(known, of.version, text);
      if (found === undefined || 'mean' in found || found.accuracy === undefined) return undefined;
      return { accuracy: found.accuracy, by: found.by, of, why: sentence(known.state?.why ?? 'nothing is claimed') };
    },
    predict: async ({ model, text }, signal) => {
      clearTimeout(asked.get(model.key));
      asked.set(
        model.key,
        setTimeout(() => {
          asked.delete(model.key);
          models.soon();
        }, ASKED),
      );
      know(model);
      const peer = await engineFor(engine, signal);
      if (typeof peer === 'string') return { why: peer };
      await Promise.race([models.openNow(model.key), aborted(signal)]);
      if (signal.aborted) return LATE;
      if (latestVersion(know(model)) === undefined) {
        const about = { model: model.key, architecture: text };
        const measured =
          know(model).state?.measured && (await peer.request('measured', about, signal).catch(ignoreLost));
        return { why: whyNot(model), ...(measured === undefined ? {} : { measured }) };
      }
      const answer = peer.request('explain', { model: model.key, architecture: text }, signal);
      const explanation = await answer.catch(ignoreLost);
      if (explanation !== undefined) return { explanation };
      return signal.aborted ? LATE : { why: whyNot(model) };
    },
    lackLabels: (uri, wishes) => {
      const said = new Map(wishes.map((model) => [model.key, lacksLabels(know(model))]));
      lenses.set(uri, said);
      models.soon();
      return wishes.map(({ key }) => said.get(key) === true);
    },
    whyNot,
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
      const hadLenses = lenses.delete(uri);
      if (documents.delete(uri) || hadLenses) models.soon();
    },
    status,
    askBackends: async () => {
      engine.need();
      if (backends.length > 0) return;
      const found = await engine.peer()?.request('doctor', null).catch(ignoreLost);
      backends = found?.backends ?? backends;
    },
    restart: engine.restart,
    stop: (why) => {
      models.stop();
      for (const timer of asked.values()) clearTimeout(timer);
      asked.clear();
      engine.stop(why);
    },
  };

  function modelOfSpace(space: AccuracyModel['space']): KnownModel | undefined {
    return models.open().find((known) => known.model.space === space && latestVersion(known) !== undefined);
  }
}

/** Decisions of one `choice` that are averaged at most. */
const DECISIONS = 16;

const LATE: Prediction = { why: 'The engine took too long; ask again in a moment.' };

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
