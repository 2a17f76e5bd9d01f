/** A generator whose device may be lost: what was under way then is done once more on the device opened anew. */
import { DeviceLost, type Backend } from '../../compute/index.ts';
import { fail, type Outcome } from '../../data/outcome.ts';
import { openGenerator, type Generator } from '../../hypernetwork/ghn/generator.ts';
import type { Ghn } from '../../hypernetwork/ghn/ghn.ts';
import { renewable } from '../train/renewable.ts';

type Attempt<T> = { readonly outcome: Outcome<T>; readonly lost?: true };

/**
 * What it is asked rejects with a DeviceLost where the device cannot be opened again; lost twice in one question, that is a sentence.
 * @param open makes another backend like `first`; both are closed with the generator
 */
export function renewedGenerator(ghn: Ghn, first: Backend, open: () => Promise<Backend>): Generator {
  const device = renewable(first, open);
  let current: { readonly backend: Backend; readonly generator: Promise<Generator> } | undefined;
  const generatorOn = (backend: Backend): Promise<Generator> => {
    // One on a lost backend goes with it.
    if (current?.backend !== backend) current = { backend, generator: openGenerator(ghn, backend) };
    return current.generator;
  };
  const ask = async <T>(question: (generator: Generator) => Promise<Outcome<T>>): Promise<Outcome<T>> => {
    const attempt = (): Promise<Attempt<T>> =>
      device.use(async (backend): Promise<Attempt<T>> => {
        try {
          return { outcome: await question(await generatorOn(backend)) };
        } catch (problem) {
          if (!(problem instanceof DeviceLost)) throw problem;
          return { outcome: fail(problem.message), lost: true };
        }
      });
    const once = await attempt();
    return once.lost === true ? (await attempt()).outcome : once.outcome;
  };
  return {
    embedding: (network) => ask((generator) => generator.embedding(network)),
    weights: (network, images) => ask((generator) => generator.weights(network, images)),
    score: (network, images) => ask((generator) => generator.score(network, images)),
    dispose: async () => {
      await (await current?.generator.catch(() => undefined))?.dispose();
      await device.dispose();
    },
  };
}
