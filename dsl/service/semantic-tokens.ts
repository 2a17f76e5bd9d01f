/** Colours by meaning: what each name stands for, which the grammar of colours alone cannot tell. */
import { PRELUDE_FILE, type Program } from '../semantics/program.ts';
import type { ArchItem, Span } from '../syntax/ast.ts';
import { isDeclared, type Meaning } from './declarations.ts';
import { resolveFile } from './names.ts';

/** Names of the protocol's standard legend. */
export const TOKEN_TYPES = [
  ...['function', 'class', 'enum', 'variable', 'parameter', 'namespace', 'struct', 'event', 'property'],
  ...['type', 'enumMember', 'keyword'],
] as const;
export const TOKEN_MODIFIERS = ['declaration', 'readonly', 'defaultLibrary'] as const;

export interface SemanticToken {
  readonly span: Span;
  readonly type: (typeof TOKEN_TYPES)[number];
  readonly modifiers: readonly (typeof TOKEN_MODIFIERS)[number][];
}

const types: Readonly<Record<Meaning['kind'], SemanticToken['type']>> = {
  ...{ op: 'function', block: 'class', cell: 'class', opset: 'enum', param: 'variable', let: 'variable' },
  ...{ parameter: 'parameter', input: 'variable', nodes: 'variable', variable: 'variable', space: 'namespace' },
  ...{ arch: 'variable', dataset: 'struct', evaluator: 'struct', predictor: 'struct', hypernetwork: 'struct' },
  experiment: 'event',
  ...{ function: 'function', metric: 'property', word: 'keyword', 'cell-parameter': 'parameter', type: 'type' },
  'option-kind': 'enumMember',
};

/** In the order of the text. */
export function semanticTokens(program: Program, file: string): SemanticToken[] {
  const resolved = resolveFile(program, file);
  if (resolved === undefined) return [];
  const names = resolved.occurrences.map(({ span, meaning, declares }): SemanticToken => {
    const library = isDeclared(meaning)
      ? meaning.file === PRELUDE_FILE
      : meaning.kind === 'function' || meaning.kind === 'metric';
    const modifiers = [
      ...(declares ? (['declaration'] as const) : []),
      ...(meaning.kind === 'let' || meaning.kind === 'arch' ? (['readonly'] as const) : []),
      ...(library ? (['defaultLibrary'] as const) : []),
    ];
    return { span, type: types[meaning.kind], modifiers };
  });
  const paths = resolved.ast.items
    .filter((item): item is ArchItem => item.kind === 'arch')
    .flatMap(({ value }) => (value.kind === 'record' ? value.entries : []))
    .map(({ key }): SemanticToken => ({ span: key.span, type: 'property', modifiers: [] }))
    .filter(({ span }) => span.end > span.start);
  return [...names, ...paths].sort((a, b) => a.span.start - b.span.start);
}
