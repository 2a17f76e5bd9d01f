/** Names and keys that are given twice in one scope. */
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Item, Name, RecordExpr, SpaceMember } from '../../syntax/ast.ts';
import { visibleFiles, type Program, type ProgramFile } from '../program.ts';

export function checkDuplicates(program: Program, file: ProgramFile): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const imported = new Map<string, { file: string; name: Name }>();
  for (const other of visibleFiles(program, file.file).slice(1)) {
    for (const [name, node] of declared(other.ast.items)) imported.set(name, { file: other.file, name: node });
  }
  checkScope(file.ast.items, file.file, diagnostics, imported);
  for (const item of file.ast.items) {
    if (item.kind === 'space') {
      checkScope(item.members, file.file, diagnostics);
      for (const member of item.members) checkParameters(member, file.file, diagnostics);
    } else checkParameters(item, file.file, diagnostics);
  }
  return diagnostics;
}

/** Top-level names live in one scope, but for kinds that are only ever referred to as such (`dataset: Cifar10`). */
function declared(items: readonly (Item | SpaceMember)[]): [string, Name, string][] {
  return items.flatMap((item) => {
    switch (item.kind) {
      case 'import':
      case 'input':
      case 'output':
      case 'network':
      case 'require':
        return [];
      case 'cell':
      case 'block':
      case 'op':
      case 'opset':
      case 'param':
      case 'let':
        return [[item.name.text, item.name, 'name'] as [string, Name, string]];
      default:
        return [[item.name.text, item.name, item.kind] as [string, Name, string]];
    }
  });
}

function checkScope(
  items: readonly (Item | SpaceMember)[],
  file: string,
  diagnostics: Diagnostic[],
  imported: ReadonlyMap<string, { file: string; name: Name }> = new Map(),
): void {
  const seen = new Map<string, Name>();
  for (const [name, node, what] of declared(items)) {
    if (name === '') continue;
    const key = `${what}|${name}`;
    const first = seen.get(key);
    const elsewhere = imported.get(name);
    if (first !== undefined) report(node, what, name, { file, name: first }, file, diagnostics);
    else if (elsewhere !== undefined) report(node, what, name, elsewhere, file, diagnostics);
    else seen.set(key, node);
  }
}

function report(
  node: Name,
  what: string,
  name: string,
  first: { file: string; name: Name },
  file: string,
  diagnostics: Diagnostic[],
): void {
  diagnostics.push(
    diagnostic(
      'duplicate-name',
      { file, span: node.span },
      { name, what: what === 'name' ? 'the name' : `the ${what}` },
      {
        related: [{ file: first.file, span: first.name.span, message: 'first declared here' }],
      },
    ),
  );
}

function checkParameters(item: Item | SpaceMember, file: string, diagnostics: Diagnostic[]): void {
  if (item.kind === 'cell' || item.kind === 'block' || item.kind === 'op') {
    const seen = new Map<string, Name>();
    for (const { name } of item.params) {
      const first = seen.get(name.text);
      if (name.text !== '' && first !== undefined)
        diagnostics.push(
          diagnostic(
            'duplicate-name',
            { file, span: name.span },
            { name: name.text, what: 'the parameter' },
            {
              related: [{ file, span: first.span, message: 'first declared here' }],
            },
          ),
        );
      else seen.set(name.text, name);
    }
  }
  if (item.kind === 'let' || item.kind === 'param') visitRecords(item.value, file, diagnostics);
}

/** Keys of records anywhere inside an expression. */
function visitRecords(node: unknown, file: string, diagnostics: Diagnostic[]): void {
  if (Array.isArray(node)) node.forEach((part) => visitRecords(part, file, diagnostics));
  else if (typeof node === 'object' && node !== null) {
    if ((node as { kind?: unknown }).kind === 'record') {
      const seen = new Map<string, Name>();
      for (const { key } of (node as RecordExpr).entries) {
        const first = seen.get(key.text);
        if (key.text !== '' && first !== undefined)
          diagnostics.push(
            diagnostic(
              'duplicate-key',
              { file, span: key.span },
              { key: key.text },
              {
                related: [{ file, span: first.span, message: 'first given here' }],
              },
            ),
          );
        else seen.set(key.text, key);
      }
    }
    for (const part of Object.values(node)) visitRecords(part, file, diagnostics);
  }
}
