/** The arrows of docs/architecture.md: what each folder may import. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

interface Rule {
  readonly folder: string;
  readonly folders: readonly string[];
  readonly packages: readonly (string | RegExp)[];
  /** A folder in it that has a rule of its own. */
  readonly apart?: string;
}

const rules: readonly Rule[] = [
  { folder: 'dsl', folders: ['dsl'], packages: ['chevrotain'] },
  {
    folder: 'engine',
    folders: ['engine', 'dsl'],
    packages: [
      /^node:/,
      'onnxruntime-node',
      'onnxruntime-web',
      /^@tensorflow\//,
      'commander',
      /^csv-parse/,
      'fflate',
      'fast-png',
      /^vscode-jsonrpc/,
      'bullmq',
      'ioredis',
    ],
  },
  {
    folder: 'server',
    folders: ['server', 'dsl', 'engine/protocol'],
    packages: [/^node:/, /^vscode-languageserver/, /^vscode-jsonrpc/],
  },
  {
    folder: 'client',
    folders: ['client', 'engine/protocol'],
    packages: [/^node:/, 'vscode', /^vscode-languageclient/, /^@vscode\//],
    apart: 'client/webview',
  },
  {
    // Runs in a browser: of the engine only what is pure.
    folder: 'client/webview',
    folders: [
      'client/webview',
      'client/pareto/contract.ts',
      'engine/protocol',
      ...['dominance', 'front', 'hypervolume', 'reference', 'objective', 'metric', 'anytime'].map(
        (name) => `engine/search/${name}.ts`,
      ),
      ...['kendall', 'ranks'].map((name) => `engine/statistics/${name}.ts`),
      ...['axis', 'numbers'].map((name) => `engine/report/${name}.ts`),
    ],
    packages: ['@vscode/webview-ui-toolkit', '@dagrejs/dagre'],
  },
];

describe('import boundaries', () => {
  for (const rule of rules) {
    it(`${rule.folder} imports only ${[...rule.folders, ...rule.packages].join(', ')}`, () => {
      const files = sources(rule.folder).filter(
        (file) => rule.apart === undefined || !relative(root, file).startsWith(`${rule.apart}/`),
      );
      const wrong = files.flatMap((file) =>
        imports(file).flatMap((target) =>
          allowed(rule, file, target) ? [] : [`${relative(root, file)} imports ${target}`],
        ),
      );
      expect(wrong).toEqual([]);
    });
  }

  it('tensor code stays out of the language and the server', () => {
    const users = [...sources('dsl'), ...sources('server')].flatMap((file) =>
      imports(file).filter((target) => /compute|onnx|tfjs/.test(target)),
    );
    expect(users).toEqual([]);
  });

  it('the rules see the sources', () => {
    expect(sources('dsl').length).toBeGreaterThan(40);
    expect(imports(join(root, 'dsl/space/lower.ts'))).toContain('../graph/costs.ts');
  });
});

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(root, folder, name));
}

function imports(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\s[^'";]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s+['"]([^'"]+)['"]/g,
    ),
  ].map((match) => (match[1] ?? match[2] ?? match[3]) as string);
}

function allowed(rule: Rule, file: string, target: string): boolean {
  if (!target.startsWith('.'))
    return rule.packages.some((each) => (typeof each === 'string' ? each === target : each.test(target)));
  const path = relative(root, normalize(join(dirname(file), target)));
  return rule.folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}
