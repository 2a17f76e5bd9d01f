/**
 * What one page is told and what it asks: its runs, their points, live while they go on. Knows neither window nor panel; those carry the messages
 * (`post`) and do what the user wants done (`actions`). A page that is hidden is asleep: it has forgotten everything when it says `ready` again.
 */
import { toJson } from '../../engine/protocol/json.ts';
import type { Reader } from '../../engine/protocol/read.ts';
import type { RunSetupMessage, RunSummary } from '../../engine/protocol/runs.ts';
import type { Engine, Failure } from '../engine/engine.ts';
import { isSameRun, type RunKey } from '../runs/run-key.ts';
import { fromPage, type Envelope, type FromPage, type FromPageName, type ToPage, type ToPageName } from './contract.ts';
import { pointsOf, type Points } from './points.ts';
import type { Session, SessionParts } from './session-parts.ts';
import { describe, draw, tellImportance } from './answers.ts';

interface Shown extends RunKey {
  readonly points: Points;
  setup: RunSetupMessage | undefined;
  summary: RunSummary | undefined;
}

/** Milliseconds between two questions for points while runs go on. */
const PAUSE = 300;

export function pageSession(given: readonly RunKey[], parts: SessionParts): Session {
  const { engine, known, follower, actions, troubles } = parts;
  let shown = given.map(asShown(engine));
  let isAwake = false;
  /** The page has all that there was when it became ready. */
  let isLoaded = false;
  let revealed: ToPage<'reveal'> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let updating: Promise<void> | undefined;

  const post = <N extends ToPageName>(name: N, content: ToPage<N>): void => {
    if (isAwake) parts.post({ name, content: toJson(content) });
  };
  const tell = (failure: Failure): void => {
    if (failure.kind !== 'cancelled') post('trouble', troubles.failed(failure));
  };

  /** Everything from the start, for a page that knows nothing. */
  const load = async (): Promise<void> => {
    const runs = shown;
    for (const run of runs) run.points.forget();
    const isListed = runs.every((run) => known.find(run) !== undefined);
    const failure = await (isListed ? follower.need() : follower.refresh());
    if (failure !== undefined) return tell(failure);
    for (const run of runs) {
      if (run.setup !== undefined) continue;
      const answer = await engine.request('runSetup', { store: run.store, run: run.run });
      if ('value' in answer) run.setup = answer.value;
      else if (known.find(run) !== undefined) return tell(answer);
    }
    if (runs !== shown || !isAwake) return;
    tellRuns();
    await fetchAll();
    isLoaded = true;
    if (revealed !== undefined) post('reveal', revealed);
    revealed = undefined;
    for (const run of runs) await tellFront(run);
  };

  /** The texts of the front, for the table; what changes later the page asks for by position. */
  const tellFront = async ({ store, run }: RunKey): Promise<void> => {
    const answer = await engine.request('runFront', { store, run });
    if ('value' in answer) post('front', { store, run, rows: answer.value.rows });
  };

  const tellRuns = (): void => {
    for (const run of shown) run.summary = known.find(run) ?? run.summary;
    const runs = shown.flatMap(({ setup, summary }) =>
      setup === undefined || summary === undefined ? [] : [{ setup, summary }],
    );
    post('runs', { runs });
    tellGone();
  };
  const tellGone = (): void => {
    const gone = shown.filter((run) => known.find(run) === undefined);
    if (gone.length > 0) post('trouble', troubles.gone(gone));
  };

  const fetchAll = async (): Promise<void> => {
    const runs = shown;
    for (const { points, store, run, setup } of runs) {
      if (setup === undefined || known.find({ store, run }) === undefined) continue;
      const failure = await points.fetch(
        (columns) => post('points', { store, run, columns }),
        () => isAwake && runs === shown,
      );
      if (failure !== undefined) return tell(failure);
    }
    if (known.trouble === undefined && runs === shown && runs.every((run) => known.find(run) !== undefined))
      post('trouble', troubles.none);
  };

  /** One at a time: a page that became ready meanwhile, or runs that went on, are served after it. */
  const enqueue = (work: () => Promise<void>): void => {
    // A bug in one may not keep the others from their turn.
    updating = (updating ?? Promise.resolve()).then(work).catch((error: unknown) => parts.report(String(error)));
  };
  const reload = (): void => {
    isLoaded = false;
    enqueue(load);
  };
  const updateSoon = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      if (isAwake) enqueue(fetchAll);
    }, PAUSE);
  };

  const subscriptions = [
    engine.on('runProgress', (event) => {
      if (!shown.some((run) => isSameRun(run, event))) return;
      const { store, run, done, budget, share, doing, secondsLeft } = event;
      post('progress', { store, run, done, budget, share, doing, secondsLeft });
    }),
    known.onChange(() => {
      for (const run of shown) {
        const summary = known.find(run);
        if (summary === undefined || summary === run.summary || run.setup === undefined) continue;
        const hasMore = summary.evaluations !== run.summary?.evaluations;
        run.summary = summary;
        post('summary', { summary });
        if (hasMore) updateSoon();
      }
      if (known.isKnown && known.trouble === undefined) tellGone();
    }),
  ];

  const handlers: { readonly [N in FromPageName]: (content: FromPage<N>) => void } = {
    ready: () => {
      isAwake = true;
      reload();
    },
    describe: (content) => void describe(engine, content).then((answer) => post('described', answer)),
    draw: (content) => void draw(engine, content).then((answer) => post('drawn', answer)),
    importance: (content) => void tellImportance(engine, content).then((answer) => post('importance', answer)),
    openArchitecture: ({ position, ...run }) => actions.place(run, position, 'open'),
    insertArchitecture: ({ position, ...run }) => actions.place(run, position, 'insert'),
    copy: ({ text }) => actions.copy(text),
    save: (file) => actions.save(file),
    resume: (run) => actions.resume(run),
    stop: (run) => actions.stop(run),
    addRuns: () => actions.addRuns(),
    removeRun: (run) => session.setRuns(shown.filter((each) => !isSameRun(each, run))),
    act: ({ id }) => (id === 'retry' ? session.refresh() : actions.act(id)),
  };

  const session: Session = {
    get runs() {
      return shown.map(({ store, run }) => ({ store, run }));
    },
    setRuns: (runs) => {
      const make = asShown(engine);
      shown = runs.map((run) => shown.find((each) => isSameRun(each, run)) ?? make(run));
      actions.changed();
      if (isAwake) reload();
    },
    reveal: (run, position) => {
      if (isAwake && isLoaded) post('reveal', { ...run, position });
      else revealed = { ...run, position };
    },
    take: (message) => {
      const { name, content } = (message ?? {}) as Partial<Envelope>;
      const reader =
        typeof name === 'string' && Object.hasOwn(fromPage, name) ? fromPage[name as FromPageName] : undefined;
      if (reader === undefined) return parts.report(`the page sent a message that nobody knows: ${String(name)}`);
      const read = (reader as Reader<unknown>)(content, String(name));
      if ('error' in read) return parts.report(`the page sent ${read.error}`);
      (handlers[name as FromPageName] as (content: unknown) => void)(read.value);
    },
    sleep: () => (isAwake = false),
    trouble: (trouble) => post('trouble', trouble),
    refresh: () =>
      enqueue(async () => {
        const failure = await follower.refresh();
        if (failure !== undefined) tell(failure);
        else if (isAwake) await (shown.every(({ setup }) => setup !== undefined) ? fetchAll() : load());
      }),
    dispose: () => {
      isAwake = false;
      clearTimeout(timer);
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
  return session;
}

const asShown =
  (engine: Engine) =>
  ({ store, run }: RunKey): Shown => ({
    ...{ store, run, points: pointsOf(engine, { store, run }) },
    setup: undefined,
    summary: undefined,
  });
