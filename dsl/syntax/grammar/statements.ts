/** What stands in the body of a network, block or op: chains of operators and the statements around them. */
import { tokenMatcher, type ParserMethod, type TokenType } from 'chevrotain';
import type * as ast from '../ast.ts';
import * as t from '../lexer/tokens.ts';
import type { Token } from '../lexer/tokens.ts';
import { MAX_NESTING } from '../limits.ts';
import { ExpressionGrammar } from './expressions.ts';
import type { Expectation } from './recovery.ts';

const statementWords = [t.If, t.For, t.Repeat, t.Residual, t.Gate, t.Branches, t.Exit, t.Require, t.Param, t.Let];
const statement: Expectation = { what: 'an operator or a statement', words: statementWords };
/** Tokens that begin a value but no operator. */
const notSteps: ReadonlySet<TokenType> = new Set([t.NumberToken, t.StringToken, t.True, t.False, t.LSquare, t.LCurly]);
const branch: Expectation = { what: 'a branch "{ ... }"', words: [] };

export abstract class StatementGrammar extends ExpressionGrammar {
  private elseLevel = 0;

  readonly block: ParserMethod<[], ast.Body> = this.RULE('block', (): ast.Body => {
    const statements: ast.Statement[] = [];
    const start = this.peek().startOffset;
    this.CONSUME(t.LCurly);
    this.elements(
      () => {
        this.mendStatement();
        statements.push(this.SUBRULE(this.statement));
      },
      statement,
      () => this.startsStatement(),
    );
    this.CONSUME(t.RCurly);
    return { statements, span: this.since(start) };
  });

  /** A body after `after`; where it is missing, an empty one. */
  protected bodyAfter(index: number, after: string): ast.Body {
    if (this.RECORDING_PHASE || this.seekBrace(after)) return this.subrule(index, this.block);
    const at = this.previousEnd();
    return { statements: [], span: { start: at, end: at } };
  }

  readonly statement: ParserMethod<[], ast.Statement> = this.RULE('statement', (): ast.Statement =>
    this.OR([
      { ALT: () => this.SUBRULE(this.ifOrChain) },
      { ALT: () => this.SUBRULE(this.forLoop) },
      { ALT: () => this.SUBRULE(this.repeat) },
      { ALT: () => this.SUBRULE(this.residual) },
      { ALT: () => this.SUBRULE(this.branches) },
      { ALT: () => this.SUBRULE(this.exit) },
      { ALT: () => this.SUBRULE(this.requirement) },
      { ALT: () => this.SUBRULE(this.param) },
      { ALT: () => this.SUBRULE(this.binding) },
      { ALT: () => this.SUBRULE(this.chain) },
    ]),
  );

  /** Declarations do not belong into a body, and values such as numbers and lists are no operators. */
  private startsStatement(): boolean {
    const token = this.peek();
    if (notSteps.has(token.tokenType)) return false;
    return !this.declares() || statementWords.includes(token.tokenType);
  }

  /** `repeet 3 { ... }` would read as the operator `repeet`; what follows it on the line gives it away. */
  private mendStatement(): void {
    const token = this.peek();
    const next = this.peek(2);
    if (this.RECORDING_PHASE || token.tokenType !== t.Identifier || next.newlineBefore || next.depth < token.depth)
      return;
    if (next.tokenType === t.LCurly || next.tokenType === t.NumberToken || tokenMatcher(next, t.Word)) {
      this.mendKeyword(token, statementWords);
    }
  }

  /** `a >> b >> c` */
  readonly chain: ParserMethod<[], ast.ChainStatement> = this.RULE('chain', (): ast.ChainStatement => {
    const start = this.peek().startOffset;
    const steps = [this.SUBRULE(this.operand)];
    this.moreSteps(steps);
    return { kind: 'chain', steps, span: this.since(start) };
  });

  private moreSteps(steps: ast.Expr[]): void {
    this.MANY(() => {
      this.CONSUME(t.Flow);
      steps.push(this.expr(9, 'an operator after ">>"'));
    });
  }

  readonly ifOrChain: ParserMethod<[], ast.IfStatement | ast.ChainStatement> = this.RULE(
    'ifOrChain',
    (): ast.IfStatement | ast.ChainStatement => {
      const start = (this.CONSUME(t.If) as Token).startOffset;
      const condition = this.expr(0, 'a condition after "if"');
      let found: ast.IfStatement | ast.ChainStatement | undefined;
      this.OPTION(() => {
        this.CONSUME(t.Then);
        const then = this.expr(1, 'an operator after "then"');
        this.expect(1, t.Else, '"else" after the operator', ' else');
        const otherwise = this.expr(2, 'an operator after "else"');
        const first: ast.Expr = { kind: 'if-expr', condition, then, else: otherwise, span: this.since(start) };
        const steps = [first];
        this.moreSteps(steps);
        found = { kind: 'chain', steps, span: this.since(start) };
      });
      if (found !== undefined && !this.RECORDING_PHASE) return found;
      const then = this.bodyAfter(3, 'the condition');
      let otherwise: ast.Body | ast.IfStatement | undefined;
      this.OPTION1(() => {
        this.CONSUME2(t.Else);
        const begins = this.RECORDING_PHASE || this.nextIs(t.If) || this.nextIs(t.LCurly);
        otherwise = begins
          ? this.OR([{ ALT: () => this.elseIf() }, { ALT: () => this.SUBRULE5(this.block) }])
          : this.bodyAfter(5, '"else"');
      });
      return { kind: 'if', condition, then, else: otherwise, span: this.since(start) };
    },
  );

