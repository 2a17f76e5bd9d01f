/** From a `space` declaration to its model: traces the network and the requirements. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { features, image, showShape, tokens, type Shape } from '../graph/shape.ts';
import { bind, child, declare, type Environment } from '../semantics/environment.ts';
import { evaluate, resolveBinding } from '../semantics/evaluate.ts';
import { lift, TABLE_LIMIT } from '../semantics/lifted.ts';
import { placeOf, settle, type Flow, type Machine } from '../semantics/machine.ts';
import { problem } from '../semantics/problem.ts';
import { fileEnvironment, type Program } from '../semantics/program.ts';
import { runBody } from '../semantics/statements.ts';
import { isError, isShape, REPORTED, type Value } from '../semantics/values.ts';
import { nearest } from '../semantics/suggest.ts';
import type { SpaceItem, TypeExpr } from '../syntax/ast.ts';
import { compileCellConstraint } from './cell-constraint.ts';
import { impossibleCosts } from './cost-bounds.ts';
import { metricNames } from './metric-names.ts';
import type { CellFactor, SpaceModel } from './model.ts';
import { reportPredicted, traceRequirements } from './requirements.ts';
import { countRaw } from './size.ts';
import { TooManySteps } from './too-many-steps.ts';
import { endTrace } from './end-trace.ts';
import { startTrace, type Trace } from './trace.ts';
import { checkExits, costExits } from './traced-exits.ts';

/** Alternatives that are tried to count a space. */
const COUNT_LIMIT = 500_000;

interface ShapeKind {
  /** What its sizes are. */
  readonly sizes: readonly string[];
  readonly make: (sizes: number[]) => Shape;
}

const SHAPES: Readonly<Record<string, ShapeKind>> = {
  image: { sizes: ['channels', 'height', 'width'], make: ([c, h, w]) => image(c as number, h as number, w as number) },
  tokens: { sizes: ['count', 'width'], make: ([n, d]) => tokens(n as number, d as number) },
  features: { sizes: ['width'], make: ([d]) => features(d as number) },
  logits: { sizes: ['classes'], make: ([k]) => ({ kind: 'logits', classes: k as number }) },
};

export interface TracedSpace {
  readonly model: SpaceModel;
  /** Declarations that the network uses, for "never used". */
  readonly used: ReadonlySet<object>;
}

export function traceSpace(program: Program, item: SpaceItem, file: string): TracedSpace {
  const trace = startTrace(program);
  const environment = spaceEnvironment(program, item, file);
  const input = runSpace(trace, environment, item, (flow, declared) => {
    checkOutput(trace, flow, declared, environment, item);
    if (declared !== undefined) checkExits(trace, declared, fits);
  });
  const exits = costExits(program, trace);
  const { costs, predicted } = traceRequirements(trace, environment, item);
  endTrace(trace);
  reportPredicted(trace, environment, predicted);
  for (const factor of trace.cellFactors) checkCompiles(trace, factor);
  const model: SpaceModel = {
    name: item.name.text,
    file,
    item,
    decisions: trace.decisions,
    tables: trace.tables,
    cells: trace.cellFactors,
    structures: trace.structures,
    costs,
    predicted,
    terms: trace.terms,
    exits,
    termsComplete: trace.termsComplete,
    followed: trace.followed,
    sites: trace.sites,
    diagnostics: trace.diagnostics,
    sound: input && !trace.diagnostics.some((found) => found.severity === 'error'),
  };
  if (!model.sound) return { model, used: trace.used };
  const empty = impossibleCosts(model, (condition) => metricNames(condition, environment));
  const found = [
    ...empty.map(({ place }) => diagnostic('require-always-false', place, undefined as never)),
    ...checkCountable(model),
  ];
  return {
    model: { ...model, diagnostics: [...model.diagnostics, ...found], sound: found.length === 0 },
    used: trace.used,
  };
}

/** Structural requirements are tested so often that their cell must be known in tables. */
function checkCompiles(trace: Trace, factor: CellFactor): void {
  if (trace.work.stopped || compileCellConstraint(trace, factor) !== undefined) return;
  const what = `the number of structures of cell "${factor.structure.name}" behind this requirement`;
  settle(trace, problem('space-too-deep', placeOf(factor.environment, factor.condition), { what, limit: TABLE_LIMIT }));
}

/** Decisions that switch each other on and off in so many ways that there is no telling how many architectures there are. */
function checkCountable(model: SpaceModel): Diagnostic[] {
  try {
    countRaw(model, COUNT_LIMIT);
    return [];
  } catch (error) {
    if (!(error instanceof TooManySteps)) throw error;
    const what = 'the number of combinations that switch decisions on and off';
    return [
      diagnostic('space-too-deep', { file: model.file, span: model.item.name.span }, { what, limit: COUNT_LIMIT }),
    ];
  }
}

