/** The engine's side of the contract: answers requests, keeps the open models, and never dies of what it is asked. */
import type { MessageConnection } from 'vscode-jsonrpc';
import { availableBackends, usedBackend } from '../compute/index.ts';
import { versions } from '../cli/versions.ts';
import { PROTOCOL } from '../protocol/messages.ts';
import { askerOver, Refusal, type AskerPeer } from '../protocol/peer.ts';
import { exportHandlers } from './export.ts';
import { readFromTraining } from './hypernetworks/contract.ts';
import { hypernetworkTrainings } from './hypernetworks/trainings.ts';
import { openModel, type OpenModel } from './model.ts';
import { spawnOwn } from './own-process.ts';
import { runRequests } from './runs/run-requests.ts';

/** `entry`: the module that threads begin with; `exit` ends the process. */
export function serveEngine(connection: MessageConnection, entry: URL, exit: () => void): void {
  const models = new Map<string, OpenModel>();
  const modelOf = (name: string): OpenModel => {
    const found = models.get(name);
    if (found === undefined) throw new Refusal(`model ${name} is not open`);
    return found;
  };
  const close = (name: string): void => {
    models.get(name)?.close();
    models.delete(name);
  };
  const report = (message: string): void => asker.emit('log', { level: 'error', message });
  const emitting: AskerPeer = { emit: (name, event) => asker.emit(name, event) };
  const runs = runRequests(entry, emitting);
  const log = (message: string): void => asker.emit('log', { level: 'warning', message });
  const training = {
    entry,
    argument: '--hypernetwork',
    title: 'the process of a training',
    read: readFromTraining,
    log,
  };
  const trainings = hypernetworkTrainings((listener) => spawnOwn(training, listener), emitting);

  const asker = askerOver(
    connection,
    {
      initialize: async ({ protocol }) => {
        if (protocol !== PROTOCOL)
          throw new Refusal(
            `the engine speaks protocol ${PROTOCOL}, the other side ${protocol}: they are of different versions`,
          );
        const { hnas, node } = versions();
        return { protocol: PROTOCOL, engine: hnas, node, process: process.pid };
      },
      doctor: async () => {
        const { hnas, node } = versions();
        const found = await availableBackends();
        const used = usedBackend(found);
        const backends = found.map((each) => ({
          ...{ name: each.name, device: each.choice, available: each.available, used: each === used },
          ...{ detail: each.detail, takes: each.takes },
        }));
        return { engine: hnas, node, platform: `${process.platform}-${process.arch}`, backends };
      },
      openModel: async ({ model: name, source }) => {
        close(name);
        const model = openModel(source, entry, {
          changed: (state) => asker.emit('modelChanged', { model: name, state }),
          estimates: (version, estimates, refused) =>
            asker.emit('estimates', { model: name, version, estimates, refused }),
          measurements: (version, measurements, refused) =>
            asker.emit('measurements', { model: name, version, measurements, refused }),
          progress: (done, total, doing) => asker.emit('progress', { model: name, done, total, doing }),
          log,
        });
        models.set(name, model);
        await model.ready;
        return model.state();
      },
      predict: async ({ model, architectures }, signal) => modelOf(model).predict(architectures, signal),
      explain: async ({ model, architecture }, signal) => modelOf(model).explain(architecture, signal),
      latencies: async ({ model, architecture, devices }) => modelOf(model).latencies(architecture, devices),
      measured: async ({ model, architecture }) => modelOf(model).measured(architecture),
      effects: async ({ model, decisions }, signal) => modelOf(model).effects(decisions, signal),
      ...runs.handlers,
      ...exportHandlers,
      ...trainings.handlers,
      shutdown: async () => {
        for (const name of [...models.keys()]) close(name);
        await Promise.all([runs.close(), trainings.close()]);
        return null;
      },
    },
    {
      // A model that was closed meanwhile is not looked at any more.
      watch: ({ model, architectures }) => models.get(model)?.watch(architectures),
      closeModel: ({ model }) => close(model),
      ...runs.instructed,
      exit,
    },
    report,
  );
}
