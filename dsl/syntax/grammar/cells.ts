/** Cells, blocks and operators: the reusable parts of a space. */
import type { ParserMethod } from 'chevrotain';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type * as ast from '../ast.ts';
import * as t from '../lexer/tokens.ts';
import type { Token } from '../lexer/tokens.ts';
import type { Expectation } from './recovery.ts';
import { StatementGrammar } from './statements.ts';

const cellMember: Expectation = {
  what: 'a member of a cell (inputs, nodes, output, require, param or let)',
  words: [t.Inputs, t.Nodes, t.Output, t.Require, t.Param, t.Let],
};
const nodeField: Expectation = { what: '"from", "edge", "op" or "merge"', words: [t.From, t.Edge, t.Op, t.Merge] };

interface NodeFields {
  from?: ast.Expr;
  edge?: ast.Expr;
  op?: ast.Expr;
  merge?: ast.Name;
}

export abstract class CellGrammar extends StatementGrammar {
  /** `(name: type = default, ...)` */
  readonly parameters: ParserMethod<[], ast.Parameter[]> = this.RULE('parameters', (): ast.Parameter[] => {
    const found: ast.Parameter[] = [];
    this.CONSUME(t.LParen);
    this.entries(() => found.push(this.SUBRULE(this.parameter)), 'a parameter or ")"');
    this.CONSUME(t.RParen);
    return found;
  });

  readonly parameter: ParserMethod<[], ast.Parameter> = this.RULE('parameter', (): ast.Parameter => {
    const first = this.CONSUME(t.Word) as Token;
    let type: ast.Name | undefined;
    let value: ast.Expr | undefined;
    this.OPTION(() => {
      this.CONSUME(t.Colon);
      type = this.named(1, 'a type after ":"');
    });
    this.OPTION1(() => {
      this.CONSUME(t.Assign);
      value = this.expr(0, 'a default value after "="');
    });
    const name = { text: first.image, span: { start: first.startOffset, end: first.endOffset + 1 } };
    return { name, type, default: value, span: this.since(first.startOffset) };
  });

  private optionalParameters(): ast.Parameter[] {
    let found: ast.Parameter[] = [];
    this.OPTION1({
      GATE: () => !this.peek().newlineBefore,
      DEF: () => (found = this.SUBRULE(this.parameters)),
    });
    return found;
  }

  /** `cell Name(params) { ... }`, `cell Name = Other(args)` */
  readonly cell: ParserMethod<[], ast.CellItem> = this.RULE('cell', (): ast.CellItem => {
    const doc = this.peek().doc;
    const start = (this.CONSUME(t.Cell) as Token).startOffset;
    const name = this.named(0, 'a name after "cell"');
    const params = this.optionalParameters();
    let copyOf: ast.CallExpr | undefined;
    this.OPTION2(() => {
      this.CONSUME(t.Assign);
      copyOf = this.SUBRULE(this.copied);
    });
    let members: ast.CellMember[] | undefined;
    if (copyOf === undefined || this.RECORDING_PHASE) {
      const found: ast.CellMember[] = [];
      members = found;
      this.OPTION3({
        GATE: () => this.seekBrace('the name of the cell'),
        DEF: () => {
          this.CONSUME(t.LCurly);
          this.elements(() => found.push(this.SUBRULE(this.cellMember)), cellMember);
          this.CONSUME(t.RCurly);
        },
      });
    }
    return { kind: 'cell', doc, name, params, members, copyOf, span: this.since(start) };
  });

  readonly cellMember: ParserMethod<[], ast.CellMember> = this.RULE('cellMember', (): ast.CellMember =>
    this.OR([
      { ALT: () => this.SUBRULE(this.inputs) },
      { ALT: () => this.SUBRULE(this.nodes) },
      { ALT: () => this.SUBRULE(this.cellOutput) },
      { ALT: () => this.SUBRULE(this.requirement) },
      { ALT: () => this.SUBRULE(this.param) },
      { ALT: () => this.SUBRULE(this.binding) },
    ]),
  );

  /** `inputs prev2, prev1` */
  readonly inputs: ParserMethod<[], ast.CellInputs> = this.RULE('inputs', (): ast.CellInputs => {
    const start = (this.CONSUME(t.Inputs) as Token).startOffset;
    const names = [this.named(0, 'the names of the inputs')];
    this.MANY(() => {
      this.CONSUME(t.Comma);
      names.push(this.named(1, 'the name of an input after ","'));
    });
    return { kind: 'inputs', names, span: this.since(start) };
  });

