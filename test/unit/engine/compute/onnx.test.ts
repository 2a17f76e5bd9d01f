/**
 * The ONNX emitter: bytes, exported models, and what is asked of onnxruntime.
 */
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import * as c from '../../../../engine/compute/index.ts';
import { MessageWriter } from '../../../../engine/compute/onnx/protobuf.ts';
import { distance } from './support/conformance.ts';
import { interpret } from './support/reference.ts';

describe('protocol buffers', () => {
  const hex = (writer: MessageWriter): string => Buffer.from(writer.finish()).toString('hex');
  // Examples of https://protobuf.dev/programming-guides/encoding/
  it.each<[string, MessageWriter, string]>([
    ['a small integer', new MessageWriter().integer(1, 1), '0801'],
    ['an integer of two bytes', new MessageWriter().integer(1, 150), '089601'],
    ['a negative integer', new MessageWriter().integer(1, -2), '08feffffffffffffffff01'],
    ['a large integer', new MessageWriter().integer(1, 2 ** 40), '08808080808020'],
    ['a string', new MessageWriter().string(2, 'testing'), '120774657374696e67'],
    ['a string beyond ASCII', new MessageWriter().string(2, 'aé'), '120361c3a9'],
    ['a long string', new MessageWriter().string(2, 'x'.repeat(200)), `12c801${'78'.repeat(200)}`],
    ['a message', new MessageWriter().message(3, (inner) => inner.integer(1, 150)), '1a03089601'],
    [
      'long messages in one another, and what follows them',
      new MessageWriter()
        .message(1, (outer) => outer.message(2, (inner) => inner.string(1, 'x'.repeat(200))).integer(3, 1))
        .integer(4, 2),
      `0ad00112cb010ac801${'78'.repeat(200)}18012002`,
    ],
    [
      'a message longer than the room that was there',
      new MessageWriter().message(1, (inner) => inner.string(1, 'x'.repeat(70_000))),
      `0af4a2040af0a204${'78'.repeat(70_000)}`,
    ],
    ['packed integers', new MessageWriter().integers(6, [3, 270, 86942]), '3206038e029ea705'],
    ['a float', new MessageWriter().float(1, 1), '0d0000803f'],
    ['a field beyond 15', new MessageWriter().integer(20, 7), 'a00107'],
  ])('%s', (_, writer, bytes) => {
    expect(hex(writer)).toBe(bytes);
  });
});

