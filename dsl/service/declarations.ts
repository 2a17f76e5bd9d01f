/** What a name can stand for, as plain data: declarations of the text, and words with a meaning of their own. */
import type { Metric } from '../semantics/metrics.ts';
import type {
  ArchItem,
  BlockItem,
  CellItem,
  DatasetItem,
  EvaluatorItem,
  ExperimentItem,
  Expr,
  HypernetworkItem,
  LetItem,
  Name,
  NodesMember,
  OpItem,
  OpsetItem,
  Parameter,
  ParamItem,
  PredictorItem,
  SpaceItem,
} from '../syntax/ast.ts';

interface Named<K extends string, N> {
  readonly kind: K;
  readonly name: Name;
  readonly file: string;
  readonly node: N;
}

/** An operator, block or cell: what can be applied. */
export type CallableDeclaration = Named<'op', OpItem> | Named<'block', BlockItem> | Named<'cell', CellItem>;

export type Declared =
  | CallableDeclaration
  | Named<'opset', OpsetItem>
  | Named<'param', ParamItem>
  | Named<'let', LetItem>
  | (Named<'parameter', Parameter> & { readonly owner: CallableDeclaration })
  | Named<'input', Name>
  | Named<'nodes', NodesMember>
  /** Of a `for` or `repeat`, with the expression that it runs over. */
  | Named<'variable', Expr>
  | Named<'space', SpaceItem>
  | Named<'arch', ArchItem>
  | Named<'dataset', DatasetItem>
  | Named<'evaluator', EvaluatorItem>
  | Named<'predictor', PredictorItem>
  | Named<'hypernetwork', HypernetworkItem>
  | Named<'experiment', ExperimentItem>;

/** A word of the language itself. */
export interface BuiltIn {
  readonly kind: 'function' | 'metric' | 'word' | 'cell-parameter' | 'type' | 'option-kind';
  readonly word: string;
  /** Of a metric in an experiment, whose evaluator may declare it. */
  readonly metric?: Metric;
}

export type Meaning = Declared | BuiltIn;

export const isDeclared = (meaning: Meaning): meaning is Declared => 'node' in meaning;

export const isCallable = (meaning: Meaning | undefined): meaning is CallableDeclaration =>
  meaning?.kind === 'op' || meaning?.kind === 'block' || meaning?.kind === 'cell';

/** Equal for two sights of one declaration, also from different programs. */
export const keyOf = ({ kind, file, name }: Declared): string => `${kind} ${file} ${name.span.start}`;

/** Name spaces that items of a kind have for themselves. */
export const ITEM_KINDS = ['space', 'arch', 'dataset', 'evaluator', 'predictor', 'hypernetwork', 'experiment'] as const;
