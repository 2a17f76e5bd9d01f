/**
 * The abstract syntax tree of a `.hnas` file. Plain data, every node with its span in the source.
 *
 * A node that the parser could not complete is still there: expressions become `ErrorExpr`, missing names
 * become `{ text: '' }`. So the checker sees whatever the user has typed so far and must not report on `ErrorExpr`
 * or empty names again.
 */

/** Half-open range of UTF-16 offsets in the source text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Node {
  readonly span: Span;
}

/** An identifier where it is declared or used; `text` is '' when it is missing. */
export interface Name extends Node {
  readonly text: string;
}

/** The `///` comment lines above a declaration, without the slashes, joined by newlines. */
export type Doc = string | undefined;

export interface SourceFile extends Node {
  readonly items: readonly Item[];
}

// ---------------------------------------------------------------------------------------------- top-level items

export type Item =
  | ImportItem
  | SpaceItem
  | CellItem
  | BlockItem
  | OpItem
  | OpsetItem
  | ParamItem
  | LetItem
  | ArchItem
  | DatasetItem
  | EvaluatorItem
  | PredictorItem
  | HypernetworkItem
  | ExperimentItem;

/** `import "spaces/nb201.hnas"`: everything declared there becomes visible here. */
export interface ImportItem extends Node {
  readonly kind: 'import';
  readonly path: string;
  readonly pathSpan: Span;
}

/** `space Name { members }` */
export interface SpaceItem extends Node {
  readonly kind: 'space';
  readonly doc: Doc;
  readonly name: Name;
  readonly members: readonly SpaceMember[];
}

export type SpaceMember =
  | InputMember
  | OutputMember
  | NetworkMember
  | RequireMember
  | CellItem
  | BlockItem
  | OpItem
  | OpsetItem
  | ParamItem
  | LetItem;

/** `input image[3, 32, 32]` */
export interface InputMember extends Node {
  readonly kind: 'input';
  readonly type: TypeExpr;
}

/** `output logits[10]` */
export interface OutputMember extends Node {
  readonly kind: 'output';
  readonly type: TypeExpr;
}

/** `network { statements }` */
export interface NetworkMember extends Node {
  readonly kind: 'network';
  readonly body: Body;
}

/** `require condition` */
export interface RequireMember extends Node {
  readonly kind: 'require';
  readonly condition: Expr;
}

/**
 * `cell Name(params) { ... }` or `cell Name = Other(args)`. Exactly one of `members` and `copyOf` is set.
 * A cell's decisions are made once per declaration.
 */
export interface CellItem extends Node {
  readonly kind: 'cell';
  readonly doc: Doc;
  readonly name: Name;
  readonly params: readonly Parameter[];
  readonly members: readonly CellMember[] | undefined;
  readonly copyOf: CallExpr | undefined;
}

export type CellMember = CellInputs | NodesMember | CellOutput | RequireMember | ParamItem | LetItem;

/** `inputs prev2, prev1` */
export interface CellInputs extends Node {
  readonly kind: 'inputs';
  readonly names: readonly Name[];
}

/** `nodes v[count] { from S; edge E; op O; merge M }` */
export interface NodesMember extends Node {
  readonly kind: 'nodes';
  readonly name: Name;
  readonly count: Expr;
  readonly from: Expr | undefined;
  readonly edge: Expr | undefined;
  readonly op: Expr | undefined;
  readonly merge: Name | undefined;
}

/** `output concat(n)`, `output last` */
export interface CellOutput extends Node {
  readonly kind: 'cell-output';
  readonly value: Expr;
}

/** `block Name(params) { ... }` or `block Name = Other(args)`. Decisions are made once per use. */
export interface BlockItem extends Node {
  readonly kind: 'block';
  readonly doc: Doc;
  readonly name: Name;
  readonly params: readonly Parameter[];
  readonly body: Body | undefined;
  readonly copyOf: CallExpr | undefined;
}

/**
 * `op name(params) { ... }`: an operator made of others, without decisions of its own; one operator in encodings.
 * `native op name(params)`: a primitive of the prelude (`body` undefined, `native` true).
 */
export interface OpItem extends Node {
  readonly kind: 'op';
  readonly doc: Doc;
  readonly native: boolean;
  readonly name: Name;
  readonly params: readonly Parameter[];
  readonly body: Body | undefined;
}

/** `name: type = default`; type and default are both optional. */
export interface Parameter extends Node {
  readonly name: Name;
  readonly type: Name | undefined;
  readonly default: Expr | undefined;
}

