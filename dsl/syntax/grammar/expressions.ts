/** The expressions of the language: one rule reads a row of operands and operators, one an operand with what follows it. */
import { tokenMatcher, type ParserMethod } from 'chevrotain';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Argument, CallExpr, ChooseExpr, Expr, IfExpr, ListExpr, Name, RecordEntry, RecordExpr } from '../ast.ts';
import { numberOf } from '../lexer/number-literal.ts';
import { decodeString } from '../lexer/string-literal.ts';
import * as t from '../lexer/tokens.ts';
import type { Token } from '../lexer/tokens.ts';
import { MAX_NESTING, MAX_OPERATORS } from '../limits.ts';
import { treeOf } from './precedence.ts';
import { nameOf, RecoveringParser, spanOf } from './recovery.ts';

const starters = [
  ...[t.NumberToken, t.StringToken, t.BooleanWord, t.NameWord, t.PrefixOperator],
  ...[t.LSquare, t.LCurly, t.LParen, t.If, t.Choice, t.Choose, t.All],
];
const startsExpression = (token: Token): boolean => starters.some((type) => tokenMatcher(token, type));

export abstract class ExpressionGrammar extends RecoveringParser {
  private level = 0;

  /** An expression, or an `ErrorExpr` and a diagnostic where none begins. */
  protected expr(index: number, expected = 'a value'): Expr {
    if (this.RECORDING_PHASE) return this.subrule(index, this.expression);
    const token = this.peek();
    if (!startsExpression(token) || this.atNextElement()) {
      this.missing(expected);
      return this.errorExpr();
    }
    if (this.level >= MAX_NESTING) return this.tooDeep();
    this.level++;
    const found = this.subrule(index, this.expression);
    this.level--;
    return found;
  }

  /** One that begins on the same line: on the next one it would be another statement. */
  protected exprOnLine(index: number, expected: string): Expr {
    if (this.RECORDING_PHASE || !this.peek().newlineBefore) return this.expr(index, expected);
    this.missing(expected);
    return this.errorExpr();
  }

  protected tooDeep(): Expr {
    const token = this.peek();
    const place = { file: this.reporter.file, span: spanOf(token) };
    if (!this.reporter.diagnostics.some((known) => known.code === 'nesting-too-deep')) {
      this.reporter.add(diagnostic('nesting-too-deep', place, { limit: MAX_NESTING }));
    }
    while (this.peek().depth >= 0) this.SKIP_TOKEN();
    return this.errorExpr();
  }

  readonly expression: ParserMethod<[], Expr> = this.RULE('expression', (): Expr =>
    this.OR([{ ALT: () => this.SUBRULE(this.conditional) }, { ALT: () => this.operation() }]),
  );

  private operation(): Expr {
    const row: (Token | Expr)[] = [];
    this.MANY(() => row.push(this.CONSUME(t.PrefixOperator) as Token));
    row.push(this.operandOr(1));
    this.MANY1({
      GATE: () => this.continuesExpression(),
      DEF: () => {
        row.push(this.CONSUME(t.BinaryOperator) as Token);
        this.MANY2(() => row.push(this.CONSUME1(t.PrefixOperator) as Token));
        row.push(this.operandOr(2));
      },
    });
    const [only] = row;
    if (row.length === 1 && only !== undefined && 'kind' in only) return only;
    return this.ACTION(() => (row.length > 2 * MAX_OPERATORS ? this.tooDeep() : treeOf(row)));
  }

  private operandOr(index: number): Expr {
    const token = this.peek();
    const starts = startsExpression(token) && token.tokenType !== t.If && !this.atNextElement();
    if (this.RECORDING_PHASE || starts) return this.subrule(index, this.operand);
    if (token.tokenType === t.If) this.complain(spanOf(token), 'put this "if ... then ... else ..." in brackets');
    else this.missing('a value');
    return this.errorExpr();
  }

  /**
   * A line that begins with `-x` begins another entry, one with `- x` continues the expression. `in`, `and` and `or` without a value after
   * them are names: `in.channels`, `and: 1`.
   */
  private continuesExpression(): boolean {
    const token = this.peek();
    if (tokenMatcher(token, t.Word)) return startsExpression(this.peek(2));
    return token.tokenType !== t.Minus || !token.newlineBefore || this.peek(2).startOffset > token.endOffset + 1;
  }

