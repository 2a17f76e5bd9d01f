/** Spaces and the other items of a file. */
import type { ParserMethod } from 'chevrotain';
import type * as ast from '../ast.ts';
import { decodeString } from '../lexer/string-literal.ts';
import * as t from '../lexer/tokens.ts';
import type { Token } from '../lexer/tokens.ts';
import { CellGrammar } from './cells.ts';
import { nameOf, sections, spanOf, type Expectation } from './recovery.ts';

const item: Expectation = {
  what: 'a declaration such as "space", "arch", "dataset" or "experiment"',
  words: [...t.itemWords],
};
const spaceMember: Expectation = {
  what: 'a member of a space (input, output, network, require, or a declaration)',
  words: [t.Input, t.Output, t.Network, t.Require, t.Cell, t.Block, t.Op, t.Opset, t.Param, t.Let],
};
const experimentMember: Expectation = {
  what: 'a member of an experiment (maximize, minimize, require, search, budget, checkpoint, or "key: value")',
  words: [t.Maximize, t.Minimize, t.Require],
};

type Component = ast.DatasetItem | ast.EvaluatorItem | ast.PredictorItem | ast.HypernetworkItem;

export abstract class DeclarationGrammar extends CellGrammar {
  readonly file: ParserMethod<[], ast.Item[]> = this.RULE('file', (): ast.Item[] => {
    const items: ast.Item[] = [];
    this.elements(() => items.push(this.SUBRULE(this.item)), item);
    return items;
  });

  readonly item: ParserMethod<[], ast.Item> = this.RULE('item', (): ast.Item =>
    this.OR([
      { ALT: () => this.SUBRULE(this.importItem) },
      { ALT: () => this.SUBRULE(this.space) },
      { ALT: () => this.SUBRULE(this.cell) },
      { ALT: () => this.SUBRULE(this.blockItem) },
      { ALT: () => this.SUBRULE(this.op) },
      { ALT: () => this.SUBRULE(this.opset) },
      { ALT: () => this.SUBRULE(this.param) },
      { ALT: () => this.SUBRULE(this.binding) },
      { ALT: () => this.SUBRULE(this.arch) },
      { ALT: () => this.SUBRULE(this.component) },
      { ALT: () => this.SUBRULE(this.experiment) },
    ]),
  );

  /** `import "path"` */
  readonly importItem: ParserMethod<[], ast.ImportItem> = this.RULE('importItem', (): ast.ImportItem => {
    const start = (this.CONSUME(t.Import) as Token).startOffset;
    const path = this.expect(0, t.StringToken, 'the file to import, such as "spaces/nb201.hnas"');
    const at = this.previousEnd();
    const pathSpan = path === undefined ? { start: at, end: at } : spanOf(path);
    return { kind: 'import', path: decodeString(path?.image ?? '""').value, pathSpan, span: this.since(start) };
  });

  readonly space: ParserMethod<[], ast.SpaceItem> = this.RULE('space', (): ast.SpaceItem => {
    const doc = this.peek().doc;
    const start = (this.CONSUME(t.Space) as Token).startOffset;
    const name = this.named(0, 'a name after "space"');
    const members: ast.SpaceMember[] = [];
    this.braced(
      () => this.elements(() => members.push(this.SUBRULE(this.spaceMember)), spaceMember),
      'the name of the space',
    );
    return { kind: 'space', doc, name, members, span: this.since(start) };
  });

  readonly spaceMember: ParserMethod<[], ast.SpaceMember> = this.RULE('spaceMember', (): ast.SpaceMember =>
    this.OR([
      { ALT: () => this.SUBRULE(this.inputMember) },
      { ALT: () => this.SUBRULE(this.outputMember) },
      { ALT: () => this.SUBRULE(this.network) },
      { ALT: () => this.SUBRULE(this.requirement) },
      { ALT: () => this.SUBRULE(this.cell) },
      { ALT: () => this.SUBRULE(this.blockItem) },
      { ALT: () => this.SUBRULE(this.op) },
      { ALT: () => this.SUBRULE(this.opset) },
      { ALT: () => this.SUBRULE(this.param) },
      { ALT: () => this.SUBRULE(this.binding) },
    ]),
  );

