/** Where a name is declared; an import's file; the `choice` behind a path of an architecture. */
import { itemsOf, type Program } from '../semantics/program.ts';
import type { ArchItem, Span } from '../syntax/ast.ts';
import { isDeclared } from './declarations.ts';
import { spaceFacts } from './facts/space-facts.ts';
import { nodesAt } from './locate.ts';
import { occurrenceAt, resolveFile } from './names.ts';

export interface Definition {
  /** What was asked about. */
  readonly origin: Span;
  readonly file: string;
  /** The name, or what stands for it. */
  readonly span: Span;
  /** The whole declaration. */
  readonly whole: Span;
}

export function definition(program: Program, file: string, offset: number): Definition | undefined {
  const resolved = resolveFile(program, file);
  if (resolved === undefined) return undefined;
  const found = occurrenceAt(resolved, offset);
  if (found !== undefined) {
    const { meaning } = found;
    if (!isDeclared(meaning)) return undefined;
    // A loop's variable is declared by its name; what it runs over is not the declaration.
    const whole = meaning.kind === 'variable' ? meaning.name.span : meaning.node.span;
    return { origin: found.span, file: meaning.file, span: meaning.name.span, whole };
  }
  return importAt(program, file, offset) ?? pathAt(program, file, nodesAt(resolved.ast, offset), offset);
}

function importAt(program: Program, file: string, offset: number): Definition | undefined {
  const found = program.files
    .get(file)
    ?.imports.find(({ item }) => item.pathSpan.start <= offset && offset <= item.pathSpan.end);
  const start = { start: 0, end: 0 };
  return found && { origin: found.item.pathSpan, file: found.file, span: start, whole: start };
}

function pathAt(
  program: Program,
  file: string,
  nodes: ReturnType<typeof nodesAt>,
  offset: number,
): Definition | undefined {
  const arch = nodes.find((node) => node.kind === 'arch') as ArchItem | undefined;
  if (arch?.value.kind !== 'record') return undefined;
  const key = arch.value.entries.find((entry) => entry.key.span.start <= offset && offset <= entry.key.span.end)?.key;
  const home = itemsOf(program, 'space', file).find(({ item }) => item.name.text === arch.space.text);
  if (key === undefined || home === undefined) return undefined;
  const { model } = spaceFacts(program, home.item, home.file);
  const decision = model.decisions.find(({ path }) => path === key.text);
  if (decision === undefined) return undefined;
  const { file: at, span } = decision.place;
  return { origin: key.span, file: at, span, whole: span };
}
