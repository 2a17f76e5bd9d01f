/** Bodies of a network that no architecture enters: conditions that never hold, loops of no rounds. */
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Body, Expr, SpaceItem, Statement } from '../../syntax/ast.ts';

/** `entered` holds the bodies that the trace has run. Blocks are left out: what one use never enters, another one may. */
export function unreachableBodies(item: SpaceItem, entered: ReadonlySet<object>, file: string): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const report = (at: Expr, why: string): void => {
    diagnostics.push(diagnostic('unreachable', { file, span: at.span }, { why }));
  };
  const visitBody = (body: Body): void => {
    if (entered.has(body)) body.statements.forEach(visit);
  };
  const visit = (statement: Statement): void => {
    switch (statement.kind) {
      case 'if': {
        if (!entered.has(statement.then)) report(statement.condition, 'the condition never holds');
        visitBody(statement.then);
        const otherwise = statement.else;
        if (otherwise === undefined) return;
        if ('kind' in otherwise) visit(otherwise);
        else if (!entered.has(otherwise)) report(statement.condition, 'the condition always holds, so "else" is idle');
        else visitBody(otherwise);
        return;
      }
      case 'for':
        if (!entered.has(statement.body)) report(statement.iterable, 'the list is empty');
        visitBody(statement.body);
        return;
      case 'repeat':
        if (!entered.has(statement.body)) report(statement.count, 'it is repeated 0 times');
        visitBody(statement.body);
        return;
      case 'residual':
      case 'exit':
        visitBody(statement.body);
        return;
      case 'branches':
        statement.branches.forEach(visitBody);
        return;
      case 'chain':
      case 'param':
      case 'let':
      case 'require':
        return;
    }
  };
  for (const member of item.members) if (member.kind === 'network') visitBody(member.body);
  return diagnostics;
}
