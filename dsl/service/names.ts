/**
 * Every name of a file with what it means, and every scope with where it holds: one pass over the tree, kept with the program. All
 * features that follow names (definition, references, rename, hover, completion, colours) read this.
 */
import { PARAMETER_TYPES } from '../semantics/arguments.ts';
import { preludeText } from '../prelude/prelude.ts';
import { prelude, PRELUDE_FILE, type Program } from '../semantics/program.ts';
import type { Expr, Item, Name, SourceFile, Span } from '../syntax/ast.ts';
import { type CallableDeclaration, type Declared, type Meaning } from './declarations.ts';
import { resolveExperiment, resolveItemName, resolvePart } from './names-of-experiments.ts';
import { resolveBody, resolveExpr } from './names-of-bodies.ts';
import { childScope, declareAll, declareIn, fileScope, valueDeclaration, type Scope } from './scope.ts';

export interface Occurrence {
  readonly span: Span;
  readonly meaning: Meaning;
  /** Whether this is where the name is declared. */
  readonly declares: boolean;
}

export interface ResolvedFile {
  readonly file: string;
  readonly ast: SourceFile;
  readonly text: string;
  /** In the order of the text. */
  readonly occurrences: readonly Occurrence[];
  /** Scopes by where they hold, outer ones first. */
  readonly scopes: readonly { readonly span: Span; readonly scope: Scope }[];
}

/** What the pass over one file carries along. */
export interface Resolving {
  readonly program: Program;
  readonly file: string;
  use(span: Span, meaning: Meaning | undefined): void;
  declare(declared: Declared): void;
  open(span: Span, scope: Scope): void;
}

const resolved = new WeakMap<Program, Map<string, ResolvedFile>>();

/** Undefined where the program has no such file. The operator library is a file of every program. */
export function resolveFile(program: Program, file: string): ResolvedFile | undefined {
  let files = resolved.get(program);
  if (files === undefined) resolved.set(program, (files = new Map()));
  let found = files.get(file);
  if (found === undefined) {
    const source = sourceOf(program, file);
    if (source === undefined) return undefined;
    found = resolve(program, file, source.ast, source.text);
    files.set(file, found);
  }
  return found;
}

function sourceOf(program: Program, file: string): { ast: SourceFile; text: string } | undefined {
  if (file !== PRELUDE_FILE) return program.files.get(file);
  return { ast: prelude().value, text: preludeText };
}

function resolve(program: Program, file: string, ast: SourceFile, text: string): ResolvedFile {
  const occurrences: Occurrence[] = [];
  const scopes: { span: Span; scope: Scope }[] = [];
  const pass: Resolving = {
    program,
    file,
    use: (span, meaning) => {
      if (meaning !== undefined && span.end > span.start) occurrences.push({ span, meaning, declares: false });
    },
    declare: (declared) => {
      if (declared.name.text !== '') occurrences.push({ span: declared.name.span, meaning: declared, declares: true });
    },
    open: (span, scope) => scopes.push({ span, scope }),
  };
  const scope = fileScope(program, file);
  pass.open({ start: 0, end: Number.MAX_SAFE_INTEGER }, scope);
  for (const item of ast.items) resolveItem(pass, item, scope);
  occurrences.sort((a, b) => a.span.start - b.span.start);
  return { file, ast, text, occurrences, scopes };
}

function resolveItem(pass: Resolving, item: Item, scope: Scope): void {
  switch (item.kind) {
    case 'import':
      return;
    case 'space': {
      pass.declare({ kind: 'space', name: item.name, file: pass.file, node: item });
      const inner = childScope(scope);
      declareAll(inner, item.members, pass.file);
      pass.open(item.span, inner);
      for (const member of item.members) {
        if (member.kind === 'input' || member.kind === 'output') {
          pass.use(member.type.name.span, { kind: 'type', word: member.type.name.text });
          for (const dimension of member.type.dimensions) resolveExpr(pass, dimension, inner);
        } else if (member.kind === 'network') resolveBody(pass, member.body, childScope(inner, ['in']));
        else if (member.kind === 'require') resolveExpr(pass, member.condition, inner);
        else resolveItem(pass, member, inner);
      }
      return;
    }
    case 'arch':
      pass.declare({ kind: 'arch', name: item.name, file: pass.file, node: item });
      resolveItemName(pass, 'space', item.space);
      return;
    case 'dataset':
      pass.declare({ kind: 'dataset', name: item.name, file: pass.file, node: item });
      return resolvePart(pass, 'dataset', item.type, item.options);
    case 'evaluator':
      pass.declare({ kind: 'evaluator', name: item.name, file: pass.file, node: item });
      return resolvePart(pass, 'evaluator', item.type, item.options);
    case 'predictor':
      pass.declare({ kind: 'predictor', name: item.name, file: pass.file, node: item });
      return resolvePart(pass, 'predictor', item.type, item.options);
    case 'hypernetwork':
      pass.declare({ kind: 'hypernetwork', name: item.name, file: pass.file, node: item });
      return resolvePart(pass, 'hypernetwork', item.type, item.options);
    case 'experiment':
      pass.declare({ kind: 'experiment', name: item.name, file: pass.file, node: item });
      return resolveExperiment(pass, item, scope);
    default: {
      const declared = valueDeclaration(item, pass.file);
      if (declared !== undefined) resolveValue(pass, declared, scope);
    }
  }
}