  readonly inputMember: ParserMethod<[], ast.InputMember> = this.RULE('inputMember', (): ast.InputMember => {
    const start = (this.CONSUME(t.Input) as Token).startOffset;
    const type = this.SUBRULE(this.typeExpr);
    return { kind: 'input', type, span: this.since(start) };
  });

  readonly outputMember: ParserMethod<[], ast.OutputMember> = this.RULE('outputMember', (): ast.OutputMember => {
    const start = (this.CONSUME(t.Output) as Token).startOffset;
    const type = this.SUBRULE(this.typeExpr);
    return { kind: 'output', type, span: this.since(start) };
  });

  /** `image[3, resolution, resolution]` */
  readonly typeExpr: ParserMethod<[], ast.TypeExpr> = this.RULE('typeExpr', (): ast.TypeExpr => {
    const name = this.named(0, 'a type such as image[3, 32, 32] or logits[10]');
    const dimensions: ast.Expr[] = [];
    this.OPTION1({
      GATE: () => !this.peek().newlineBefore,
      DEF: () => {
        this.CONSUME(t.LSquare);
        this.entries(() => dimensions.push(this.expr(0)), 'a size or "]"');
        this.CONSUME(t.RSquare);
      },
    });
    return { name, dimensions, span: this.since(name.span.start) };
  });

  readonly network: ParserMethod<[], ast.NetworkMember> = this.RULE('network', (): ast.NetworkMember => {
    const start = (this.CONSUME(t.Network) as Token).startOffset;
    const body = this.bodyAfter(0, '"network"');
    return { kind: 'network', body, span: this.since(start) };
  });

  /** `opset Ops = [a, b]` */
  readonly opset: ParserMethod<[], ast.OpsetItem> = this.RULE('opset', (): ast.OpsetItem => {
    const doc = this.peek().doc;
    const start = (this.CONSUME(t.Opset) as Token).startOffset;
    const name = this.named(0, 'a name after "opset"');
    this.expect(0, t.Assign, '"=" after the name', ' =');
    const value = this.expr(0, 'a list of operators after "="');
    return { kind: 'opset', doc, name, value, span: this.since(start) };
  });

  /** `arch name of Space = value` */
  readonly arch: ParserMethod<[], ast.ArchItem> = this.RULE('arch', (): ast.ArchItem => {
    const doc = this.peek().doc;
    const start = (this.CONSUME(t.Arch) as Token).startOffset;
    const name = this.named(0, 'a name after "arch"');
    this.expect(0, t.Of, '"of" and the space after the name', ' of');
    const space = this.named(1, 'the name of the space after "of"');
    this.expect(1, t.Assign, '"=" after the space', ' =');
    const value = this.expr(0, 'an architecture, such as { Cell.h[0].edge[0]: skip } or nb201 "..."');
    return { kind: 'arch', doc, name, space, value, span: this.since(start) };
  });

  /** `dataset Name = kind { key: value }`, and the same for `evaluator`, `predictor` and `hypernetwork` */
  readonly component: ParserMethod<[], Component> = this.RULE('component', (): Component => {
    const first = this.peek();
    this.OR([
      { ALT: () => this.CONSUME(t.Dataset) },
      { ALT: () => this.CONSUME(t.Evaluator) },
      { ALT: () => this.CONSUME(t.Predictor) },
      { ALT: () => this.CONSUME(t.Hypernetwork) },
    ]);
    const kind = first.image as Component['kind'];
    const name = this.named(0, `a name after "${kind}"`);
    this.expect(0, t.Assign, '"=" after the name', ' =');
    const type = this.named(1, `the kind of ${kind} after "="`);
    const options = this.options();
    return { kind, doc: first.doc, name, type, options, span: this.since(first.startOffset) };
  });

  private options(): ast.RecordExpr | undefined {
    let found: ast.RecordExpr | undefined;
    this.OPTION2(() => (found = this.SUBRULE(this.record)));
    return found;
  }

  readonly experiment: ParserMethod<[], ast.ExperimentItem> = this.RULE('experiment', (): ast.ExperimentItem => {
    const doc = this.peek().doc;
    const start = (this.CONSUME(t.Experiment) as Token).startOffset;
    const name = this.named(0, 'a name after "experiment"');
    const members: ast.ExperimentMember[] = [];
    this.braced(
      () =>
        this.elements(
          () => {
            this.mendMember();
            members.push(this.SUBRULE(this.experimentMember));
          },
          experimentMember,
          () => this.startsMember(),
        ),
      'the name of the experiment',
    );
    return { kind: 'experiment', doc, name, members, span: this.since(start) };
  });

