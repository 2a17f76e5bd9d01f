/** An engine that a test plays: it answers when and what the test says, and dies when told. */
import type {
  Basis,
  Event,
  EventName,
  Explanation,
  ParamsOf,
  RequestName,
} from '../../../../engine/protocol/messages.ts';
import type { EnginePeer } from '../../../../engine/protocol/peer.ts';
import type { OpenEngine } from '../../../../server/engine/connection.ts';

export interface FakeEngine {
  readonly open: OpenEngine;
  /** Starts so far. */
  readonly births: number;
  /** Everything that it was asked and told, in order: `watch`, `openModel`, ... */
  readonly heard: { readonly name: string; readonly params: unknown }[];
  /** Answers to requests by method; a request without one is never answered. */
  readonly answers: { [M in RequestName]?: (params: ParamsOf<M>) => unknown };
  emit<N extends EventName>(name: N, event: Event<N>): void;
  die(why: string): void;
  /** Texts watched last, of the model. */
  watched(): { readonly model: string; readonly architectures: readonly string[] };
}

export function fakeEngine(): FakeEngine {
  let births = 0;
  let handlers = new Map<string, ((event: never) => void)[]>();
  let end: (why: string) => void = () => undefined;
  const heard: FakeEngine['heard'] = [];
  const answers: FakeEngine['answers'] = {
    initialize: () => ({ protocol: 1, engine: '0', node: 'v0', process: births }),
    openModel: () => ({ basis: undefined, why: 'as told by the event' }),
  };
  const peer: EnginePeer = {
    request: (method, params) => {
      heard.push({ name: method, params });
      const answer = answers[method] as ((params: unknown) => unknown) | undefined;
      if (answer === undefined) return new Promise(() => undefined);
      try {
        return Promise.resolve(answer(params)) as never;
      } catch (error) {
        return Promise.reject(error as Error);
      }
    },
    instruct: (name, params) => void heard.push({ name, params }),
    handOn: (method, params, signal) => {
      signal?.addEventListener('abort', () => heard.push({ name: `cancelled ${method}`, params }));
      return peer.request(method, params as never);
    },
    on: (name, handler) => void handlers.set(name, [...(handlers.get(name) ?? []), handler as (event: never) => void]),
  };
  return {
    open: () => {
      births++;
      handlers = new Map();
      const ended = new Promise<string>((resolve) => (end = resolve));
      return { peer, ended, kill: () => end('it was killed') };
    },
    get births() {
      return births;
    },
    heard,
    answers,
    emit: (name, event) => {
      for (const handler of handlers.get(name) ?? []) handler(event as never);
    },
    die: (why) => end(why),
    watched: () => heard.findLast(({ name }) => name === 'watch')?.params as ReturnType<FakeEngine['watched']>,
  };
}

export const basis = (version: string): Basis => ({
  version,
  predictor: 'gp',
  samples: 40,
  source: 'table.csv',
  leaveOneOutTau: 0.8,
  refinement: 'none',
  note: undefined,
});

export const explanation = (version: string): Explanation => ({
  basis: basis(version),
  estimate: { mean: 90, low: 89, high: 91, measured: undefined },
  measuredBy: undefined,
  costs: { params: 1000, macs: 2000, flops: 3000, weightBytes: 4000, activationBytes: 5000, depth: 6 },
  nearest: [
    { text: '{}', accuracy: 88, differs: 1, differences: [{ path: 'network.conv.out', here: '8', there: '16' }] },
  ],
});
