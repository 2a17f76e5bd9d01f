/** What is in the package, what is not, and how large it is. */
import { homedir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { makePackage, root, type Packed } from './packed.ts';

/** Megabytes. Of the packed file, and of what it unpacks to; docs/editor.md names the first. */
const LIMITS = { packed: 8, unpacked: 25 };

/** Every file fits one of these. */
const allowed = [
  /^package(\.nls(\.[a-z-]+)?)?\.json$/,
  /^(readme|changelog)\.md$/,
  /^(LICENSE|THIRD_PARTY_NOTICES)\.txt$/,
  /^dist\/(client|server)\.cjs$/,
  /^dist\/(client|server)\.browser\.js$/,
  /^dist\/pareto\.(js|css)$/,
  /^dist\/(engine|hnas|chunk-[A-Z0-9]{8})\.mjs$/,
  /^dist\/checkpoint\/incontext\.bin$/,
  /^dist\/onnxruntime-web\/(ort\.wasm\.min\.mjs|ort-wasm-simd-threaded\.(mjs|wasm))$/,
  /^docs\/([a-z0-9-]+\/)?[\w-]+\.md$/,
  /^docs\/img\/[\w-]+\.(png|svg)$/,
  /^examples\/(\w+\/)?\w+\.(hnas|py)$/,
  /^examples\/queue\/(slurm\.sh|kubernetes\.yaml|readme\.md)$/i,
  /^l10n\/bundle\.l10n(\.[a-z-]+)?\.json$/,
  /^media\/([\w-]+\/)*[\w-]+\.(png|svg|md)$/,
  /^syntaxes\/[\w.-]+\.json$/,
];

const needed = [
  'package.json',
  'package.nls.json',
  'readme.md',
  'changelog.md',
  'LICENSE.txt',
  'THIRD_PARTY_NOTICES.txt',
  'dist/client.cjs',
  'dist/client.browser.js',
  'dist/server.cjs',
  'dist/server.browser.js',
  'dist/engine.mjs',
  'dist/hnas.mjs',
  'dist/pareto.js',
  'dist/checkpoint/incontext.bin',
  'dist/onnxruntime-web/ort-wasm-simd-threaded.wasm',
  'docs/diagnostics/syntax-error.md',
  'docs/editor.md',
  'examples/demo.hnas',
];

let made: Packed;
beforeAll(() => {
  made = makePackage();
});

describe('the package', () => {
  it('holds what is needed, and nothing of another kind: no sources, tests or maps', () => {
    const names = [...made.files.keys()];
    expect(names.filter((name) => !allowed.some((pattern) => pattern.test(name)))).toEqual([]);
    expect(needed.filter((name) => !made.files.has(name))).toEqual([]);
  });

  it(`is smaller than ${LIMITS.packed} MB`, () => {
    const unpacked = [...made.files.values()].reduce((sum, { length }) => sum + length, 0);
    expect(made.size / 1e6).toBeLessThan(LIMITS.packed);
    expect(unpacked / 1e6).toBeLessThan(LIMITS.unpacked);
  });

  it('names nothing of the machine that it was made on, and no map', () => {
    const traces = [root, homedir()].filter((path) => path.length > 5);
    const texts = [...made.files.keys()].filter((name) => /\.(c?js|mjs|json|css|md|txt)$/.test(name));
    const leaks = texts.filter((name) => traces.some((trace) => made.text(name).includes(trace)));
    expect(leaks).toEqual([]);
    const bundles = texts.filter((name) => !name.startsWith('dist/onnxruntime-web/'));
    expect(bundles.filter((name) => /# sourceMappingURL=(?!data:)/.test(made.text(name)))).toEqual([]);
  });

  it('has what its manifest refers to, and not what only building needs', () => {
    const manifest = JSON.parse(made.text('package.json')) as Record<string, unknown>;
    for (const key of ['scripts', 'dependencies', 'devDependencies', 'optionalDependencies', 'private'])
      expect(manifest).not.toHaveProperty(key);
    const referred = [...JSON.stringify(manifest).matchAll(/"(?:\.\/)?((?:dist|media|syntaxes|docs)\/[^"]+)"/g)].map(
      ([, path]) => path as string,
    );
    expect(referred.length).toBeGreaterThan(5);
    expect(referred.filter((path) => !made.files.has(path))).toEqual([]);
    expect(manifest).toMatchObject({ name: 'hypernas-studio', main: './dist/client.cjs' });
  });

  it('has the pages and pictures that its pages link to', () => {
    const names = new Set([...made.files.keys()].map((name) => name.toLowerCase()));
    const broken = [...made.files.keys()]
      .filter((name) => name.endsWith('.md') && !name.startsWith('media/'))
      .flatMap((name) =>
        [...made.text(name).matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)].flatMap(([, link]) => {
          const path = normalize(join(dirname(name), link as string)).toLowerCase();
          const found = names.has(path) || [...names].some((each) => each.startsWith(`${path.replace(/\/$/, '')}/`));
          return found ? [] : [`${name}: ${link}`];
        }),
      );
    // How the project is worked on is read in the project.
    expect(broken.filter((each) => !each.endsWith(': CONTRIBUTING.md'))).toEqual([]);
  });

  it('states the licence of every package in it', () => {
    const notices = made.text('THIRD_PARTY_NOTICES.txt');
    const found = [...notices.matchAll(/^(\S+) \d+\.\S* \(([^)]+)\)$/gm)].map(([, name]) => name);
    for (const name of ['chevrotain', 'commander', 'vscode-languageserver', 'onnxruntime-web', 'fflate'])
      expect(found).toContain(name);
    expect(found).not.toContain('onnxruntime-node');
    expect(notices).toContain('Copyright (c) Microsoft Corporation');
  });
});

describe('a package for a platform', () => {
  it('carries the native runtime of that platform, and of no other', () => {
    const { files, size, text } = makePackage('--target', 'linux-x64');
    const native = [...files.keys()].filter((name) => /\.(node|so|dll|dylib)(\.|$)/.test(name));
    const folder = 'dist/node_modules/onnxruntime-node/bin/napi-v6/linux/x64';
    expect(native.sort()).toEqual([`${folder}/libonnxruntime.so.1`, `${folder}/onnxruntime_binding.node`]);
    const others = (names: Iterable<string>): string[] =>
      [...names].filter((name) => !/^dist\/(node_modules\/onnxruntime-|chunk-)/.test(name)).sort();
    expect(others(files.keys())).toEqual(others(made.files.keys()));
    expect(text('THIRD_PARTY_NOTICES.txt')).toMatch(/^onnxruntime-node \d/m);
    expect(size / 1e6).toBeLessThan(30);
  });

  it.each(['darwin-x64', 'web', 'sunos-sparc'])('is refused by a sentence for %s, which has none', (target) => {
    const run = (): unknown =>
      execFileSync(process.execPath, [join(root, 'scripts/package.mjs'), '--target', target], { stdio: 'pipe' });
    expect(run).toThrow(
      new RegExp(`onnxruntime-node \\S+ has no binary for "${target}", only for darwin-arm64, .* without --target`),
    );
  });
});
