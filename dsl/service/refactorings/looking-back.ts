/** Cells with two or more inputs see the values that entered cells before them, and a block begins a new history. */
import { visibleFiles, type Program } from '../../semantics/program.ts';
import type { CellItem } from '../../syntax/ast.ts';
import { isDeclared, type Declared } from '../declarations.ts';
import { walk, type TreeNode } from '../locate.ts';
import { resolveFile, type ResolvedFile } from '../names.ts';
import { nameUses } from './captured-names.ts';

/** Whether moving these nodes into a block could change what some cell is given. */
export function looksBack(program: Program, resolved: ResolvedFile, nodes: readonly TreeNode[]): boolean {
  return hasCellsThatLookBack(program, resolved.file) && mayHoldCell(program, resolved, nodes, new Set());
}

function hasCellsThatLookBack(program: Program, file: string): boolean {
  let found = false;
  for (const { ast } of visibleFiles(program, file)) {
    walk(ast, (node) => {
      if (node.kind !== 'cell') return !found;
      const inputs = (node as CellItem).members?.find(({ kind }) => kind === 'inputs');
      if (inputs?.kind === 'inputs' && inputs.names.length > 1) found = true;
      return false;
    });
  }
  return found;
}

/** Whether any name in these nodes is, or may hold, a cell. Blocks are not entered: they have a history of their own. */
function mayHoldCell(program: Program, resolved: ResolvedFile, nodes: readonly TreeNode[], seen: Set<object>): boolean {
  return nameUses(resolved, nodes).some(({ meaning }) => {
    if (meaning === undefined || !isDeclared(meaning) || seen.has(meaning.node)) return false;
    seen.add(meaning.node);
    return mayBeCell(program, meaning, seen);
  });
}

function mayBeCell(program: Program, declared: Declared, seen: Set<object>): boolean {
  switch (declared.kind) {
    case 'cell':
      return true;
    case 'parameter':
      return declared.node.type === undefined || ['activation', 'op', 'block'].includes(declared.node.type.text);
    case 'let':
    case 'param':
    case 'opset':
    case 'variable': {
      const home = resolveFile(program, declared.file);
      const value = declared.kind === 'variable' ? declared.node : declared.node.value;
      return home !== undefined && mayHoldCell(program, home, [value], seen);
    }
    default:
      return false;
  }
}
