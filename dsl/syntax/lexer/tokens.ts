/**
 * The token types of the language and what the scanner records about each token.
 *
 * Keywords are contextual: nearly all of them belong to `Word` (anything shaped like an identifier: keys, member names, argument
 * names) and most also to `NameWord` (usable as a name in an expression or declaration). Only words that begin or join an
 * expression or a statement are kept out of `NameWord`.
 */
import { createToken, Lexer, type IToken, type TokenType } from 'chevrotain';

/** A token of the source, with what the grammar needs beyond chevrotain's fields. Offsets are UTF-16; `endOffset` is inclusive. */
export interface Token extends IToken {
  endOffset: number;
  /** Whether a line break lies between this token and the one before it. */
  readonly newlineBefore: boolean;
  /** Number of brackets open around this token; a closing bracket has the depth of its opening one. */
  depth: number;
  /** The `///` lines directly above this token. */
  readonly doc: string | undefined;
}

const type = (name: string, categories: TokenType[], label?: string): TokenType =>
  createToken({ name, pattern: Lexer.NA, categories, ...(label === undefined ? {} : { label }) });

/** Anything shaped like an identifier, keywords included. */
export const Word = type('Word', []);
/** A word that may name something. */
export const NameWord = type('NameWord', []);
export const BinaryOperator = type('BinaryOperator', []);
export const PrefixOperator = type('PrefixOperator', []);
export const Separator = type('Separator', []);
export const BooleanWord = type('BooleanWord', []);

export const Identifier = type('Identifier', [Word, NameWord], 'a name');
export const NumberToken = type('Number', [], 'a number');
export const StringToken = type('String', [], 'a string');

const keywords = new Map<string, TokenType>();
function keyword(text: string, categories: TokenType[]): TokenType {
  const made = type(text[0]?.toUpperCase() + text.slice(1), [Word, ...categories], `"${text}"`);
  keywords.set(text, made);
  return made;
}
/** A keyword that may also be a name where a name is expected. */
const contextual = (text: string): TokenType => keyword(text, [NameWord]);
const reserved = (text: string, categories: TokenType[] = []): TokenType => keyword(text, categories);

export const Import = contextual('import');
export const Space = contextual('space');
export const Cell = contextual('cell');
export const Block = contextual('block');
export const Native = contextual('native');
export const Op = contextual('op');
export const Opset = contextual('opset');
export const Arch = contextual('arch');
export const Dataset = contextual('dataset');
export const Evaluator = contextual('evaluator');
export const Predictor = contextual('predictor');
export const Hypernetwork = contextual('hypernetwork');
export const Experiment = contextual('experiment');
export const Input = contextual('input');
export const Output = contextual('output');
export const Network = contextual('network');
export const Inputs = contextual('inputs');
export const Nodes = contextual('nodes');
export const From = contextual('from');
export const Edge = contextual('edge');
export const Merge = contextual('merge');
export const As = contextual('as');
export const When = contextual('when');
export const With = contextual('with');
export const Replacement = contextual('replacement');
export const Weights = contextual('weights');
export const Log = contextual('log');
export const Steps = contextual('steps');
export const Maximize = contextual('maximize');
export const Minimize = contextual('minimize');

export const Param = reserved('param');
export const Let = reserved('let');
export const Require = reserved('require');
export const For = reserved('for');
export const Repeat = reserved('repeat');
export const Residual = reserved('residual');
export const Gate = reserved('gate');
export const Branches = reserved('branches');
export const Exit = reserved('exit');
export const If = reserved('if');
export const Then = reserved('then');
export const Else = reserved('else');
export const Choice = reserved('choice');
export const Choose = reserved('choose');
export const Any = reserved('any');
export const All = reserved('all');
export const Of = reserved('of');
export const True = reserved('true', [BooleanWord]);
export const False = reserved('false', [BooleanWord]);
export const Not = reserved('not', [PrefixOperator]);
export const And = reserved('and', [BinaryOperator]);
export const Or = reserved('or', [BinaryOperator]);
export const In = keyword('in', [NameWord, BinaryOperator]);

const punctuation = (name: string, text: string, categories: TokenType[] = []): TokenType =>
  type(name, categories, `"${text}"`);

export const LParen = punctuation('LParen', '(');
export const RParen = punctuation('RParen', ')');
export const LSquare = punctuation('LSquare', '[');
export const RSquare = punctuation('RSquare', ']');
export const LCurly = punctuation('LCurly', '{');
export const RCurly = punctuation('RCurly', '}');
export const Comma = punctuation('Comma', ',', [Separator]);
export const Semicolon = punctuation('Semicolon', ';', [Separator]);
export const Colon = punctuation('Colon', ':');
export const Dot = punctuation('Dot', '.');
export const Hash = punctuation('Hash', '#');
export const Assign = punctuation('Assign', '=');
export const Flow = punctuation('Flow', '>>');
export const DotDot = punctuation('DotDot', '..', [BinaryOperator]);
export const Plus = punctuation('Plus', '+', [BinaryOperator]);
export const Minus = punctuation('Minus', '-', [BinaryOperator, PrefixOperator]);
export const Times = punctuation('Times', '*', [BinaryOperator]);
export const Divide = punctuation('Divide', '/', [BinaryOperator]);
export const Modulo = punctuation('Modulo', '%', [BinaryOperator]);
export const Power = punctuation('Power', '**', [BinaryOperator]);
export const Equal = punctuation('Equal', '==', [BinaryOperator]);
export const Unequal = punctuation('Unequal', '!=', [BinaryOperator]);
export const Less = punctuation('Less', '<', [BinaryOperator]);
export const AtMost = punctuation('AtMost', '<=', [BinaryOperator]);
export const Greater = punctuation('Greater', '>', [BinaryOperator]);
export const AtLeast = punctuation('AtLeast', '>=', [BinaryOperator]);

export const keywordTypes: ReadonlyMap<string, TokenType> = keywords;

/** Every type, categories first, for the parser's vocabulary. */
export const vocabulary: readonly TokenType[] = [
  ...[Word, NameWord, BinaryOperator, PrefixOperator, Separator, BooleanWord, Identifier, NumberToken, StringToken],
  ...keywords.values(),
  ...[LParen, RParen, LSquare, RSquare, LCurly, RCurly, Comma, Semicolon, Colon, Dot, Hash, Assign, Flow, DotDot],
  ...[Plus, Minus, Times, Divide, Modulo, Power, Equal, Unequal, Less, AtMost, Greater, AtLeast],
];

/** Words that begin a declaration, and so cannot be the value that is missing before them. */
export const declarationWords: ReadonlySet<TokenType> = new Set([
  ...[Import, Space, Cell, Block, Native, Op, Opset, Param, Let, Arch, Dataset, Evaluator, Predictor, Hypernetwork],
  Experiment,
  ...[Input, Output, Network, Inputs, Nodes, From, Edge, Merge, Require, Maximize, Minimize],
]);

/** Words that follow a value and so tell that the word before them is one. */
export const joiningWords: ReadonlySet<TokenType> = new Set([
  ...[And, Or, In, Then, Else, Of, Weights, Log, Steps, With, As, When],
]);

/** Words that begin an item of a file (and, except the declarations a space may hold, nothing else). */
export const itemWords: ReadonlySet<TokenType> = new Set([
  ...[Import, Space, Cell, Block, Native, Op, Opset, Param, Let, Arch, Dataset, Evaluator, Predictor, Hypernetwork],
  Experiment,
]);