/** `opset Ops = [a, b]` */
export interface OpsetItem extends Node {
  readonly kind: 'opset';
  readonly doc: Doc;
  readonly name: Name;
  readonly value: Expr;
}

/** `param name: type = value`: a named value that usually holds a decision. */
export interface ParamItem extends Node {
  readonly kind: 'param';
  readonly doc: Doc;
  readonly name: Name;
  readonly type: Name | undefined;
  readonly value: Expr;
}

/** `let name = value` */
export interface LetItem extends Node {
  readonly kind: 'let';
  readonly doc: Doc;
  readonly name: Name;
  readonly value: Expr;
}

/**
 * `arch name of Space = value`. The value is a `NotationExpr` (`nb201 "..."`) or a `RecordExpr` of decision paths
 * (`{ Cell.h[2].edge[0]: skip }`).
 */
export interface ArchItem extends Node {
  readonly kind: 'arch';
  readonly doc: Doc;
  readonly name: Name;
  readonly space: Name;
  readonly value: Expr;
}

/** `dataset Name = kind { key: value }` */
export interface DatasetItem extends Node {
  readonly kind: 'dataset';
  readonly doc: Doc;
  readonly name: Name;
  readonly type: Name;
  readonly options: RecordExpr | undefined;
}

export interface EvaluatorItem extends Node {
  readonly kind: 'evaluator';
  readonly doc: Doc;
  readonly name: Name;
  readonly type: Name;
  readonly options: RecordExpr | undefined;
}

export interface PredictorItem extends Node {
  readonly kind: 'predictor';
  readonly doc: Doc;
  readonly name: Name;
  readonly type: Name;
  readonly options: RecordExpr | undefined;
}

export interface HypernetworkItem extends Node {
  readonly kind: 'hypernetwork';
  readonly doc: Doc;
  readonly name: Name;
  readonly type: Name;
  readonly options: RecordExpr | undefined;
}

export interface ExperimentItem extends Node {
  readonly kind: 'experiment';
  readonly doc: Doc;
  readonly name: Name;
  readonly members: readonly ExperimentMember[];
}

export type ExperimentMember = FieldMember | ObjectiveMember | RequireMember | SectionMember;

/** `space: NASBench201` */
export interface FieldMember extends Node {
  readonly kind: 'field';
  readonly key: Name;
  readonly value: Expr;
}

/** `maximize accuracy` */
export interface ObjectiveMember extends Node {
  readonly kind: 'objective';
  readonly direction: 'maximize' | 'minimize';
  readonly value: Expr;
}

/** `search evolution { ... }`, `budget { ... }`, `checkpoint { ... }` (`type` undefined for the last two) */
export interface SectionMember extends Node {
  readonly kind: 'section';
  readonly section: Name;
  readonly type: Name | undefined;
  readonly options: RecordExpr | undefined;
}

// ------------------------------------------------------------------------------------------------------ statements

export interface Body extends Node {
  readonly statements: readonly Statement[];
}

export type Statement =
  | ChainStatement
  | IfStatement
  | ForStatement
  | RepeatStatement
  | ResidualStatement
  | BranchesStatement
  | ExitStatement
  | RequireMember
  | ParamItem
  | LetItem;

/** `a >> b >> c`: operators applied one after the other to the value that flows through the body. */
export interface ChainStatement extends Node {
  readonly kind: 'chain';
  readonly steps: readonly Expr[];
}

export interface IfStatement extends Node {
  readonly kind: 'if';
  readonly condition: Expr;
  readonly then: Body;
  readonly else: Body | IfStatement | undefined;
}

/** `for s in stages { ... }` */
export interface ForStatement extends Node {
  readonly kind: 'for';
  readonly variable: Name;
  readonly iterable: Expr;
  readonly body: Body;
}

/** `repeat depth as i { ... }` */
export interface RepeatStatement extends Node {
  readonly kind: 'repeat';
  readonly count: Expr;
  readonly variable: Name | undefined;
  readonly body: Body;
}

/**
 * `residual when condition { ... }`: adds the body's input to its output (where the condition holds);
 * `gate { ... }`: multiplies the body's input by its output (squeeze-and-excitation).
 */
export interface ResidualStatement extends Node {
  readonly kind: 'residual';
  readonly combine: 'add' | 'multiply';
  readonly condition: Expr | undefined;
  readonly body: Body;
}

/** `branches concat { { ... } { ... } }`: every branch gets the same input; `merge` is `concat` or `sum`. */
export interface BranchesStatement extends Node {
  readonly kind: 'branches';
  readonly merge: Name;
  readonly branches: readonly Body[];
}