  readonly operand: ParserMethod<[], Expr> = this.RULE('operand', (): Expr => {
    const start = this.peek().startOffset;
    let expr: Expr = this.OR([
      { ALT: () => numberOf(this.CONSUME(t.NumberToken) as Token) },
      { ALT: () => stringOf(this.CONSUME(t.StringToken) as Token) },
      { ALT: () => booleanOf(this.CONSUME(t.BooleanWord) as Token) },
      { ALT: () => this.nameOrNotation() },
      { ALT: () => this.SUBRULE(this.list) },
      { ALT: () => this.SUBRULE(this.record) },
      { ALT: () => this.parenthesised() },
      { ALT: () => this.SUBRULE(this.choice) },
      { ALT: () => this.SUBRULE(this.choose) },
      { ALT: () => this.allOf() },
    ]);
    let links = 0;
    this.MANY({
      GATE: () => this.nextIs(t.Dot) || !this.peek().newlineBefore,
      DEF: () => {
        const object = expr;
        expr = this.OR1([
          { ALT: () => this.member(object, start) },
          { ALT: () => this.index(object, start) },
          { ALT: () => this.call(object, start) },
        ]);
        if (++links > MAX_OPERATORS && !this.RECORDING_PHASE) expr = this.tooDeep();
      },
    });
    return expr;
  });

  private nameOrNotation(): Expr {
    const name = this.CONSUME(t.NameWord) as Token;
    let notation: Expr | undefined;
    this.OPTION({
      GATE: () => !this.peek().newlineBefore,
      DEF: () => {
        const text = stringOf(this.CONSUME1(t.StringToken) as Token);
        notation = { kind: 'notation', notation: nameOf(name), text, span: this.since(name.startOffset) };
      },
    });
    return notation ?? { kind: 'name', name: name.image, span: spanOf(name) };
  }

  private parenthesised(): Expr {
    const start = (this.CONSUME(t.LParen) as Token).startOffset;
    const inner = this.expr(3);
    this.closed(0, t.RParen);
    return { ...inner, span: this.since(start) };
  }

  private allOf(): Expr {
    const start = (this.CONSUME(t.All) as Token).startOffset;
    const of = this.expr(4, 'a set after "all"');
    return { kind: 'all', of, span: this.since(start) };
  }

  private member(object: Expr, start: number): Expr {
    this.CONSUME(t.Dot);
    const member = this.named(0, 'a name after "."', t.Word);
    return { kind: 'member', object, member, span: this.since(start) };
  }

  private call(callee: Expr, start: number): Expr {
    const args = this.SUBRULE(this.args);
    return { kind: 'call', callee, args, span: this.since(start) };
  }

  private index(object: Expr, start: number): Expr {
    this.CONSUME(t.LSquare);
    const index = this.expr(5, 'an index');
    this.closed(1, t.RSquare);
    return { kind: 'index', object, index, span: this.since(start) };
  }

  readonly list: ParserMethod<[], ListExpr> = this.RULE('list', (): ListExpr => {
    const items: Expr[] = [];
    const start = (this.CONSUME(t.LSquare) as Token).startOffset;
    this.entries(() => items.push(this.expr(0)), 'a value or "]"');
    this.CONSUME(t.RSquare);
    return { kind: 'list', items, span: this.since(start) };
  });

  readonly record: ParserMethod<[], RecordExpr> = this.RULE('record', (): RecordExpr => {
    const entries: RecordEntry[] = [];
    const start = (this.CONSUME(t.LCurly) as Token).startOffset;
    this.entries(() => entries.push(this.SUBRULE(this.entry)), 'a key or "}"');
    this.CONSUME(t.RCurly);
    return { kind: 'record', entries, span: this.since(start) };
  });

  readonly entry: ParserMethod<[], RecordEntry> = this.RULE('entry', (): RecordEntry => {
    const start = this.peek().startOffset;
    const key = this.SUBRULE(this.path);
    this.expect(0, t.Colon, `":" after the key "${key.text}"`, ':');
    const value = this.expr(0, `a value for "${key.text}"`);
    return { key, value, span: this.since(start) };
  });

