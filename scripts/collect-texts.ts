/**
 * Writes l10n/bundle.l10n.json: every text that the extension shows through `l10n.t`, as a translator's starting point. A unit test checks that the
 * file is in step with the sources.
 *   node scripts/collect-texts.ts
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '..');
export const bundle = join(root, 'l10n/bundle.l10n.json');

/** Sorted; a call whose text is no literal cannot be translated and is an error that names its place. */
export function collectTexts(folder = join(root, 'client')): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return [...new Set(files.sort().flatMap((name) => textsOf(join(folder, name))))].sort();
}

function textsOf(file: string): string[] {
  const source = readFileSync(file, 'utf8');
  if (!source.includes('l10n.t(')) return [];
  const texts: string[] = [];
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, false);
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText(tree) === 'l10n.t') {
      const [text] = node.arguments;
      if (text === undefined || !ts.isStringLiteralLike(text)) {
        const { line } = tree.getLineAndCharacterOfPosition(node.getStart(tree));
        throw new Error(`${file}:${line + 1}: l10n.t takes a literal text`);
      }
      texts.push(text.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return texts;
}

export const asBundle = (texts: readonly string[]): string =>
  `${JSON.stringify(Object.fromEntries(texts.map((text) => [text, text])), undefined, 2)}\n`;

if (process.argv[1] === import.meta.filename) {
  const texts = collectTexts();
  writeFileSync(bundle, asBundle(texts));
  console.log(`l10n/bundle.l10n.json: ${texts.length} texts`);
}