  /** `else if`: a chain of them nests in the tree, so it counts as nesting. */
  private elseIf(): ast.IfStatement | ast.Body {
    if (this.elseLevel >= MAX_NESTING && !this.RECORDING_PHASE) {
      const span = this.tooDeep().span;
      return { statements: [], span };
    }
    this.elseLevel++;
    const next = this.SUBRULE(this.ifOrChain);
    this.elseLevel--;
    return next.kind === 'chain' ? { statements: [next], span: next.span } : next;
  }

  readonly forLoop: ParserMethod<[], ast.ForStatement> = this.RULE('forLoop', (): ast.ForStatement => {
    const start = (this.CONSUME(t.For) as Token).startOffset;
    const variable = this.nextIs(t.In) ? this.noVariable() : this.named(0, 'the name of the variable after "for"');
    this.expect(0, t.In, '"in" after the variable', ' in');
    const iterable = this.exprOnLine(0, 'a list or range after "in"');
    const body = this.bodyAfter(1, 'the list');
    return { kind: 'for', variable, iterable, body, span: this.since(start) };
  });

  private noVariable(): ast.Name {
    this.missing('the name of the variable after "for"');
    const at = this.previousEnd();
    return { text: '', span: { start: at, end: at } };
  }

  readonly repeat: ParserMethod<[], ast.RepeatStatement> = this.RULE('repeat', (): ast.RepeatStatement => {
    const start = (this.CONSUME(t.Repeat) as Token).startOffset;
    const count = this.exprOnLine(0, 'a number after "repeat"');
    let variable: ast.Name | undefined;
    this.OPTION(() => {
      this.CONSUME(t.As);
      variable = this.named(0, 'the name of the variable after "as"');
    });
    const body = this.bodyAfter(1, 'the count');
    return { kind: 'repeat', count, variable, body, span: this.since(start) };
  });

  readonly residual: ParserMethod<[], ast.ResidualStatement> = this.RULE('residual', (): ast.ResidualStatement => {
    const start = this.peek().startOffset;
    const combine = this.nextIs(t.Gate) ? 'multiply' : 'add';
    this.OR([{ ALT: () => this.CONSUME(t.Residual) }, { ALT: () => this.CONSUME(t.Gate) }]);
    let condition: ast.Expr | undefined;
    this.OPTION(() => {
      this.CONSUME(t.When);
      condition = this.expr(0, 'a condition after "when"');
    });
    const body = this.bodyAfter(1, combine === 'add' ? '"residual"' : '"gate"');
    return { kind: 'residual', combine, condition, body, span: this.since(start) };
  });

  readonly branches: ParserMethod<[], ast.BranchesStatement> = this.RULE('branches', (): ast.BranchesStatement => {
    const start = (this.CONSUME(t.Branches) as Token).startOffset;
    const merge = this.named(0, '"concat" or "sum" after "branches"');
    const branches: ast.Body[] = [];
    this.braced(() => this.elements(() => branches.push(this.SUBRULE(this.block)), branch), 'the merge operator');
    return { kind: 'branches', merge, branches, span: this.since(start) };
  });

  readonly exit: ParserMethod<[], ast.ExitStatement> = this.RULE('exit', (): ast.ExitStatement => {
    const start = (this.CONSUME(t.Exit) as Token).startOffset;
    const body = this.bodyAfter(0, '"exit"');
    return { kind: 'exit', body, span: this.since(start) };
  });

  // ------------------------------------------------------------------------------- bindings, shared with declarations

  readonly requirement: ParserMethod<[], ast.RequireMember> = this.RULE('requirement', (): ast.RequireMember => {
    const start = (this.CONSUME(t.Require) as Token).startOffset;
    const condition = this.expr(0, 'a condition after "require"');
    return { kind: 'require', condition, span: this.since(start) };
  });

  /** `param name: type = value` */
  readonly param: ParserMethod<[], ast.ParamItem> = this.RULE('param', (): ast.ParamItem => {
    const doc = this.peek().doc;
    const start = (this.CONSUME(t.Param) as Token).startOffset;
    const name = this.named(0, 'a name after "param"');
    let type: ast.Name | undefined;
    this.OPTION(() => {
      this.CONSUME(t.Colon);
      type = this.named(1, 'a type after ":"');
    });
    this.expect(0, t.Assign, `"=" after the name`, ' =');
    const value = this.expr(0, 'a value after "="');
    return { kind: 'param', doc, name, type, value, span: this.since(start) };
  });

  /** `let name = value` */
  readonly binding: ParserMethod<[], ast.LetItem> = this.RULE('binding', (): ast.LetItem => {
    const doc = this.peek().doc;
    const start = (this.CONSUME(t.Let) as Token).startOffset;
    const name = this.named(0, 'a name after "let"');
    this.expect(0, t.Assign, '"=" after the name', ' =');
    const value = this.expr(0, 'a value after "="');
    return { kind: 'let', doc, name, value, span: this.since(start) };
  });
}