  /** A field, an objective, a requirement, or a section with its braces. */
  private startsMember(): boolean {
    const { tokenType } = this.peek();
    const next = this.peek(2);
    if (tokenType === t.Require || tokenType === t.Maximize || tokenType === t.Minimize || next.tokenType === t.Colon)
      return true;
    if (tokenType !== t.Identifier || next.newlineBefore) return false;
    return next.tokenType === t.LCurly || this.nextIs(t.NameWord, 2);
  }

  /** `maximise accuracy` would read as a section without braces. */
  private mendMember(): void {
    const token = this.peek();
    if (this.RECORDING_PHASE || this.peek(2).tokenType === t.Colon || this.peek(2).tokenType === t.LCurly) return;
    if (this.peek(3).tokenType !== t.LCurly && !sections.includes(token.image))
      this.mendKeyword(token, experimentMember.words);
  }

  /** By hand, as words are keys as well: `maximize` with nothing after it is an objective all the same. */
  readonly experimentMember: ParserMethod<[], ast.ExperimentMember> = this.RULE(
    'experimentMember',
    (): ast.ExperimentMember => {
      if (this.RECORDING_PHASE)
        return this.OR([
          { ALT: () => this.SUBRULE(this.field) },
          { ALT: () => this.SUBRULE(this.objective) },
          { ALT: () => this.SUBRULE(this.requirement) },
          { ALT: () => this.SUBRULE(this.section) },
        ]);
      if (this.nextIs(t.Colon, 2)) return this.SUBRULE(this.field);
      if (this.nextIs(t.Maximize) || this.nextIs(t.Minimize)) return this.SUBRULE(this.objective);
      return this.nextIs(t.Require) ? this.SUBRULE(this.requirement) : this.SUBRULE(this.section);
    },
  );

  /** `space: NASBench201` */
  readonly field: ParserMethod<[], ast.FieldMember> = this.RULE('field', (): ast.FieldMember => {
    const key = nameOf(this.CONSUME(t.Word) as Token);
    this.CONSUME(t.Colon);
    const value = this.expr(0, `a value for "${key.text}"`);
    return { kind: 'field', key, value, span: this.since(key.span.start) };
  });

  /** `maximize accuracy` */
  readonly objective: ParserMethod<[], ast.ObjectiveMember> = this.RULE('objective', (): ast.ObjectiveMember => {
    const first = this.peek();
    const direction = first.tokenType === t.Maximize ? 'maximize' : 'minimize';
    this.OR([{ ALT: () => this.CONSUME(t.Maximize) }, { ALT: () => this.CONSUME(t.Minimize) }]);
    const value = this.exprOnLine(0, `what to ${direction}`);
    return { kind: 'objective', direction, value, span: this.since(first.startOffset) };
  });

  /** `search evolution { ... }`, `budget { ... }` */
  readonly section: ParserMethod<[], ast.SectionMember> = this.RULE('section', (): ast.SectionMember => {
    const section = this.sectionName(this.CONSUME(t.Identifier) as Token);
    let type: ast.Name | undefined;
    this.OPTION1(() => (type = nameOf(this.CONSUME(t.NameWord) as Token)));
    const options = this.options();
    return { kind: 'section', section, type, options, span: this.since(section.span.start) };
  });

  private sectionName(token: Token): ast.Name {
    if (this.RECORDING_PHASE || sections.includes(token.image)) return nameOf(token);
    const near = this.mended(token, sections);
    if (near === undefined)
      this.reporter.error(spanOf(token), `unknown section "${token.image}"; the sections are ${sections.join(', ')}`);
    return { ...nameOf(token), text: near ?? token.image };
  }

  /** A text that is nothing but one expression. */
  readonly lone: ParserMethod<[], ast.Expr> = this.RULE('lone', (): ast.Expr => {
    const value = this.expr(0, 'an expression');
    this.ACTION(() => this.endOfText());
    return value;
  });

  private endOfText(): void {
    const rest = this.peek();
    if (rest.depth >= 0) this.complain(spanOf(rest), `expected the end of the text, found ${this.describe(rest)}`);
  }
}
