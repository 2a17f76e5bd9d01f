// The licences of what is in the package but not ours.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The standard text for packages whose licence is MIT and which come without its text. */
const mit = (holder) => `MIT License

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** Packages of these names are Microsoft's, as their sources say; they name the licence only. */
const MICROSOFT = /^(@microsoft\/fast-|onnxruntime-(web|node|common)$)/;

/** The text of THIRD_PARTY_NOTICES.txt. `packages`: their folders below the root. Throws where a licence is not found: nothing is shipped without. */
export function notices(root, packages) {
  const parts = [...new Set(packages)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const head = `${name} ${version} (${license})`;
    return `${head}\n${'-'.repeat(head.length)}\n\n${licenceText(join(root, folder), name, license).trim()}\n`;
  });
  return `HyperNAS Studio contains the following packages, whole or in part.\n\n${parts.join('\n\n')}`;
}

function licenceText(folder, name, license) {
  const file = readdirSync(folder).find((each) => /^licen[cs]e(\.|$|-)/i.test(each));
  if (file !== undefined) return readFileSync(join(folder, file), 'utf8');
  if (license === 'MIT' && MICROSOFT.test(name)) return mit('Microsoft Corporation');
  throw new Error(
    `package: ${name} comes without the text of its licence (${license}): name its holder in scripts/package/notices.mjs`,
  );
}
