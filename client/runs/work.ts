/**
 * Runs that this window starts, follows to their end, and takes up again after the engine died under them. What people are told of it is the
 * business of `Notices`.
 */
import type { Event, ParamsOf } from '../../engine/protocol/messages.ts';
import type { RunSummary } from '../../engine/protocol/runs.ts';
import type { Answer, Engine } from '../engine/engine.ts';
import type { Follower } from './follow.ts';
import type { KnownRuns } from './known-runs.ts';
import { keyText, type RunKey } from './run-key.ts';
import type { WantedRun, WantedRuns } from './wanted.ts';

export interface Notices {
  done(run: WantedRun, reason: string): void;
  /** `isLost`: its process died again and again. */
  failed(run: WantedRun, reason: string, isLost: boolean): void;
  /** After the engine came up again. */
  wentOn(runs: readonly WantedRun[]): void;
}

export interface Work {
  start(params: ParamsOf<'startRun'>, title: string): Promise<Answer<RunSummary>>;
  resume(params: ParamsOf<'resumeRun'>, run: WantedRun): Promise<Answer<RunSummary>>;
  stop(key: RunKey): Promise<Answer<RunSummary>>;
  remove(key: RunKey): Promise<Answer<null>>;
  dispose(): void;
}

type Ended = Event<'runEnded'>;

export function workOnRuns(
  engine: Engine,
  known: KnownRuns,
  wanted: WantedRuns,
  follower: Follower,
  notices: Notices,
): Work {
  /** Requests to begin that are not answered yet: the end of a quick run may be told before the answer arrives. */
  let beginning = 0;
  const early = new Map<string, Ended>();
  const stopping = new Set<string>();

  const begun = async (run: Omit<WantedRun, keyof RunKey>, asked: Promise<Answer<RunSummary>>) => {
    beginning++;
    const answer = await asked;
    beginning--;
    if ('value' in answer) {
      const { store, run: id } = answer.value;
      known.told(answer.value);
      wanted.add({ ...run, store, run: id });
      const ended = early.get(keyText(answer.value));
      if (ended !== undefined) end(ended);
    }
    if (beginning === 0) early.clear();
    return answer;
  };

  const end = (ended: Ended): void => {
    const run = wanted.remove(ended);
    if (run === undefined) {
      if (beginning > 0) early.set(keyText(ended), ended);
      return;
    }
    if (ended.end === 'done') notices.done(run, ended.reason);
    else if (ended.end !== 'stopped') notices.failed(run, ended.reason, ended.end === 'lost');
  };

  let turn = 0;
  const goOn = async (): Promise<void> => {
    // An engine that dies and comes up while it is asked is asked anew, by one asker.
    const mine = ++turn;
    if (wanted.all().length === 0) return;
    // A list that fails leaves the runs wanted: the next time that the engine comes up they are asked for again.
    if ((await follower.refresh()) !== undefined || mine !== turn) return;
    const resumed: WantedRun[] = [];
    for (const run of wanted.all()) {
      if (stopping.has(keyText(run))) continue;
      const summary = known.find(run);
      if (summary === undefined) end({ ...run, end: 'failed', reason: 'its record is not in the store any more' });
      else if (summary.state === 'done') end({ ...run, end: 'done', reason: summary.reason ?? '' });
      else if (summary.state === 'failed') end({ ...run, end: 'failed', reason: summary.reason ?? '' });
      else if (summary.state !== 'running' || !summary.ours) {
        const { store, run: id } = run;
        const answer = await engine.request('resumeRun', { store, run: id, source: undefined, evaluations: undefined });
        if ('value' in answer) {
          known.told(answer.value);
          resumed.push(run);
        } else if (mine !== turn || (await follower.refresh(store)) !== undefined || mine !== turn) return;
        else if (known.find(run)?.state !== 'running') end({ ...run, end: 'failed', reason: answer.error });
      }
    }
    if (resumed.length > 0) notices.wentOn(resumed);
  };

  const subscriptions = [
    engine.on('runEnded', end),
    engine.onUp(() => void goOn()),
    // A server that is up again has no engine until someone needs it: runs that were under way do.
    engine.onServerUp(() => wanted.all().length > 0 && void follower.refresh()),
  ];

  return {
    start: (params, title) => begun({ title, purpose: params.purpose }, engine.request('startRun', params)),
    resume: (params, run) => begun(run, engine.request('resumeRun', params)),
    stop: async (key) => {
      stopping.add(keyText(key));
      const answer = await engine.request('stopRun', { store: key.store, run: key.run });
      if ('value' in answer) known.told(answer.value);
      else await follower.refresh(key.store);
      stopping.delete(keyText(key));
      const { state } = known.find(key) ?? {};
      if (state !== 'running') wanted.remove(key);
      if ('value' in answer || state === 'running') return answer;
      const summary = known.find(key);
      // It had ended before: that is what was asked for.
      return summary === undefined ? answer : { value: summary };
    },
    remove: async (key) => {
      const answer = await engine.request('deleteRun', { store: key.store, run: key.run });
      if ('value' in answer) known.forget(key);
      return answer;
    },
    dispose: () => {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}
