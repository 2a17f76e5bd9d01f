/**
 * Where what a name holds is declared: of a parameter, decision or value the operators, blocks and cells that it can be; of a copy the
 * original; of an architecture or experiment its space. In `arch` literals the operator that is chosen.
 */
import { analysisOf } from '../semantics/analysis.ts';
import type { Program } from '../semantics/program.ts';
import { isOp, show } from '../semantics/values.ts';
import { canonicalValue } from '../space/architecture-text.ts';
import type { ArchItem, ExperimentItem, Expr, Span } from '../syntax/ast.ts';
import { isDeclared, keyOf, type Declared } from './declarations.ts';
import { nodesAt } from './locate.ts';
import { itemDeclarations } from './names-of-experiments.ts';
import { occurrenceAt, resolveFile, scopeAt, type ResolvedFile } from './names.ts';
import { meaningOf, originalOf } from './scope.ts';

export interface TypeTarget {
  readonly file: string;
  readonly span: Span;
  readonly whole: Span;
}

export interface TypeDefinitions {
  /** What was asked about. */
  readonly origin: Span;
  readonly targets: readonly TypeTarget[];
}

export function typeDefinitions(program: Program, file: string, offset: number): TypeDefinitions | undefined {
  const resolved = resolveFile(program, file);
  if (resolved === undefined) return undefined;
  const found = occurrenceAt(resolved, offset);
  if (found === undefined) return inArch(program, resolved, offset);
  if (!isDeclared(found.meaning)) return undefined;
  const unique = new Map(typesOf(program, found.meaning, new Set()).map((each) => [keyOf(each), each]));
  const targets = [...unique.values()].map(({ file: at, name, node }) => ({
    ...{ file: at, span: name.span, whole: node.span },
  }));
  return targets.length === 0 ? undefined : { origin: found.span, targets };
}

/** `seen` ends circles of values. */
function typesOf(program: Program, declared: Declared, seen: Set<object>): Declared[] {
  if (seen.has(declared.node)) return [];
  seen.add(declared.node);
  const values = (exprs: readonly (Expr | undefined)[]): Declared[] =>
    exprs.flatMap((expr) => (expr === undefined ? [] : heldBy(program, declared.file, expr, seen)));
  switch (declared.kind) {
    case 'op':
    case 'block':
    case 'cell': {
      const home = resolveFile(program, declared.file);
      const scope = home && scopeAt(home, declared.node.span.start);
      return scope === undefined ? [declared] : [originalOf(declared, scope)];
    }
    case 'param':
    case 'let':
    case 'opset':
      return values([declared.node.value]);
    case 'parameter':
      return values([declared.node.default]);
    case 'variable':
      return values([declared.node]);
    case 'nodes':
      return values([declared.node.edge, declared.node.op]);
    case 'arch':
      return spacesNamed(program, declared.file, declared.node.space.text);
    case 'experiment':
      return spacesNamed(program, declared.file, spaceOf(declared.node));
    case 'space':
    case 'dataset':
    case 'evaluator':
    case 'predictor':
    case 'hypernetwork':
      return [declared];
    case 'input':
      return [];
  }
}

/** The operators, blocks and cells that a value is or picks from; those in arguments are not among them. */
function heldBy(program: Program, file: string, expr: Expr, seen: Set<object>): Declared[] {
  const parts = (...exprs: readonly Expr[]): Declared[] => exprs.flatMap((part) => heldBy(program, file, part, seen));
  switch (expr.kind) {
    case 'name': {
      const home = resolveFile(program, file);
      const meaning = home && meaningOf(scopeAt(home, expr.span.start), expr.name);
      return meaning !== undefined && isDeclared(meaning) ? typesOf(program, meaning, seen) : [];
    }
    case 'call':
      return parts(expr.callee);
    case 'list':
      return parts(...expr.items);
    case 'choice':
      return parts(expr.domain);
    case 'choose':
      return parts(expr.from);
    case 'if-expr':
      return parts(expr.then, expr.else);
    case 'index':
      return parts(expr.object);
    case 'all':
      return parts(expr.of);
    case 'binary':
      return expr.operator === '+' ? parts(expr.left, expr.right) : [];
    default:
      return [];
  }
}

const spaceOf = ({ members }: ExperimentItem): string => {
  const field = members.find((member) => member.kind === 'field' && member.key.text === 'space');
  return field?.kind === 'field' && field.value.kind === 'name' ? field.value.name : '';
};

const spacesNamed = (program: Program, file: string, name: string): Declared[] =>
  itemDeclarations(program, 'space', file)
    .filter((each) => each.name.text === name)
    .slice(0, 1);

/** On a path all operators that the decision picks from, on a value the one that it is. */
function inArch(program: Program, { ast, file }: ResolvedFile, offset: number): TypeDefinitions | undefined {
  const arch = nodesAt(ast, offset).find((node): node is ArchItem => node.kind === 'arch');
  if (arch?.value.kind !== 'record') return undefined;
  const entry = arch.value.entries.find(({ span }) => span.start <= offset && offset <= span.end);
  const analysed = analysisOf(program).spaceNamed(arch.space.text, file);
  const decision = analysed?.model.decisions.find(({ path }) => path === entry?.key.text);
  if (entry === undefined || analysed === undefined || decision === undefined) return undefined;
  const onKey = offset <= entry.key.span.end;
  const wanted = canonicalValue(entry.value);
  const targets = decision.alternatives.flatMap((value): TypeTarget[] => {
    if (!isOp(value) || !(onKey || show(value) === wanted)) return [];
    const { item, environment } = value;
    const { span } = analysed.toProgram({ file: environment.file, span: item.name.span });
    const whole = analysed.toProgram({ file: environment.file, span: item.span }).span;
    return [{ file: environment.file, span, whole }];
  });
  if (targets.length === 0) return undefined;
  const unique = new Map(targets.map((target) => [`${target.file} ${target.span.start}`, target]));
  return { origin: onKey ? entry.key.span : entry.value.span, targets: [...unique.values()] };
}
