/** Ten thousand random edits of the examples, in the bundled server as a process. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seededRandom } from '../../../dsl/random.ts';
import { devicesFor } from '../../../server/devices.ts';
import { readFile } from '../../../server/disk.ts';
import { overStreams, type StreamChannel } from '../../support/lsp/channels.ts';
import { EXAMPLES, fuzz } from '../../support/lsp/fuzz.ts';
import { Session } from '../../support/lsp/session.ts';
import { bundle } from './transports.ts';

const EDITS = Number(process.env['HNAS_FUZZ_EDITS'] ?? 10_000);
const SEED = process.env['HNAS_FUZZ_SEED'] ?? 'edits';

let session: Session<StreamChannel>;

beforeAll(async () => {
  bundle();
  session = await new Session(overStreams()).initialize();
});
afterAll(() => session.channel.end());

const names = Object.keys(EXAMPLES);

it.each(names)('%s', async (name) => {
  const steps = Math.ceil(EDITS / names.length);
  const texts = { [`untitled:${name}`]: EXAMPLES[name] ?? '' };
  await fuzz(session, texts, seededRandom(`${SEED} ${name}`), {
    steps,
    restart: 20,
    read: readFile,
    devices: devicesFor,
  });
  expect(session.channel.noise()).toBe('');
});
