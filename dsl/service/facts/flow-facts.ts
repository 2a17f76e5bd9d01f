/** Which shapes flow where the cursor stands in a body, and which operators take them. */
import { showShape, type Shape } from '../../graph/shape.ts';
import { preludeEnvironment, PRELUDE_FILE, type Program } from '../../semantics/program.ts';
import { lookUp, type Environment } from '../../semantics/environment.ts';
import { captured, concreteCaptures, expandOperator } from '../../semantics/operators.ts';
import { startWork } from '../../semantics/machine.ts';
import { isError, isLifted, type Concrete, type OpValue, type Value } from '../../semantics/values.ts';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import { startTrace } from '../../space/trace.ts';
import { spaceEnvironment } from '../../space/trace-space.ts';
import type { Body, OpItem, Parameter, SpaceItem, Statement } from '../../syntax/ast.ts';
import type { TreeNode } from '../locate.ts';
import { spaceFacts } from './space-facts.ts';

/** Shapes that are looked at: the first and the last of those that may flow. */
const SHAPES = 2;

/** A place in a network or block of a space, with what flows there; undefined where no space has followed it. */
export interface FlowHere {
  readonly space: SpaceItem;
  readonly shapes: readonly Shape[];
}

/** `nodes` lie around the cursor, outermost first; `before` is where the word at the cursor begins. */
export function flowAt(
  program: Program,
  file: string,
  nodes: readonly TreeNode[],
  before: number,
): FlowHere | undefined {
  const space = nodes.find((node): node is TreeNode & SpaceItem => node.kind === 'space');
  const body = nodes.findLast((node): node is TreeNode & Body => 'statements' in node && node.span.start < before);
  if (space === undefined || body === undefined) return undefined;
  const { analysed } = spaceFacts(program, space, file);
  const { flows } = analysed.result.model.sites;
  const ends = body.statements.flatMap(endsOf).filter((end) => end <= before);
  for (const offset of [...ends.sort((a, b) => b - a), body.span.start]) {
    const at = analysed.toCut({ file, span: { start: offset, end: offset } });
    const found = at && flows.get(`${at.file}:${at.span.start}`);
    // What an unknown operator makes is not known: what entered it says more than nothing.
    if (found === undefined || found.shapes.size === 0) continue;
    const shapes = [...found.shapes.values()];
    const ends = shapes.length > SHAPES ? [shapes[0], shapes.at(-1)] : shapes;
    return { space, shapes: ends.filter((shape) => shape !== undefined) };
  }
  return undefined;
}

const endsOf = (statement: Statement): number[] => [
  statement.span.end,
  ...(statement.kind === 'chain' ? statement.steps.map(({ span }) => span.end) : []),
];

/** Tells why operators do not take what flows, with their defaults; undefined where one does, or where that is not known. */
export function makeFit(
  program: Program,
  file: string,
  { space, shapes }: FlowHere,
): (op: OpItem, owner: string) => string | undefined {
  let tools: { environment: Environment; machine: ReturnType<typeof startTrace> } | undefined;
  return (item, owner) => {
    tools ??= { environment: spaceEnvironment(program, space, file), machine: startTrace(program) };
    const environment = owner === PRELUDE_FILE ? preludeEnvironment() : homeOf(tools.environment, item);
    const args = environment && requiredArguments(item, environment);
    if (environment === undefined || args === undefined) return undefined;
    const op: OpValue = { kind: 'op', item, environment, args };
    const captures = captured(tools.machine, op);
    const values = captures.map(({ value }) => anyOf(value));
    if (values.some((value) => value === undefined || isError(value))) return undefined;
    for (const shape of shapes) {
      const place = { file, span: item.span };
      const outer = concreteCaptures(captures, values as readonly Concrete[]);
      const made = expandOperator(program.expansions, op, args, outer, shape, place, startWork());
      if ('expansion' in made || made.problem === undefined) continue;
      const { code, parameters } = made.problem;
      const { message } = diagnostic(code, place, parameters as never);
      return `not for ${showShape(shape)}: ${message}`;
    }
    return undefined;
  };
}

/** The scope that declares an operator, where that is visible in the space. */
function homeOf(environment: Environment, item: OpItem): Environment | undefined {
  const binding = lookUp(environment, item.name.text);
  return binding?.kind === 'declared' && binding.item === item ? binding.environment : undefined;
}

function anyOf(value: Value): Concrete | undefined {
  return isLifted(value) ? value.table[0] : (value as Concrete);
}

/** Small values for the parameters that have no default; undefined where there is none for a type. */
function requiredArguments(item: OpItem, environment: Environment): Map<string, Concrete> | undefined {
  const args = new Map<string, Concrete>();
  for (const parameter of item.params) {
    if (parameter.default !== undefined) continue;
    const value = smallValue(parameter, environment);
    if (value === undefined) return undefined;
    args.set(parameter.name.text, value);
  }
  return args;
}

function smallValue({ type }: Parameter, environment: Environment): Concrete | undefined {
  switch (type?.text) {
    case undefined:
    case 'int':
    case 'number':
      return 1;
    case 'float':
      return 0.5;
    case 'bool':
      return false;
    case 'activation': {
      const binding = lookUp(environment, 'relu');
      if (binding?.kind !== 'declared' || binding.item.kind !== 'op') return undefined;
      return { kind: 'op', item: binding.item, environment: binding.environment, args: new Map() };
    }
    default:
      return undefined;
  }
}
