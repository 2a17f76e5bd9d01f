/** Networks with early exits, exported: every format has all of their results. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { exitsOf, resultsOf } from '../../../../dsl/graph/exits.ts';
import { primitivesOf } from '../../../../dsl/graph/primitives-of.ts';
import { openBackend } from '../../../../engine/compute/index.ts';
import { dotFile } from '../../../../engine/export/dot.ts';
import { jsonFile } from '../../../../engine/export/json.ts';
import { kerasSource } from '../../../../engine/export/keras/source.ts';
import { torchSource } from '../../../../engine/export/torch/source.ts';
import { root, spaceOf } from '../../../support/spaces.ts';
import { expectSameAsOnnx } from './onnx-run.ts';
import { sampled } from './subjects.ts';

const space = spaceOf(readFileSync(join(root, 'examples/anytime.hnas'), 'utf8'), 'Anytime');
const subjects = sampled(space, 6, 5).filter(({ network }) => network.exits !== undefined);

describe('early exits', () => {
  test('are in the samples', () => {
    expect(subjects.length).toBeGreaterThan(3);
  });

  test('leave an ONNX model as outputs of their own, with our numbers', async () => {
    const backend = await openBackend('onnx', { threads: 1 });
    for (const subject of subjects.slice(0, 3)) await expectSameAsOnnx(ort, backend, subject, [2]);
    await backend.dispose();
  });

  test('are in JSON with their costs, the end last', () => {
    for (const subject of subjects) {
      const { network } = JSON.parse(jsonFile(subject)) as {
        network: { output: number; exits: { number: number; output: number; macs: number }[] };
      };
      const results = resultsOf(primitivesOf(subject.network));
      const expected = exitsOf(subject.network).map(({ number, macs }, i) => ({ number, output: results[i], macs }));
      expect(network.exits).toEqual(expected);
      expect(network.exits.at(-1)).toMatchObject({ output: network.output, macs: subject.costs.macs });
    }
  });

  test('are drawn', () => {
    for (const subject of subjects) {
      const dot = dotFile(subject);
      subject.network.exits?.forEach((node, i) => expect(dot).toContain(`n${node} -> exit${i + 1};`));
    }
  });

  test('are what sources return, and their docstrings say so', () => {
    for (const subject of subjects) {
      const count = exitsOf(subject.network).length;
      for (const source of [torchSource(subject), kerasSource(subject)])
        expect(source).toContain(`Output: 10 logits, at ${count} exits, the end last.`);
      const returned = /(?:return|outputs =) \((.*)\)$/m;
      for (const source of [torchSource(subject), kerasSource(subject)])
        expect(returned.exec(source)?.[1]?.match(/,/g)?.length, source).toBe(count - 1);
    }
  });
});
