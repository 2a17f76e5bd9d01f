/** Operators down to primitives: which ones, and the body that makes them. */
import type { Program } from '../semantics/program.ts';
import type { CallableDeclaration } from './declarations.ts';
import { resolveFile } from './names.ts';
import { sourceOf } from './signature.ts';

/** Primitives named by the body and by what it uses, in the order of the text, each once. Parameters that hold operators stand as such. */
export function primitivesOf(program: Program, callable: CallableDeclaration): string[] {
  const found = new Set<string>();
  const visited = new Set<object>();
  const visit = (at: CallableDeclaration): void => {
    if (visited.has(at.node)) return;
    visited.add(at.node);
    if (at.kind === 'op' && at.node.native) found.add(at.name.text);
    const span = (at.kind === 'cell' ? at.node : (at.node.body ?? at.node)).span;
    const inner = resolveFile(program, at.file)?.occurrences.filter(
      (each) =>
        !each.declares &&
        each.span.start > at.name.span.end &&
        each.span.end <= span.end &&
        each.span.start >= span.start,
    );
    for (const { meaning } of inner ?? []) {
      if (meaning.kind === 'op' || meaning.kind === 'block' || meaning.kind === 'cell') visit(meaning);
      else if (meaning.kind === 'parameter' && holdsOperator(meaning.node.type?.text)) {
        // An argument's name is no use of an operator; only names that stand for values are.
        if (meaning.owner.node === at.node) found.add(`(${meaning.name.text})`);
      }
    }
  };
  visit(callable);
  return [...found];
}

const holdsOperator = (type: string | undefined): boolean => type === 'activation' || type === 'op' || type === 'block';

/** The body without its braces' indentation; undefined for primitives, copies and cells. */
export function bodyText(program: Program, callable: CallableDeclaration): string | undefined {
  if (callable.kind === 'cell' || callable.node.body === undefined) return undefined;
  const text = sourceOf(program, callable.file, callable.node.body)
    .replace(/^\{|\}$/g, '')
    .replace(/^\s*\n|\s+$/g, '');
  const lines = text.split('\n');
  const indent = Math.min(
    ...lines.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)?.[0].length ?? 0),
  );
  return lines
    .map((line) => line.slice(Number.isFinite(indent) ? indent : 0))
    .join('\n')
    .trim();
}