  /** `nodes v[count] { from S; edge E; op O; merge M }` */
  readonly nodes: ParserMethod<[], ast.NodesMember> = this.RULE('nodes', (): ast.NodesMember => {
    const start = (this.CONSUME(t.Nodes) as Token).startOffset;
    const name = this.named(0, 'a name after "nodes"');
    let count: ast.Expr | undefined;
    if (this.RECORDING_PHASE || this.nextIs(t.LSquare)) {
      this.CONSUME(t.LSquare);
      count = this.expr(0, 'the number of nodes');
      this.closed(0, t.RSquare);
    } else this.missing('the number of nodes in "[ ]" after the name');
    const fields: NodeFields = {};
    this.braced(
      () => this.elements(() => this.SUBRULE(this.nodeField, { ARGS: [fields] }), nodeField),
      'the number of nodes',
    );
    const { from, edge, op, merge } = fields;
    return { kind: 'nodes', name, count: count ?? this.errorExpr(), from, edge, op, merge, span: this.since(start) };
  });

  readonly nodeField: ParserMethod<[NodeFields?], void> = this.RULE('nodeField', (fields: NodeFields = {}) => {
    const keyword = this.peek();
    const key = keyword.image as keyof NodeFields;
    if (fields[key] !== undefined) {
      const span = { start: keyword.startOffset, end: keyword.endOffset + 1 };
      this.reporter.add(diagnostic('duplicate-key', { file: this.reporter.file, span }, { key }));
    }
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.From);
          fields.from = this.expr(0, 'a set after "from"');
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Edge);
          fields.edge = this.expr(1, 'an operator or choice after "edge"');
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Op);
          fields.op = this.expr(2, 'an operator or choice after "op"');
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Merge);
          fields.merge = this.named(0, '"sum", "mean", "max" or "concat" after "merge"');
        },
      },
    ]);
  });

  /** `output concat(n)` */
  readonly cellOutput: ParserMethod<[], ast.CellOutput> = this.RULE('cellOutput', (): ast.CellOutput => {
    const start = (this.CONSUME(t.Output) as Token).startOffset;
    const value = this.expr(0, 'the output, such as "last" or "concat(v)"');
    return { kind: 'cell-output', value, span: this.since(start) };
  });

  /** `block Name(params) { ... }`, `block Name = Other(args)` */
  readonly blockItem: ParserMethod<[], ast.BlockItem> = this.RULE('blockItem', (): ast.BlockItem => {
    const doc = this.peek().doc;
    const start = (this.CONSUME(t.Block) as Token).startOffset;
    const name = this.named(0, 'a name after "block"');
    const params = this.optionalParameters();
    let copyOf: ast.CallExpr | undefined;
    this.OPTION2(() => {
      this.CONSUME(t.Assign);
      copyOf = this.SUBRULE(this.copied);
    });
    let body: ast.Body | undefined;
    if (copyOf === undefined || this.RECORDING_PHASE) {
      this.OPTION3({
        GATE: () => this.seekBrace('the name of the block'),
        DEF: () => (body = this.SUBRULE(this.block)),
      });
      body ??= this.emptyBody();
    }
    return { kind: 'block', doc, name, params, body, copyOf, span: this.since(start) };
  });

  /** `op name(params) { ... }`, `native op name(params)` */
  readonly op: ParserMethod<[], ast.OpItem> = this.RULE('op', (): ast.OpItem => {
    const first = this.peek();
    let native = false;
    this.OPTION(() => {
      this.CONSUME(t.Native);
      native = true;
    });
    this.expect(0, t.Op, '"op" after "native"', ' op');
    const name = this.named(0, 'a name after "op"');
    const params = this.optionalParameters();
    let body: ast.Body | undefined;
    this.OPTION3({
      GATE: () => !native && this.seekBrace('the name of the operator'),
      DEF: () => (body = this.SUBRULE(this.block)),
    });
    if (!native) body ??= this.emptyBody();
    return { kind: 'op', doc: first.doc, native, name, params, body, span: this.since(first.startOffset) };
  });

  private emptyBody(): ast.Body {
    const at = this.previousEnd();
    return { statements: [], span: { start: at, end: at } };
  }
}
