/** The engine as a process, from its sources, for tests: asked over IPC as the language server asks it. */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import {
  PROTOCOL,
  type Event,
  type EventName,
  type ParamsOf,
  type RequestName,
  type ResultOf,
} from '../../engine/protocol/messages.ts';
import { engineOver } from '../../engine/protocol/peer.ts';
import { root } from './spaces.ts';

export interface EngineProcess {
  readonly child: ChildProcess;
  readonly problems: string[];
  request<M extends RequestName>(method: M, params: ParamsOf<M>, signal?: AbortSignal): Promise<ResultOf<M>>;
  /** The next event of a name that holds, of those that have come and those to come; each is heard once. */
  heard<N extends EventName>(name: N, holds: (event: Event<N>) => boolean, patience?: number): Promise<Event<N>>;
  /** Nothing is said before: as a crash. */
  kill(): Promise<void>;
  end(): Promise<void>;
}

const NAMES = [
  ...(['runProgress', 'runWorkers', 'runEnded', 'runsChanged', 'estimates', 'modelChanged', 'log'] as const),
  ...(['hypernetworkProgress', 'hypernetworksChanged'] as const),
];

export async function startEngine(): Promise<EngineProcess> {
  const child = fork(join(root, 'engine/serve/main.ts'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  const problems: string[] = [];
  const peer = engineOver(connection, (problem) => problems.push(problem));
  const came: { name: EventName; event: unknown }[] = [];
  const waiting = new Set<() => void>();
  for (const name of NAMES)
    peer.on(name, (event: unknown) => {
      came.push({ name, event });
      for (const look of waiting) look();
    });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await peer.request('initialize', { protocol: PROTOCOL });
  return {
    child,
    problems,
    request: (method, params, signal) => peer.request(method, params, signal),
    heard: (name, holds, patience = 60_000) =>
      new Promise((resolve, reject) => {
        const stop = (): void => {
          clearTimeout(timer);
          waiting.delete(look);
        };
        const look = (): void => {
          const at = came.findIndex((each) => each.name === name && holds(each.event as never));
          if (at < 0) return;
          stop();
          resolve(came.splice(at, 1)[0]?.event as never);
        };
        const timer = setTimeout(() => {
          stop();
          const last = JSON.stringify(came.slice(-5));
          reject(new Error(`no ${name} as expected within ${patience} ms; the last were ${last}`));
        }, patience);
        waiting.add(look);
        look();
      }),
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
    end: async () => {
      connection.dispose();
      child.kill();
      await gone;
    },
  };
}