  /** `Cell.h[2].edge[0]`, `network.repeat[0].MBConv#2.k`, or a plain key. */
  readonly path: ParserMethod<[], Name> = this.RULE('path', (): Name => {
    const first = this.CONSUME(t.Word) as Token;
    let text = first.image;
    this.MANY(() => {
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.Dot);
            text += `.${this.named(1, 'a name after "."', t.Word).text}`;
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.LSquare);
            text += `[${this.expect(2, t.NumberToken, 'an index')?.image ?? ''}]`;
            this.closed(3, t.RSquare);
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Hash);
            text += `#${this.expect(4, t.NumberToken, 'a number after "#"')?.image ?? ''}`;
          },
        },
      ]);
    });
    return { text, span: this.since(first.startOffset) };
  });

  /** `(a, k: 3)` */
  readonly args: ParserMethod<[], Argument[]> = this.RULE('args', (): Argument[] => {
    const found: Argument[] = [];
    this.CONSUME(t.LParen);
    this.entries(() => found.push(this.SUBRULE(this.argument)), 'an argument or ")"');
    this.CONSUME(t.RParen);
    return found;
  });

  readonly argument: ParserMethod<[], Argument> = this.RULE('argument', (): Argument => {
    const start = this.peek().startOffset;
    let name: Name | undefined;
    if (this.lacksColon()) {
      name = nameOf(this.peek());
      this.SKIP_TOKEN();
      this.missing(`":" after the argument "${name.text}"`, ':');
    } else {
      this.OPTION(() => {
        name = nameOf(this.CONSUME(t.Word) as Token);
        this.CONSUME(t.Colon);
      });
    }
    const value = this.expr(0, name === undefined ? 'a value' : `a value for "${name.text}"`);
    return { name, value, span: name === undefined ? value.span : this.since(start) };
  });

  /** `out 16`: a word and a value side by side. */
  private lacksColon(): boolean {
    const next = this.peek(2);
    if (this.RECORDING_PHASE || !this.nextIs(t.Identifier) || next.newlineBefore || next.depth < this.peek().depth)
      return false;
    const isValue =
      next.tokenType === t.NumberToken || next.tokenType === t.LCurly || tokenMatcher(next, t.BooleanWord);
    return isValue || next.tokenType === t.Identifier || next.tokenType === t.Choice || next.tokenType === t.If;
  }

  /** The copied declaration in `cell Reduce = Normal(stride: 2)`. */
  readonly copied: ParserMethod<[], CallExpr> = this.RULE('copied', (): CallExpr => {
    const name = this.named(0, 'the name of what is copied');
    const callee: Expr = { kind: 'name', name: name.text, span: name.span };
    let args: Argument[] = [];
    this.OPTION({ GATE: () => !this.peek().newlineBefore, DEF: () => (args = this.SUBRULE(this.args)) });
    return { kind: 'call', callee, args, span: this.since(name.span.start) };
  });

  readonly conditional: ParserMethod<[], IfExpr> = this.RULE('conditional', (): IfExpr => {
    const start = (this.CONSUME(t.If) as Token).startOffset;
    const condition = this.expr(0, 'a condition after "if"');
    this.expect(1, t.Then, '"then" after the condition', ' then');
    const then = this.expr(1, 'a value after "then"');
    this.expect(2, t.Else, '"else" after the value', ' else');
    const otherwise = this.expr(2, 'a value after "else"');
    return { kind: 'if-expr', condition, then, else: otherwise, span: this.since(start) };
  });

  readonly choice: ParserMethod<[], Expr> = this.RULE('choice', (): Expr => {
    const start = (this.CONSUME(t.Choice) as Token).startOffset;
    const domain = this.expr(0, 'the alternatives after "choice", such as [3, 5, 7] or 2..4');
    let weights: Expr | undefined;
    let log = false;
    let steps: Expr | undefined;
    this.MANY({
      GATE: () => this.continuesClause(),
      DEF: () => {
        this.OR([
          {
            ALT: () => {
              this.CONSUME(t.Weights);
              weights = this.expr(1, 'the weights');
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.Log);
              log = true;
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.Steps);
              steps = this.expr(2, 'the number of steps');
            },
          },
        ]);
      },
    });
    return { kind: 'choice', domain, weights, log, steps, span: this.since(start) };
  });

  readonly choose: ParserMethod<[], ChooseExpr> = this.RULE('choose', (): ChooseExpr => {
    const start = (this.CONSUME(t.Choose) as Token).startOffset;
    let count: Expr | undefined;
    if (this.RECORDING_PHASE || this.nextIs(t.Any)) this.OPTION(() => this.CONSUME(t.Any));
    if (this.RECORDING_PHASE || !this.nextIs(t.Any, 0)) count = this.expr(0, 'how many to choose, or "any"');
    this.expect(1, t.Of, '"of"', ' of');
    const from = this.expr(1, 'a set after "of"');
    let replacement = false;
    this.OPTION1({
      GATE: () => this.continuesClause(),
      DEF: () => {
        this.CONSUME(t.With);
        this.expect(2, t.Replacement, '"replacement" after "with"', ' replacement');
        replacement = true;
      },
    });
    return { kind: 'choose', count, from, replacement, span: this.since(start) };
  });

  /** On the next line, `weights`, `steps` and `with` are clauses only where what must follow them does. */
  private continuesClause(): boolean {
    const clause = this.peek();
    if (!clause.newlineBefore) return true;
    const next = this.peek(2).tokenType;
    if (clause.tokenType === t.Weights) return next === t.LSquare;
    if (clause.tokenType === t.Steps) return next === t.NumberToken;
    return clause.tokenType === t.With && next === t.Replacement;
  }

  /** The closing bracket of a place that holds a single value; what is too much before it is skipped. */
  protected closed(index: number, type: typeof t.RSquare): void {
    if (!this.RECORDING_PHASE && !this.nextIs(type)) {
      const depth = this.peek().depth;
      this.missing(t.RSquare === type ? '"]"' : '")"');
      while (this.peek().depth >= depth && !this.nextIs(type)) this.SKIP_TOKEN();
    }
    this.expect(index, type, 'a closing bracket');
  }
}

const stringOf = (token: Token) => ({
  kind: 'string' as const,
  value: decodeString(token.image).value,
  span: spanOf(token),
});

const booleanOf = (token: Token) => ({
  kind: 'boolean' as const,
  value: token.tokenType === t.True,
  span: spanOf(token),
});
