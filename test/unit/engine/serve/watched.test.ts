/** What is pushed while nothing can be predicted: what was measured of what is looked at, which was not, and again when labels change. */
import { expect, it } from 'vitest';
import { programOf } from '../../../../dsl/semantics/program.ts';
import type { Architecture } from '../../../../dsl/space/decision-space.ts';
import { lowerSpace } from '../../../../dsl/space/lower.ts';
import type { Measurement } from '../../../../engine/protocol/messages.ts';
import { configuredPredictor, fitterOf } from '../../../../engine/serve/fitters.ts';
import { labelSet } from '../../../../engine/serve/labels.ts';
import { predictionService } from '../../../../engine/serve/prediction-service.ts';
import { watched } from '../../../../engine/serve/watched.ts';

const TEXT = `
space Net {
  input image[3, 8, 8]
  output logits[10]
  network {
    branches sum { { conv3x3(out: choice [8, 16]) >> conv1x1(out: 8) } { conv3x3(out: choice [8, 16]) >> conv1x1(out: 8) } }
    global_avgpool >> linear(out: choice [16, 32, 64]) >> linear(out: 10)
  }
}`;
const { value: space } = lowerSpace(programOf(TEXT), 'Net');
if (space === undefined) throw new Error('the space of this test is wrong');
const all = [...space.enumerate()];
const labels = (values: readonly number[]) =>
  labelSet(space, {
    measurements: values.map((value, i) => ({ architecture: all[i] as Architecture, value, where: `evaluation ${i}` })),
    source: 'run 1',
  });

it('comes by a version of its own, before predictions and after them', async () => {
  const gp = configuredPredictor({ kind: 'gp', options: {} });
  if ('error' in gp) throw new Error(gp.error);
  const pushed: { version: string; measurements: readonly Measurement[]; refused: number }[] = [];
  const estimated: string[] = [];
  const log: string[] = [];
  const service = predictionService({
    space,
    fast: fitterOf(gp.value, 'gp'),
    full: undefined,
    onChanged: () => looked.again(),
    onProgress: () => undefined,
    log: (line) => log.push(line),
  });
  const looked = watched(
    service,
    {
      estimates: (version) => void estimated.push(version),
      measurements: (version, measurements, refused) =>
        void pushed.push({ version, measurements, refused: refused.length }),
    },
    (line) => log.push(line),
  );
  const texts = [all[0], all[1], all.at(-1)].map((each) => space.text(each as Architecture));
  looked.watch([...texts, '{ wrong: 1 }']);
  await service.relabel(labels([94.1]));
  await expect.poll(() => pushed.length).toBe(1);
  expect(pushed[0]?.version).toBe(service.state().measured?.version);
  expect(pushed[0]?.refused).toBe(1);
  expect(pushed[0]?.measurements.map(({ text, accuracy, by }) => [text, accuracy, by])).toEqual([
    [texts[0], 94.1, 'evaluation 0'],
    [texts[1], undefined, undefined],
    [texts[2], undefined, undefined],
  ]);
  // The same labels are not told again; others are, under another version.
  await service.relabel(labels([94.1]));
  await service.relabel(labels([94.1, 90]));
  await expect.poll(() => pushed.length).toBe(2);
  expect(pushed[1]?.version).not.toBe(pushed[0]?.version);
  expect(pushed[1]?.measurements.map(({ accuracy }) => accuracy)).toEqual([94.1, 90, undefined]);
  expect(estimated).toEqual([]);
  // Enough of them: predictions from here on.
  await service.relabel(labels([94.1, 90, 80, 81, 82, 83]));
  await expect.poll(() => estimated.length).toBe(1);
  expect(estimated[0]).toBe(service.state().basis?.version);
  expect(pushed).toHaveLength(2);
  expect(log).toEqual([]);
  looked.close();
  service.close();
});
