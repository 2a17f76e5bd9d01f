/** Every primitive can be written in every format. */
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { primitivesOf } from '../../../../dsl/graph/primitives-of.ts';
import { primitiveNames } from '../../../../dsl/graph/primitives.ts';
import { image } from '../../../../dsl/graph/shape.ts';
import { openBackend, type Backend } from '../../../../engine/compute/index.ts';
import { forms as computed } from '../../../../engine/evaluate/train/forms/forms.ts';
import { exportFormats } from '../../../../engine/export/formats.ts';
import { kerasForms } from '../../../../engine/export/keras/forms.ts';
import { onnxFile } from '../../../../engine/export/onnx.ts';
import { torchForms } from '../../../../engine/export/torch/forms.ts';
import { networkOf } from '../evaluate/train/networks.ts';
import { expectSameAsOnnx } from './onnx-run.ts';
import { subjectOfNetwork, useSubjects, written } from './subjects.ts';

describe('the tables', () => {
  const expected = primitiveNames.filter((name) => name !== 'input').toSorted();

  test.each([
    ['PyTorch', torchForms],
    ['Keras', kerasForms],
    ['ONNX', computed],
  ])('%s has a form for each primitive and no others', (_, table) => {
    expect(Object.keys(table).toSorted()).toEqual(expected);
  });

  test('the uses that are tried are of every primitive', () => {
    const used = new Set(useSubjects.flatMap(({ network }) => primitivesOf(network).nodes.map(({ op }) => op)));
    expect(written.filter((name) => !used.has(name))).toEqual([]);
  });
});

describe('every use', () => {
  const decoder = new TextDecoder();

  test.each(exportFormats.filter(({ text }) => text).map((format) => [format.format, format] as const))(
    'is written as %s',
    (name, { write }) => {
      for (const subject of useSubjects) {
        const file = write(subject);
        if ('error' in file) throw new Error(`${subject.name}: ${file.error}`);
        const text = decoder.decode(file.value);
        expect(text, name).toContain(subject.name);
        expect(text, name).not.toMatch(/undefined|NaN|\[object/);
      }
    },
  );
});

describe('ONNX', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await openBackend('onnx', { threads: 1 });
  });
  afterAll(() => backend.dispose());

  test('gives the numbers of our forward pass', async () => {
    for (const subject of useSubjects) {
      if (subject.network.nodes[1]?.expansion.nodes[0]?.op === 'none') continue;
      await expectSameAsOnnx(ort, backend, subject, [2]);
    }
    expect([backend.liveTensors(), backend.liveExecutables()]).toEqual([0, 0]);
  });

  test('refuses a network that is cut off from its input', () => {
    const cut = subjectOfNetwork(networkOf(image(2, 4, 4), (x, put) => put('none', {}, x)));
    expect(onnxFile(cut)).toEqual({
      error: 'Whole does not depend on its input, which "none" cuts off: there is nothing to export as ONNX',
    });
  });
});