/** The name and the inside of an `op`, `block`, `cell`, `opset`, `param` or `let`. */
export function resolveValue(pass: Resolving, declared: Declared, scope: Scope): void {
  pass.declare(declared);
  switch (declared.kind) {
    case 'op':
    case 'block':
    case 'cell':
      resolveCallable(pass, declared, scope);
      break;
    case 'param':
      resolveType(pass, declared.node.type);
      resolveExpr(pass, declared.node.value, scope);
      break;
    case 'opset':
    case 'let':
      resolveExpr(pass, declared.node.value, scope);
      break;
  }
}

function resolveType(pass: Resolving, type: Name | undefined): void {
  if (type !== undefined && PARAMETER_TYPES.includes(type.text)) pass.use(type.span, { kind: 'type', word: type.text });
}

function resolveCallable(pass: Resolving, callable: CallableDeclaration, scope: Scope): void {
  const { node } = callable;
  const inner = childScope(scope, callable.kind === 'cell' ? ['self'] : ['in']);
  pass.open(node.span, inner);
  const defaults = childScope(inner, ['in']);
  for (const parameter of node.params) {
    resolveType(pass, parameter.type);
    pass.open(parameter.span, defaults);
    if (parameter.default !== undefined) resolveExpr(pass, parameter.default, defaults);
    const declared: Declared = {
      kind: 'parameter',
      name: parameter.name,
      file: pass.file,
      node: parameter,
      owner: callable,
    };
    pass.declare(declared);
    declareIn(inner, declared);
  }
  if (callable.kind !== 'op' && callable.node.copyOf !== undefined) resolveExpr(pass, callable.node.copyOf, scope);
  if (callable.kind === 'cell') resolveCell(pass, callable.node.members ?? [], inner);
  else if (callable.node.body !== undefined) resolveBody(pass, callable.node.body, inner);
}

type CellMembers = NonNullable<Extract<CallableDeclaration, { kind: 'cell' }>['node']['members']>;

function resolveCell(pass: Resolving, members: CellMembers, scope: Scope): void {
  const { file } = pass;
  for (const member of members) {
    if (member.kind === 'inputs')
      for (const name of member.names) declareIn(scope, { kind: 'input', name, file, node: name });
    else if (member.kind === 'nodes') declareIn(scope, { kind: 'nodes', name: member.name, file, node: member });
    else if (member.kind === 'param' || member.kind === 'let') {
      const declared = valueDeclaration(member, file);
      if (declared !== undefined) declareIn(scope, declared);
    }
  }
  for (const member of members) {
    switch (member.kind) {
      case 'inputs':
        for (const name of member.names) pass.declare({ kind: 'input', name, file, node: name });
        break;
      case 'nodes': {
        pass.declare({ kind: 'nodes', name: member.name, file, node: member });
        resolveExpr(pass, member.count, scope);
        const inner = childScope(scope, ['earlier', 'previous', 'in']);
        pass.open(member.span, inner);
        const parts: (Expr | undefined)[] = [member.from, member.edge, member.op];
        for (const part of parts) if (part !== undefined) resolveExpr(pass, part, inner);
        if (member.merge !== undefined) pass.use(member.merge.span, { kind: 'word', word: member.merge.text });
        break;
      }
      case 'cell-output': {
        const inner = childScope(scope, ['earlier', 'last', 'loose']);
        pass.open(member.span, inner);
        resolveExpr(pass, member.value, inner);
        break;
      }
      case 'require':
        resolveExpr(pass, member.condition, scope);
        break;
      default: {
        const declared = valueDeclaration(member, file);
        if (declared !== undefined) resolveValue(pass, declared, scope);
      }
    }
  }
}

/** The innermost scope at an offset. */
export function scopeAt(file: ResolvedFile, offset: number): Scope | undefined {
  let best: { span: Span; scope: Scope } | undefined;
  for (const each of file.scopes) {
    const { start, end } = each.span;
    if (start > offset || offset > end) continue;
    if (best === undefined || end - start <= best.span.end - best.span.start) best = each;
  }
  return best?.scope;
}

/** The name under the cursor; where two touch, the one that begins there. */
export function occurrenceAt(file: ResolvedFile, offset: number): Occurrence | undefined {
  return file.occurrences.findLast(({ span }) => span.start <= offset && offset <= span.end);
}
