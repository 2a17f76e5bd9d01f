/** The editor as the page sees it: messages that are read at both ends, and what it keeps for the page over a reload. */
import {
  fromPage,
  toPage,
  type FromPage,
  type FromPageName,
  type ToPage,
  type ToPageName,
} from '../pareto/contract.ts';
import { record, text, type Reader } from '../../engine/protocol/read.ts';

interface Api {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): Api;

export interface Host {
  send<N extends FromPageName>(name: N, content: FromPage<N>): void;
  on<N extends ToPageName>(name: N, handler: (content: ToPage<N>) => void): void;
  readonly kept: unknown;
  keep(state: unknown): void;
}

const envelope = record({ name: text, content: (value: unknown) => ({ value }) });

/** `report` hears of messages that are not what the contract says; they are dropped. */
export function connectHost(report: (problem: string) => void): Host {
  const api = acquireVsCodeApi();
  const handlers = new Map<string, (content: never) => void>();
  /** Kept beside the view, see `keptRuns` of the contract: the editor brings the page back with them. */
  let runs: unknown = (api.getState() as { readonly runs?: unknown } | null | undefined)?.runs;
  window.addEventListener('message', (event) => {
    const read = readMessage(event.data);
    if ('error' in read) return report(read.error);
    if (read.name === 'runs') {
      runs = (read.content as ToPage<'runs'>).runs.map(({ summary: { store, run } }) => ({ store, run }));
      api.setState({ ...(api.getState() ?? {}), runs });
    }
    handlers.get(read.name)?.(read.content as never);
  });
  return {
    send: (name, content) => {
      const read = (fromPage[name] as Reader<unknown>)(content, name);
      if ('error' in read) report(`not sent: ${read.error}`);
      else api.postMessage({ name, content });
    },
    on: (name, handler) => void handlers.set(name, handler),
    kept: api.getState(),
    keep: (state) => api.setState({ ...(state as object), runs }),
  };
}

export type ReadMessage = { readonly name: ToPageName; readonly content: unknown } | { readonly error: string };

export function readMessage(value: unknown): ReadMessage {
  const outer = envelope(value, 'message');
  if ('error' in outer) return outer;
  const { name, content } = outer.value;
  if (!Object.hasOwn(toPage, name)) return { error: `the page knows no message "${name.slice(0, 40)}"` };
  const read = (toPage[name as ToPageName] as Reader<unknown>)(content, name);
  return 'error' in read ? read : { name: name as ToPageName, content: read.value };
}
