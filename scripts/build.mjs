// Bundles what is shipped into dist/: client.cjs (extension), server.cjs (language server), client.browser.js and server.browser.js (the
// same in a browser), pareto.js and pareto.css (the Pareto page), engine.mjs (the engine's process), hnas.mjs (command line).
//   node scripts/build.mjs [client|server|browser-client|browser-server|pareto|engine ...] [--watch] [--production] [--out FOLDER] [--packages FILE]
// Without names it builds all. --production minifies and leaves out source maps; --packages writes which packages went into the bundles.
// onnxruntime-node and TensorFlow.js are native, or optional: the engine looks for them at run time. onnxruntime-web's files lie beside it.
import { cpSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build, context } from 'esbuild';

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    watch: { type: 'boolean', default: false },
    production: { type: 'boolean', default: false },
    out: { type: 'string', default: 'dist' },
    packages: { type: 'string' },
  },
});
const { watch, production } = options;

const root = fileURLToPath(new URL('..', import.meta.url));
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node22',
  sourcemap: !production,
  minify: production,
  // They stand in THIRD_PARTY_NOTICES.txt.
  legalComments: production ? 'none' : 'inline',
  metafile: true,
  logLevel: production ? 'warning' : 'info',
};

/** BullMQ keeps jobs in PostgreSQL too, which nothing here uses. */
const withoutPostgres = {
  name: 'without-postgres',
  setup: ({ onLoad }) =>
    onLoad({ filter: /bullmq[\\/]dist[\\/]cjs[\\/]postgres[\\/]index\.js$/ }, () => ({ contents: '' })),
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
  // The engine's process and the command line share most of their code: chunks beside them.
  engine: {
    entryPoints: [
      { in: 'engine/serve/start.ts', out: 'engine' },
      { in: 'engine/cli/start.ts', out: 'hnas' },
    ],
    outdir: 'dist',
    format: 'esm',
    splitting: true,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunk-[hash]',
    // A faster codec of messages that is native; msgpackr does without where it is not there.
    external: ['msgpackr-extract'],
    plugins: [withoutPostgres],
    // Bundled CommonJS packages ask for Node's own modules with require, which ES modules lack.
    banner: {
      js: "import { createRequire as bundledRequire } from 'node:module'; const require = bundledRequire(import.meta.url);",
    },
  },
  pareto: {
    entryPoints: [
      { in: 'client/webview/main.ts', out: 'pareto' },
      { in: 'client/webview/page.css', out: 'pareto' },
    ],
    outdir: 'dist',
    format: 'iife',
    platform: 'browser',
    target: 'es2023',
    minify: true,
  },
};

const out = resolve(root, options.out);
/** A bundle's options with its files in the folder asked for. */
const placed = (bundle) => ({
  ...common,
  ...bundle,
  ...(bundle.outfile === undefined ? { outdir: out } : { outfile: bundle.outfile.replace(/^dist/, () => out) }),
});

for (const name of names) {
  if (!(name in bundles)) {
    console.error(`build: there is no bundle "${name}"; there are ${Object.keys(bundles).join(', ')}`);
    process.exit(2);
  }
}
const packages = new Set();
for (const name of names.length > 0 ? names : Object.keys(bundles)) {
  if (watch) await (await context(placed(bundles[name]))).watch();
  else {
    const { metafile } = await build(placed(bundles[name]));
    for (const { inputs } of Object.values(metafile.outputs)) {
      for (const file of Object.keys(inputs)) {
        const found = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file);
        if (found !== null) packages.add(found[0]);
      }
    }
  }
}
if (options.packages !== undefined) writeFileSync(options.packages, JSON.stringify([...packages].sort(), undefined, 1));

// Weights that the engine reads at run time lie beside its bundle as they lie beside their source; so do the files of the WebAssembly runtime.
cpSync(`${root}engine/predictor/incontext/checkpoint`, `${out}/checkpoint`, { recursive: true });
for (const file of ['ort.wasm.min.mjs', 'ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm']) {
  const [from, to] = [`${root}node_modules/onnxruntime-web/dist/${file}`, `${out}/onnxruntime-web/${file}`];
  // Not again where it is there: a process may be reading it.
  if (statSync(to, { throwIfNoEntry: false })?.size !== statSync(from).size) cpSync(from, to);
}

// Chunks of earlier builds; not the latest ones, which processes may still be about to load.
const DAY = 24 * 60 * 60 * 1000;
for (const file of readdirSync(out)) {
  if (file.startsWith('chunk-') && Date.now() - statSync(`${out}/${file}`).mtimeMs > DAY) rmSync(`${out}/${file}`);
}
