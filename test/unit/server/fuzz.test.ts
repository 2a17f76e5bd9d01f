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
  await fuzz(session, { [`untitled:${name}`]: text }, seededRandom(`a few edits of ${name}`), {
    steps: 20,
    restart: 10,
  });
});

it('a library, and what imports it, and imports it in a circle', async () => {
  const library = EXAMPLES['spaces/nasbench201.hnas'] ?? '';
  const main = `import "library.hnas"\nlet channels = 16\narch b of NASBench201 = resnet_like\n`;
  const other = 'import "main.hnas"\nimport "other.hnas"\nlet wide = 2 * channels\n';
  const texts = { 'x:/library.hnas': library, 'x:/main.hnas': main, 'x:/other.hnas': other };
  await fuzz(session, texts, seededRandom('imports'), { steps: 45, restart: 15 });
});
