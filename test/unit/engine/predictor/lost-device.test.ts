/** A GPU that is lost under a predictor's networks: simulated by a runtime that says so at a given run. */
import { afterEach, describe, expect, it } from 'vitest';
import { DeviceLost, input, mul, onceMore, program } from '../../../../engine/compute/index.ts';
import {
  encoderBackend,
  releaseEncoders,
  runEncoder,
  trainEncoder,
} from '../../../../engine/predictor/encoder/runner.ts';
import { losingBackends } from '../compute/support/losing-ort.ts';

afterEach(releaseEncoders);

const twice = program({ outputs: { y: mul(input('x', [2]), input('w', [2])) }, state: [input('w', [2])] });
const weights = { w: { shape: [2], data: Float32Array.of(2, 3) } };
const asked = () => runEncoder(weights, twice, { x: Float32Array.of(1, 1) });

describe('a device that is lost under an encoder', () => {
  it('is opened anew for what was asked', async () => {
    const { open, opened } = losingBackends(1);
    await encoderBackend(open);
    expect([...(await asked()).y]).toEqual([2, 3]);
    // The second run is answered by one that is opened as always.
    expect([...(await asked()).y]).toEqual([2, 3]);
    expect(opened).toHaveLength(1);
    expect(await encoderBackend()).not.toBe(opened[0]);
  });

  it('ends a training, and the next one gets another', async () => {
    const { open, opened } = losingBackends(0);
    await encoderBackend(open);
    const training = trainEncoder(async (backend) => {
      const executable = await backend.compile(program({ outputs: { y: mul(input('x', [2]), 2) } }));
      return executable.run({ x: Float32Array.of(1, 1) });
    });
    await expect(training).rejects.toThrow(DeviceLost);
    expect(await trainEncoder(async (backend) => backend === opened[0])).toBe(false);
  });

  it('is done with once more only, and other failures not at all', async () => {
    const fails = async (problem: Error): Promise<number> => {
      let done = 0;
      const doing = onceMore(() => Promise.reject(((done += 1), problem)), () => Promise.reject(new Error('gone'))); // prettier-ignore
      await expect(doing).rejects.toBe(problem);
      return done;
    };
    expect([await fails(new DeviceLost('lost')), await fails(new Error('wrong'))]).toEqual([2, 1]);
  });
});
