/** One open model: its space, its labels as they come, its predictions, and the architectures that the editor looks at. */
import type { ModelSource, ModelState, ParamsOf, ResultOf } from '../protocol/messages.ts';
import { Refusal } from '../protocol/peer.ts';
import { predictorKinds } from '../predictor/predictors.ts';
import { collectLabels, labelFiles } from './collect-labels.ts';
import { effectsOf } from './effects.ts';
import { explain } from './explain.ts';
import { threadFitter } from './fit-thread.ts';
import { configuredPredictor, FAST_PREDICTOR, fitterId, fitterOf, predictorOf, type OnProgress } from './fitters.ts';
import { profiledLatencies } from './latencies.ts';
import { openSource, pathOf } from './open-source.ts';
import { predictionService } from './prediction-service.ts';
import { watchFiles, type FileWatch } from './watch-files.ts';
import { watchTrained } from './watch-trained.ts';
import { measurementOf, parseAll, watched, type Push, type ReadArchitecture } from './watched.ts';

export interface ModelEvents {
  readonly changed: (state: ModelState) => void;
  readonly estimates: Push['estimates'];
  readonly measurements: Push['measurements'];
  readonly progress: OnProgress;
  readonly log: (message: string) => void;
}

export interface OpenModel {
  state(): ModelState;
  /** Resolves when the fast predictor is fitted, or nothing can be. */
  readonly ready: Promise<void>;
  watch(texts: readonly string[]): void;
  predict(texts: readonly string[], signal: AbortSignal): Promise<ResultOf<'predict'>>;
  explain(text: string, signal: AbortSignal): Promise<ResultOf<'explain'>>;
  latencies(text: string, devices: readonly string[]): ResultOf<'latencies'>;
  measured(text: string): ResultOf<'measured'>;
  effects(decisions: ParamsOf<'effects'>['decisions'], signal: AbortSignal): Promise<ResultOf<'effects'>>;
  close(): void;
}

/** Throws a Refusal where the source holds no experiment. `entry`: the module that threads begin with. */
export function openModel(source: ModelSource, entry: URL, events: ModelEvents): OpenModel {
  const opened = openSource(source);
  if ('error' in opened) throw new Refusal(opened.error);
  const spec = opened.value;
  // What has been measured is learnt from, also where the space sets bounds on costs.
  const space = spec.space.withoutCosts();
  const named = predictorOf(spec);
  const configured = configuredPredictor(named);
  if ('error' in configured) throw new Refusal(configured.error);
  const fastKind = predictorKinds.find(({ name }) => name === FAST_PREDICTOR)?.configure({});
  if (fastKind === undefined || 'error' in fastKind) throw new Error(`there is no predictor ${FAST_PREDICTOR}`);
  const isFast = fitterId(named) === FAST_PREDICTOR;
  const service = predictionService({
    space,
    fast: fitterOf(fastKind.value, FAST_PREDICTOR),
    full: isFast ? undefined : threadFitter(entry, source, space, named, configured.value),
    onChanged: (state) => {
      events.changed(state);
      looked.again();
    },
    onProgress: events.progress,
    log: events.log,
  });
  const latencies = profiledLatencies(spec.space, pathOf(source.entry));
  const looked = watched(service, events, events.log);
  const trained = watchTrained(named, service.refit, events.log);
  const closing = new AbortController();
  let files: FileWatch | undefined;
  let readings = 0;

  const relabel = async (): Promise<void> => {
    const reading = ++readings;
    try {
      // Watched first: what changes while it is read is read again. Anew each time: a folder may be there now.
      files?.close();
      files = watchFiles(labelFiles(spec, source.entry), () => void relabel(), events.log);
      const labels = await collectLabels(spec, space, source.entry, closing.signal);
      closing.signal.throwIfAborted();
      // Files changed again while they were read: the later reading counts.
      if (reading !== readings) return;
      await service.relabel(labels);
    } catch (error) {
      if (closing.signal.aborted) return;
      // A bug, or a file that broke off while it was read: no accuracy rests on it.
      const sentence = `the labels cannot be read: ${error instanceof Error ? error.message : String(error)}`;
      events.log(sentence);
      await service.relabel({ error: sentence });
    }
  };

  const readOne = (text: string): ReadArchitecture => {
    const { read, refused } = parseAll(space, [text]);
    const [found] = read;
    if (found === undefined) throw new Refusal(refused[0]?.why ?? 'it is no architecture');
    return found;
  };

  return {
    state: service.state,
    ready: relabel(),
    watch: looked.watch,
    predict: async (texts, signal) => {
      const { read, refused } = parseAll(space, texts);
      const predicted = await service.predict(
        read.map(({ architecture }) => architecture),
        signal,
      );
      if (predicted === undefined) return { version: undefined, estimates: [], refused };
      const estimates = read.flatMap(({ text }, i) => {
        const [hash, estimate] = [predicted.hashes[i], predicted.estimates[i]];
        return hash === undefined || estimate === undefined ? [] : [{ text, hash, estimate }];
      });
      return { version: predicted.model.basis.version, estimates, refused };
    },
    explain: async (text, signal) => explain(service, readOne(text).architecture, signal),
    latencies: (text, devices) => latencies(readOne(text).architecture, devices),
    measured: (text) => {
      const [measured, read] = [service.measured(), readOne(text)];
      if (measured === undefined) return undefined;
      const { accuracy, by } = measurementOf(service, measured, read);
      return accuracy === undefined ? undefined : { accuracy, by };
    },
    effects: (decisions, signal) => effectsOf(service, spec.space, decisions, signal),
    close: () => {
      closing.abort(new Error('the model was closed'));
      files?.close();
      trained.close();
      looked.close();
      service.close();
    },
  };
}
