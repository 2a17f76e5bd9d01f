import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { ENCODER_VERSION } from '../../../../engine/encoding/encoder-version.ts';
import { encodeAll, featureSchema } from '../../../../engine/encoding/encoder.ts';
import { exampleSpace, exampleSpaces } from '../../../support/spaces.ts';

/** Features of three architectures of a space, with their names, to nine digits: as far as processors agree. */
function digest(name: (typeof exampleSpaces)[number]): string {
  const space = exampleSpace(name);
  const random = seededRandom('encoder version');
  const drawn = [0, 1, 2].flatMap(() => space.sample(random) ?? []);
  const values = [...encodeAll(space, drawn).values].map((value) => value.toPrecision(9));
  return createHash('sha256')
    .update([...featureSchema(space).names, ...values].join('\n'))
    .digest('hex')
    .slice(0, 16);
}

describe('the version of the encoder', () => {
  it('is raised whenever features change: then update the snapshot and ENCODER_VERSION together', async () => {
    const digests = Object.fromEntries(exampleSpaces.map((name) => [name, digest(name)]));
    await expect(`${JSON.stringify({ version: ENCODER_VERSION, digests }, null, 2)}\n`).toMatchFileSnapshot(
      '../../../golden/encoding/encoder-version.json',
    );
  });
});
