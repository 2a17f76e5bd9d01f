/** Symbols of the whole workspace. */
import { SymbolKind, type WorkspaceSymbol } from 'vscode-languageserver';
import type { Program } from '../../dsl/semantics/program.ts';
import type { Declared } from '../../dsl/service/declarations.ts';
import { workspaceSymbols } from '../../dsl/service/workspace-symbols.ts';
import { locationOf } from '../locate.ts';

const kinds: Partial<Readonly<Record<Declared['kind'], SymbolKind>>> = {
  ...{ op: SymbolKind.Function, block: SymbolKind.Class, cell: SymbolKind.Class, opset: SymbolKind.Enum },
  ...{ space: SymbolKind.Namespace, arch: SymbolKind.Constant, let: SymbolKind.Constant, experiment: SymbolKind.Event },
  ...{ dataset: SymbolKind.Object, evaluator: SymbolKind.Object, predictor: SymbolKind.Object },
};

export const symbolsOf = (programs: readonly Program[], query: string): WorkspaceSymbol[] =>
  workspaceSymbols(programs, query).map(({ declared, program }) => ({
    name: declared.name.text,
    kind: kinds[declared.kind] ?? SymbolKind.Variable,
    location: locationOf(program, declared.file, declared.name.span),
  }));