/** `exit { ... }`: what comes out of the body is a result of the network; the value that entered flows on. */
export interface ExitStatement extends Node {
  readonly kind: 'exit';
  readonly body: Body;
}

// ----------------------------------------------------------------------------------------------------- expressions

export type Expr =
  | NumberExpr
  | StringExpr
  | BooleanExpr
  | NameExpr
  | ListExpr
  | RecordExpr
  | MemberExpr
  | IndexExpr
  | CallExpr
  | UnaryExpr
  | BinaryExpr
  | RangeExpr
  | IfExpr
  | ChoiceExpr
  | ChooseExpr
  | AllExpr
  | NotationExpr
  | ErrorExpr;

export type Unit = 'K' | 'M' | 'G' | 'KB' | 'MB' | 'GB' | 'us' | 'ms' | 's' | 'min' | 'h' | '%';

/** `value` is as written, before the unit is applied: `600M` is `{ value: 600, unit: 'M' }`. */
export interface NumberExpr extends Node {
  readonly kind: 'number';
  readonly value: number;
  readonly text: string;
  readonly unit: Unit | undefined;
}

export interface StringExpr extends Node {
  readonly kind: 'string';
  readonly value: string;
}

export interface BooleanExpr extends Node {
  readonly kind: 'boolean';
  readonly value: boolean;
}

export interface NameExpr extends Node {
  readonly kind: 'name';
  readonly name: string;
}

export interface ListExpr extends Node {
  readonly kind: 'list';
  readonly items: readonly Expr[];
}

export interface RecordExpr extends Node {
  readonly kind: 'record';
  readonly entries: readonly RecordEntry[];
}

/** `key` is a plain name, or a decision path such as `Cell.h[2].edge[0]` in an `arch` literal, as written. */
export interface RecordEntry extends Node {
  readonly key: Name;
  readonly value: Expr;
}

/** `in.channels` */
export interface MemberExpr extends Node {
  readonly kind: 'member';
  readonly object: Expr;
  readonly member: Name;
}

/** `stages[2]` */
export interface IndexExpr extends Node {
  readonly kind: 'index';
  readonly object: Expr;
  readonly index: Expr;
}

export interface CallExpr extends Node {
  readonly kind: 'call';
  readonly callee: Expr;
  readonly args: readonly Argument[];
}

/** `name: value` or a positional `value` (`name` undefined). */
export interface Argument extends Node {
  readonly name: Name | undefined;
  readonly value: Expr;
}

export interface UnaryExpr extends Node {
  readonly kind: 'unary';
  readonly operator: '-' | 'not';
  readonly operand: Expr;
}

/** Binding from loose to tight: or; and; not; comparisons and `in`; `..`; + -; * / %; unary -; ** (right). */
export interface BinaryExpr extends Node {
  readonly kind: 'binary';
  readonly operator: '+' | '-' | '*' | '/' | '%' | '**' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'and' | 'or' | 'in';
  readonly left: Expr;
  readonly right: Expr;
}

/** `2..4`, both ends included. */
export interface RangeExpr extends Node {
  readonly kind: 'range';
  readonly from: Expr;
  readonly to: Expr;
}

/** `if c then a else b` */
export interface IfExpr extends Node {
  readonly kind: 'if-expr';
  readonly condition: Expr;
  readonly then: Expr;
  readonly else: Expr;
}

/** `choice D`, `choice D weights [..]`, `choice 0.1..1.0 log` (float ranges; `steps N` grid points, 8 unless told) */
export interface ChoiceExpr extends Node {
  readonly kind: 'choice';
  readonly domain: Expr;
  readonly weights: Expr | undefined;
  readonly log: boolean;
  readonly steps: Expr | undefined;
}

/** `choose K of S`, `choose any of S` (`count` undefined), `with replacement` */
export interface ChooseExpr extends Node {
  readonly kind: 'choose';
  readonly count: Expr | undefined;
  readonly from: Expr;
  readonly replacement: boolean;
}

/** `all earlier` */
export interface AllExpr extends Node {
  readonly kind: 'all';
  readonly of: Expr;
}

/** `nb201 "|nor_conv_3x3~0|+..."`: an architecture in a benchmark's own notation. */
export interface NotationExpr extends Node {
  readonly kind: 'notation';
  readonly notation: Name;
  readonly text: StringExpr;
}

export interface ErrorExpr extends Node {
  readonly kind: 'error';
}

/** A type such as `image[3, resolution, resolution]`, in `input` and `output`. */
export interface TypeExpr extends Node {
  readonly name: Name;
  readonly dimensions: readonly Expr[];
}
