// The native runtime of one platform: onnxruntime-node's package holds the binaries of several, of which one is taken.
import { readdirSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const BINARIES = 'bin/napi-v6';

/** VS Code's platforms that have a binary: `linux-x64` and the like are named after the folders. */
const platforms = (root) =>
  readdirSync(join(root, 'node_modules/onnxruntime-node', BINARIES)).flatMap((system) =>
    readdirSync(join(root, 'node_modules/onnxruntime-node', BINARIES, system)).map((chip) => `${system}-${chip}`),
  );

/** Undefined where a package can carry the native runtime of the platform, else a sentence. */
export function whyNoNative(root, target) {
  if (!existsSync(join(root, 'node_modules/onnxruntime-node', BINARIES)))
    return 'onnxruntime-node is not installed: run npm ci, or make the package without --target, which needs nothing native.';
  const known = platforms(root);
  if (known.includes(target)) return undefined;
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/onnxruntime-node/package.json'), 'utf8'));
  return `onnxruntime-node ${version} has no binary for "${target}", only for ${known.join(', ')}: make the package without --target, which runs everywhere on WebAssembly.`;
}

/** The packages and their files that the platform's runtime consists of. */
export function nativePackages(root, target) {
  const [system, chip] = target.split('-');
  const node = join(root, 'node_modules/onnxruntime-node');
  const folder = `${BINARIES}/${system}/${chip}`;
  const binaries = readdirSync(join(node, folder))
    // The same library under its full version: npm has no links, and nothing refers to this name.
    .filter((file) => !/^libonnxruntime\.\d+\.\d+\.\d+\.dylib$/.test(file))
    .map((file) => `${folder}/${file}`);
  return [
    { name: 'onnxruntime-node', files: ['package.json', ...scripts(node, 'dist'), ...binaries] },
    {
      name: 'onnxruntime-common',
      files: ['package.json', ...scripts(join(root, 'node_modules/onnxruntime-common'), 'dist/cjs')],
    },
  ];
}

const scripts = (folder, below) =>
  readdirSync(join(folder, below))
    .filter((file) => /\.(js|json)$/.test(file))
    .map((file) => `${below}/${file}`);
