/** A network measured segment by segment is the network: logits and input gradients against one program of the whole. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { elementsOf } from '../../../../dsl/graph/shape.ts';
import { seededRandom } from '../../../../dsl/random.ts';
import { gradients, openBackend, program, sum, type Backend } from '../../../../engine/compute/index.ts';
import { buildModel, modelWeights } from '../../../../engine/evaluate/train/model.ts';
import { segmentKernels } from '../../../../engine/proxies/kernels.ts';
import { backwardPass, forwardPass } from '../../../../engine/proxies/pass.ts';
import { reducedGraph, reductionOf } from '../../../../engine/proxies/reduction.ts';
import { segmentsOf } from '../../../../engine/proxies/segments.ts';
import { weightStore } from '../../../../engine/proxies/weights.ts';
import { exampleSpace } from '../../../unit/engine/encoding/spaces.ts';

const BATCH = 4;
let backend: Backend;
beforeAll(async () => {
  backend = await openBackend('onnx', { threads: 1 });
});
afterAll(() => backend.dispose());

describe('segment by segment', () => {
  it.each(['nasbench201', 'nasbench101', 'darts', 'autoformer_tiny', 'ofa_mobilenetv3'])(
    '%s computes what it computes as a whole',
    async (name) => {
      const space = exampleSpace(name);
      const architecture = space.sample(seededRandom('segments'));
      const reduction = reductionOf(space);
      if (architecture === undefined || reduction === undefined) throw new Error('nothing to measure');
      const graph = reducedGraph(space, architecture, reduction);
      const model = buildModel(graph, BATCH, true);
      const [slope] = gradients(sum(model.logits), [model.pixels]);
      if (slope === undefined) throw new Error('no gradient');
      const whole = await backend.compile(program({ outputs: { logits: model.logits, slope } }));

      const segments = segmentsOf(graph);
      const random = seededRandom('pixels');
      const pixels = Float32Array.from({ length: BATCH * elementsOf(segments.input) }, () => random.normal());
      const kernels = segmentKernels(backend, { batch: BATCH, normalised: true, scalars: 1 });
      const pass = await forwardPass(segments, pixels, kernels, weightStore(1, false));
      const logits = pass.values[segments.output] as Float32Array;
      const back = await backwardPass(pass, [new Float32Array(logits.length).fill(1)]);

      // The whole takes its weights in the order of the graph, the segments in theirs: operators' nodes are next to each other in both.
      const take = weightStore(1, false).take();
      const given: Record<string, Float32Array> = { pixels };
      for (const weight of modelWeights(graph)) Object.assign(given, take([{ ...weight, counts: true }]));
      const feeds = Object.fromEntries(
        whole.program.inputs.map((port) => [port.name, given[port.name] as Float32Array]),
      );
      const results = await whole.run(feeds);
      const largest = (values: ArrayLike<number>): number => Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12); // prettier-ignore
      const near = (a: ArrayLike<number>, b: ArrayLike<number>): number => largest(Array.from(a, (value, i) => value - (b[i] as number))) / largest(b); // prettier-ignore
      expect(near(logits, results['logits'] as Float32Array)).toBeLessThan(2e-3);
      expect(near(back.image[0] as Float32Array, results['slope'] as Float32Array)).toBeLessThan(1e-2);
      await kernels.dispose();
      await whole.dispose();
      expect(backend.liveExecutables()).toBe(0);
    },
    60_000,
  );
});
