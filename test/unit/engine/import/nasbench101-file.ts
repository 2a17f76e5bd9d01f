/** A small file in the form in which NAS-Bench-101 is published. */
import { maskedCrc } from '../../../../engine/import/tfrecord.ts';

export interface Training {
  readonly hash: string;
  readonly epochs: number;
  /** The whole matrix, row by row. */
  readonly adjacency: string;
  readonly operations: string;
  readonly params: number;
  readonly validation: number;
  readonly test: number;
  readonly seconds: number;
}

export function tfRecord(data: Uint8Array): Buffer {
  const head = Buffer.alloc(12);
  head.writeBigUInt64LE(BigInt(data.length));
  head.writeUInt32LE(maskedCrc(head.subarray(0, 8)), 8);
  const tail = Buffer.alloc(4);
  tail.writeUInt32LE(maskedCrc(data));
  return Buffer.concat([head, data, tail]);
}

export function nasbenchFile(trainings: readonly Training[]): Buffer {
  return Buffer.concat(
    trainings.map(({ hash, epochs, adjacency, operations, ...measured }) => {
      const metrics = metricsOf(measured, epochs).toString('base64');
      return tfRecord(Buffer.from(JSON.stringify([hash, epochs, adjacency, operations, metrics])));
    }),
  );
}

/** The start, half of the training and its end, as the benchmark has them. */
function metricsOf(
  { params, validation, test, seconds }: Pick<Training, 'params' | 'validation' | 'test' | 'seconds'>,
  epochs: number,
): Buffer {
  const at = (share: number): Buffer =>
    Buffer.concat([double(1, share * epochs), double(2, share * seconds), double(3, share), double(4, share * validation), double(5, share * test), bytes(6, Buffer.from('model.ckpt-1'))]); // prettier-ignore
  return Buffer.concat([...[0, 0.5, 1].map((share) => bytes(1, at(share))), varint(2 * 8), varint(params), double(3, 2 * seconds)]); // prettier-ignore
}

function varint(value: number): Buffer {
  const digits: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    digits.push((rest % 128) + (rest >= 128 ? 128 : 0));
    if (rest < 128) return Buffer.from(digits);
  }
}

function double(field: number, value: number): Buffer {
  const number = Buffer.alloc(8);
  number.writeDoubleLE(value);
  return Buffer.concat([varint(field * 8 + 1), number]);
}

function bytes(field: number, value: Buffer): Buffer {
  return Buffer.concat([varint(field * 8 + 2), varint(value.length), value]);
}
