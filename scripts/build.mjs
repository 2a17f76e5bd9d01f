// Bundles what is shipped into dist/: client.cjs (extension), server.cjs (language server), client.browser.js and server.browser.js (the
// same in a browser), engine.mjs (the engine's process), hnas.mjs (command line).
//   node scripts/build.mjs [client|server|browser-client|browser-server|engine|hnas ...] [--watch]
// Without names it builds all. onnxruntime-node and TensorFlow.js stay outside: native, or optional.
import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node22',
  sourcemap: true,
  logLevel: 'info',
};

const engine = {
  format: 'esm',
  external: ['onnxruntime-node', '@tensorflow/*'],
  // Bundled CommonJS packages ask for Node's own modules with require, which ES modules lack.
  banner: {
    js: "import { createRequire as bundledRequire } from 'node:module'; const require = bundledRequire(import.meta.url);",
  },
};

const bundles = {
  client: { entryPoints: ['client/extension.ts'], outfile: 'dist/client.cjs', format: 'cjs', external: ['vscode'] },
  server: { entryPoints: ['server/main.ts'], outfile: 'dist/server.cjs', format: 'cjs' },
  'browser-client': {
    entryPoints: ['client/browser.ts'],
    outfile: 'dist/client.browser.js',
    format: 'cjs',
    platform: 'browser',
    target: 'es2023',
    external: ['vscode'],
  },
  'browser-server': {
    entryPoints: ['server/browser.ts'],
    outfile: 'dist/server.browser.js',
    format: 'iife',
    platform: 'browser',
    target: 'es2023',
  },
  engine: { ...engine, entryPoints: ['engine/serve/main.ts'], outfile: 'dist/engine.mjs' },
  hnas: { ...engine, entryPoints: ['engine/cli/main.ts'], outfile: 'dist/hnas.mjs' },
};

const watch = process.argv.includes('--watch');
const names = process.argv.slice(2).filter((argument) => argument !== '--watch');
for (const name of names) {
  if (!(name in bundles)) {
    console.error(`build: there is no bundle "${name}"; there are ${Object.keys(bundles).join(', ')}`);
    process.exit(2);
  }
}
for (const name of names.length > 0 ? names : Object.keys(bundles)) {
  const options = { ...common, ...bundles[name] };
  if (watch) await (await context(options)).watch();
  else await build(options);
}
// Weights that the engine reads at run time lie beside its bundle as they lie beside their source.
cpSync(`${root}engine/predictor/incontext/checkpoint`, `${root}dist/checkpoint`, { recursive: true });