describe('exportOnnx', () => {
  const image = c.input('image', [2, 3, 8, 8]);
  const names = ['w', 'scale', 'shift', 'mean', 'variance', 'head'] as const;
  const shapes = { w: [4, 3, 3, 3], scale: [4], shift: [4], mean: [4], variance: [4], head: [4, 5] } as const;
  const [w, scale, shift, mean, variance, head] = names.map((name) => c.input(name, shapes[name])) as [
    c.Tensor,
    c.Tensor,
    c.Tensor,
    c.Tensor,
    c.Tensor,
    c.Tensor,
  ];
  const norm = c.batchNormInference(c.conv2d(image, w, { padding: 'same', stride: 2 }), scale, shift, mean, variance);
  const pooled = c.globalAveragePool(c.gelu(c.maxPool(norm, { kernel: 2 })));
  const logits = c.dense(pooled, head);
  const network = c.program({
    outputs: { logits, best: c.argMax(logits) },
    state: [w, scale, shift, mean, variance, head],
  });
  const numbers = (shape: c.Shape, phase: number): Float32Array =>
    Float32Array.from(
      { length: c.sizeOf(shape) },
      (_, i) => Math.sin(i * 1.3 + phase) + (shape.length === 1 ? 1.5 : 0),
    );
  const state = Object.fromEntries(
    names.map((name, i) => [name, { shape: shapes[name], data: numbers(shapes[name], i) }]),
  );

  it('writes a model that gives the same numbers, with weights inside and its own names', async () => {
    const bytes = c.exportOnnx(network, state);
    const session = await ort.InferenceSession.create(bytes);
    expect([session.inputNames, session.outputNames]).toEqual([['image'], ['logits', 'best']]);
    const x = numbers([2, 3, 8, 8], 9);
    const result = await session.run({ image: new ort.Tensor('float32', x, [2, 3, 8, 8]) });
    const held = Object.fromEntries(names.map((name) => [name, state[name]?.data ?? []]));
    const expected = interpret(network, { image: x, ...held });
    expect(distance(result['logits']?.data as Float32Array, expected.logits)).toBeLessThan(1e-5);
    expect([...(result['best']?.data as Int32Array)]).toEqual([...expected.best]);
    await session.release();
  });

  it('takes batches of any size where told, also where the batch is spread or taken together with other axes', async () => {
    const tokens = c.input('tokens', [1009, 4, 6]);
    const first = c.broadcast(c.constant(Float32Array.from([1, 2, 3, 4, 5, 6]), [1, 1, 6]), [1009, 1, 6]);
    const rows = c.reshape(c.concat([first, tokens], 1), [1009 * 5, 6]);
    const widened = c.reshape(c.add(rows, c.full([1009 * 5, 6], 0.5)), [1009, 5, 2, 3]);
    const free = c.program({ outputs: { y: widened } });
    const bytes = c.exportOnnx(free, {}, { freeBatch: 'tokens' });
    const session = await ort.InferenceSession.create(bytes);
    for (const size of [1, 2, 7]) {
      const x = numbers([size, 4, 6], 3);
      const { y } = await session.run({ tokens: new ort.Tensor('float32', x, [size, 4, 6]) });
      expect(y?.dims).toEqual([size, 5, 2, 3]);
      const expected = Array.from({ length: size }, (_, i) => [1, 2, 3, 4, 5, 6, ...x.slice(24 * i, 24 * (i + 1))]);
      expect(
        distance(
          y?.data as Float32Array,
          Float32Array.from(expected.flat(), (value) => value + 0.5),
        ),
      ).toBeLessThan(1e-6);
    }
    await session.release();
    expect(() => c.exportOnnx(free, {}, { freeBatch: 'pixels' })).toThrow('no input "pixels" with a batch');
  });

  it('uses operators of ai.onnx only', () => {
    expect(Buffer.from(c.exportOnnx(network, state)).includes('com.microsoft')).toBe(false);
  });

  it('refuses programs that update state, and missing or misshapen values', () => {
    const updating = c.program({ outputs: {}, updates: [{ state: scale, value: c.mul(scale, 2) }] });
    expect(() => c.exportOnnx(updating, state)).toThrow(
      'The program updates "scale": export its inference form instead.',
    );
    expect(() => c.exportOnnx(network, {})).toThrow('No value was given for "');
    const wrong = { ...state, head: { shape: [5, 4], data: new Float32Array(20) } };
    expect(() => c.exportOnnx(network, wrong)).toThrow('"head" has shape [4, 5], its value [5, 4].');
  });
});

describe('freeze', () => {
  const [x, w] = [c.input('x', [2, 3]), c.input('w', [3, 2])];
  const source = c.program({ outputs: { y: c.matmul(x, w) }, state: [w] });
  const value = { shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) };

  it('makes constants of state', async () => {
    const frozen = c.freeze(source, { w: value });
    expect(frozen.state).toEqual([]);
    expect(frozen.hash).not.toBe(c.freeze(source, { w: { ...value, data: new Float32Array(6) } }).hash);
    const backend = await c.openBackend('onnx', { threads: 1 });
    const executable = await backend.compile(frozen);
    expect([...(await executable.run({ x: Float32Array.of(1, 0, 0, 1, 1, 1) })).y]).toEqual([1, 2, 9, 12]);
    await backend.dispose();
  });

  it('refuses what is updated, and values of another shape', () => {
    const updating = c.program({ outputs: {}, updates: [{ state: w, value: c.mul(w, 2) }] });
    expect(() => c.freeze(updating, { w: value })).toThrow('freeze: the program updates "w".');
    expect(() => c.freeze(source, { w: { ...value, shape: [2, 3] } })).toThrow(
      'freeze: "w" has shape [3, 2], its value [2, 3].',
    );
  });
});

describe('openBackend', () => {
  it('takes the native runtime where it is there', async () => {
    const backend = await c.openBackend();
    expect(backend.name).toBe('onnx');
    await backend.dispose();
  });

  it('lists onnx first, with versions and a sentence each', async () => {
    const all = await c.availableBackends();
    expect(all.map(({ name }) => name)).toEqual(['onnx', 'onnx', 'onnx', 'web', 'tfjs']);
    expect(all[0]).toMatchObject({ available: true, version: expect.stringMatching(/^1\./) as unknown });
    expect(all[3]).toMatchObject({ available: true, version: expect.stringMatching(/^1\./) as unknown });
    expect(all.map(({ choice }) => choice)).toEqual(['cpu', 'webgpu', 'cuda', 'web', 'tfjs']);
    for (const { detail, takes, available } of all) {
      expect(detail).toMatch(/\.$/);
      expect(available || takes !== undefined).toBe(true);
    }
  });
});
