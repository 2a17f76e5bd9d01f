/** Random edits of every example; test/slow/server/fuzz.test.ts makes ten thousand of them. */
import { afterAll, beforeAll, it } from 'vitest';
import { seededRandom } from '../../../dsl/random.ts';
import { EXAMPLES, fuzz } from '../../support/lsp/fuzz.ts';
import { inProcess } from '../../support/lsp/in-process.ts';
import { Session } from '../../support/lsp/session.ts';

let session: Session;
beforeAll(async () => {
  session = await new Session(inProcess()).initialize();
});
afterAll(() => session.channel.end());

it.each(Object.entries(EXAMPLES))('%s', async (name, text) => {
  await fuzz(session, text, seededRandom(`a few edits of ${name}`), { steps: 40, restart: 10 });
});
