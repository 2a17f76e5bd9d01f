// Makes artefacts/hypernas-studio-<version>.vsix, which works without any native module; with --target linux-x64 (or another) it carries that
// platform's onnxruntime-node too, and is called hypernas-studio-<target>-<version>.vsix.
//   npm run package [-- --target PLATFORM] [--out FOLDER]
// What goes in is what .vscodeignore names, bundles built for production, and the notices of what is in them. It is put together in a folder of its
// own, so that neither dist/ nor the working tree changes. The last line is the file's path.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createVSIX, listFiles } from '@vscode/vsce';
import { nativePackages, whyNoNative } from './package/native.mjs';
import { notices } from './package/notices.mjs';
import { shippedManifest } from './package/manifest.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { target, out } = parseArgs({
  options: { target: { type: 'string' }, out: { type: 'string', default: 'artefacts' } },
}).values;

const why = target === undefined ? undefined : whyNoNative(root, target);
if (why !== undefined) {
  console.error(`package: ${why}`);
  process.exit(2);
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const stage = mkdtempSync(join(tmpdir(), 'hypernas-package-'));
try {
  const list = join(stage, 'packages.json');
  const build = [join(root, 'scripts/build.mjs'), '--production', '--out', join(stage, 'dist'), '--packages', list];
  execFileSync(process.execPath, build, { stdio: 'inherit' });
  const bundled = JSON.parse(readFileSync(list, 'utf8'));
  rmSync(list);

  // 2: without the files of dependencies. What lies in dist/ of the working tree is of another build.
  for (const file of await listFiles({ cwd: root, packageManager: 2 })) {
    if (!file.startsWith('dist/')) copy(join(root, file), join(stage, file));
  }
  copy(join(root, '.vscodeignore'), join(stage, '.vscodeignore'));

  const packages = [...bundled, 'node_modules/onnxruntime-web'];
  if (target !== undefined) {
    for (const { name, files } of nativePackages(root, target)) {
      for (const file of files)
        copy(join(root, 'node_modules', name, file), join(stage, 'dist/node_modules', name, file));
      packages.push(`node_modules/${name}`);
    }
  }
  writeFileSync(join(stage, 'THIRD_PARTY_NOTICES.txt'), notices(root, packages));
  writeFileSync(join(stage, 'package.json'), JSON.stringify(shippedManifest(manifest), undefined, 2));

  const platform = target === undefined ? '' : `${target}-`;
  const packagePath = resolve(root, out, `${manifest.name}-${platform}${manifest.version}.vsix`);
  mkdirSync(dirname(packagePath), { recursive: true });
  await createVSIX({
    cwd: stage,
    packagePath,
    dependencies: false,
    // Its links are to pages that are in the package.
    rewriteRelativeLinks: false,
    allowMissingRepository: true,
    ...(target === undefined ? {} : { target }),
  });
  console.log(`${(statSync(packagePath).size / 1e6).toFixed(2)} MB`);
  console.log(packagePath);
} finally {
  rmSync(stage, { recursive: true, force: true });
}

function copy(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to);
}