/** The scope of a space's members, fresh for one run. */
export function spaceEnvironment(program: Program, item: SpaceItem, file: string): Environment {
  const environment = child(fileEnvironment(program, file), '');
  declare(environment, item.members);
  return environment;
}

/**
 * Evaluates parameters, then runs the network: `begin` gets the input's shape before, `finish` the result and the declared output
 * after. False without a network.
 */
export function runSpace(
  machine: Machine,
  environment: Environment,
  item: SpaceItem,
  finish: (result: Flow, declared: Value | undefined) => void,
  begin: (input: Value) => void = () => undefined,
): boolean {
  for (const member of item.members) {
    if (member.kind !== 'param') continue;
    const binding = environment.bindings.get(member.name.text);
    if (binding !== undefined) {
      const value = settle(machine, resolveBinding(machine, member.name.text, binding));
      bind(environment, member.name.text, value);
    }
  }
  const inputs = item.members.filter((member) => member.kind === 'input');
  const outputs = item.members.filter((member) => member.kind === 'output');
  const networks = item.members.filter((member) => member.kind === 'network');
  const of = `space "${item.name.text}"`;
  for (const [members, what] of [
    [inputs, 'input'],
    [outputs, 'output'],
    [networks, 'network'],
  ] as const) {
    if (members.length === 0)
      settle(machine, problem('missing-member', placeOf(environment, item.name), { what: `"${what}"`, of }));
    for (const extra of members.slice(1))
      settle(machine, problem('duplicate-name', placeOf(environment, extra), { name: what, what: 'the member' }));
  }
  const [input] = inputs;
  const [network] = networks;
  if (input === undefined || network === undefined) return false;
  const shape = settle(machine, evaluateType(machine, environment, input.type));
  begin(shape);
  const entry: Flow = { shape, node: 0, width: undefined };
  const result = runBody(machine, child(environment, 'network'), network.body, entry, true).current;
  const [output] = outputs;
  finish(result, output === undefined ? undefined : settle(machine, evaluateType(machine, environment, output.type)));
  return true;
}

export function evaluateType(machine: Machine, environment: Environment, type: TypeExpr): Value {
  const place = placeOf(environment, type);
  const name = type.name.text;
  if (name === '') return REPORTED;
  const kind = SHAPES[name];
  if (kind === undefined) {
    const suggestion = nearest(name, Object.keys(SHAPES));
    return problem('unknown-name', placeOf(environment, type.name), {
      name,
      what: 'kind of value',
      ...(suggestion === undefined ? { known: Object.keys(SHAPES).map(written).join(', ') } : { suggestion }),
    });
  }
  if (type.dimensions.length !== kind.sizes.length) {
    const { length } = kind.sizes;
    return problem('invalid-value', place, {
      what: written(name),
      why: `takes ${length} ${length === 1 ? 'size' : 'sizes'}, not ${type.dimensions.length}`,
    });
  }
  const sizes = type.dimensions.map((dimension) => evaluate(machine, environment, dimension));
  return lift(sizes, (concrete) => {
    const bad = concrete.find(isError);
    if (bad !== undefined) return bad;
    const wrong = concrete.findIndex(
      (size) => typeof size !== 'number' || !Number.isInteger(size) || size < 1 || size > 1e6,
    );
    const dimension = type.dimensions[wrong];
    if (dimension !== undefined) {
      return problem('invalid-value', placeOf(environment, dimension), {
        what: 'a size',
        why: 'must be a whole number from 1 to 1000000',
      });
    }
    return { kind: 'shape', shape: kind.make(concrete as number[]) };
  });
}

/** Such as `image[channels, height, width]`. */
const written = (kind: string): string => `${kind}[${SHAPES[kind]?.sizes.join(', ') ?? ''}]`;

function checkOutput(
  machine: Machine,
  result: Flow,
  declared: Value | undefined,
  environment: Environment,
  item: SpaceItem,
): void {
  const member = item.members.find((candidate) => candidate.kind === 'output');
  if (declared === undefined || member === undefined) return;
  settle(
    machine,
    lift([result.shape, declared], ([actual, expected]) => {
      if (!isShape(actual as Value) || !isShape(expected as Value)) return REPORTED;
      const a = (actual as unknown as { shape: Shape }).shape;
      const e = (expected as unknown as { shape: Shape }).shape;
      if (fits(a, e)) return true;
      return problem('output-mismatch', placeOf(environment, member), {
        expected: showShape(e),
        actual: showShape(a),
        alternatives: '',
      });
    }),
  );
}

/** Logits are features of the declared number, also as an image of one position. */
function fits(actual: Shape, declared: Shape): boolean {
  if (showShape(actual) === showShape(declared)) return true;
  if (declared.kind !== 'logits' && declared.kind !== 'features') return false;
  const wanted = declared.kind === 'logits' ? declared.classes : declared.width;
  if (actual.kind === 'features') return actual.width === wanted;
  return actual.kind === 'image' && actual.height === 1 && actual.width === 1 && actual.channels === wanted;
}

export { metricNames } from './metric-names.ts';
