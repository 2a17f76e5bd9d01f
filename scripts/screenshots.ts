/**
 * Draws the README's pictures anew: node scripts/screenshots.ts. Runs the demo's search by the command line, opens its folder in the VS Code of
 * `npm run ide`, and photographs the editor with its hints and the Pareto page in a light and a dark theme. About four minutes.
 */
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch } from '../test/e2e/driver/browser.ts';
import { setTheme } from '../test/e2e/driver/themes.ts';
import { openPage, type Window } from '../test/e2e/driver/window.ts';
import { installVscode } from './ide/install.ts';
import { address } from './ide/main.ts';
import { packageExtension, root } from './ide/package.ts';
import { run } from './ide/run.ts';
import { installExtension, startServer } from './ide/server.ts';
import { beginSettings, quiet } from './ide/settings.ts';

const say = (line: string): void => console.log(`screenshots: ${line}`);
const must = <T extends object>(value: T | { readonly error: string }): T => {
  if ('error' in value) throw new Error(String(value.error));
  return value;
};

const wide = `
arch wide of SmallCnn = {
  width: 24, depth: 2, stem: 3,
  Cell.v[0].from: [x], Cell.v[0].op: conv3x3_bn_relu,
  Cell.v[1].from: [x, v[0]], Cell.v[1].op: conv5x5_bn_relu,
  Cell.v[2].from: [v[1]], Cell.v[2].op: skip
}

arch narrow of SmallCnn = {
  width: 8, depth: 1, stem: 5,
  Cell.v[0].from: [x], Cell.v[0].op: sepconv3x3,
  Cell.v[1].from: [x], Cell.v[1].op: skip,
  Cell.v[2].from: [v[0], v[1]], Cell.v[2].op: conv1x1_bn_relu
}
`;

const { install } = must(await installVscode(say));
say('packaging the extension');
const { vsix } = must(await packageExtension());
const home = await mkdtemp(join(tmpdir(), 'hnas-'));
const folder = join(home, 'digits');
await mkdir(folder);
const spec = join(folder, 'demo.hnas');
await cp(join(root, 'examples', 'demo.hnas'), spec);
say('searching');
must(await run(process.execPath, [join(root, 'bin', 'hnas.mjs'), 'search', 'demo.hnas'], { cwd: folder }));
// Without the comment at the top, the space and architectures of it fit on one screen.
const text = await readFile(spec, 'utf8');
await writeFile(spec, text.slice(text.indexOf('/// Small')).replace(/(?<=^space .*^}\n)/ms, wide));

await beginSettings(home, {
  ...quiet,
  'hypernas.marginalEffects': true,
  'editor.minimap.enabled': false,
  'workbench.layoutControl.enabled': false,
  'window.commandCenter': false,
});
must(await installExtension({ install, home }, vsix));
const server = must(await startServer({ install, home, port: 0, trust: false }));
const browser = await launch();
try {
  const window = await openPage(browser, address(server.url, folder, spec), {
    file: 'demo.hnas',
    width: 1280,
    height: 1010,
  });
  await until(async () => (await window.hints()).some((hint) => /^[≈=]/.test(hint)));
  await until(async () => (await window.hints()).some((hint) => /^[+−-]\d/.test(hint)));
  await window.palette('View: Close Primary Side Bar');
  await window.page.getByText(/20\s000 architectures/).waitFor();
  await photograph(window, 'editor');

  await window.page.setViewportSize({ width: 1400, height: 860 });
  await window.palette('HyperNAS: Open Pareto Front');
  const points = window.webview().getByRole('option');
  await points.first().waitFor();
  await window.palette('View: Focus Left Editor Group');
  for (const [theme, name] of [
    ['vs', 'pareto-light'],
    ['vs-dark', 'pareto-dark'],
  ] as const) {
    await setTheme(window, theme);
    await points.last().hover({ force: true });
    // The last that is drawn of its architecture.
    await window.webview().getByText('output', { exact: true }).first().waitFor();
    await photograph(window, name);
  }
} finally {
  await browser.close();
  await server.stop();
  await rm(home, { recursive: true, force: true, maxRetries: 10 });
}

async function photograph({ page }: Window, name: string): Promise<void> {
  const path = join(root, 'docs', 'img', `${name}.png`);
  await page.screenshot({ path });
  say(`docs/img/${name}.png, ${Math.ceil((await stat(path)).size / 1024)} KB`);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 120_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('what should be seen did not come');
    await new Promise((done) => setTimeout(done, 100));
  }
}
