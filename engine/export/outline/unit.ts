/**
 * Units: groups of equal keys taken together. Numbers in which they differ become parameters of the unit (anti-unification); numbers that vary
 * together are one parameter; numbers that are the same everywhere stay as they are.
 */
import { channelsOf } from '../../../dsl/graph/shape.ts';
import type { Argument, Call } from './call.ts';
import type { Group, Step } from './group.ts';
import { Names, pascalCase, snakeCase } from './names.ts';

/** A class or a function of the exported source. */
export interface Unit {
  readonly name: string;
  readonly kind: Group['kind'];
  readonly inputs: readonly string[];
  readonly parameters: readonly string[];
  readonly steps: readonly UnitStep[];
  readonly output: number;
}

export interface UnitStep {
  readonly label: string;
  readonly inputs: readonly number[];
  readonly body:
    | { readonly calls: readonly UnitCall[] }
    | { readonly expression: (inputs: readonly string[]) => string }
    | { readonly unit: Unit; readonly args: readonly UnitArgument[] };
}

export interface UnitCall {
  readonly callee: string;
  readonly style: Call['style'];
  readonly args: readonly UnitArgument[];
}

/** As it stands in the source; the name is undefined for positional ones. */
export interface UnitArgument {
  readonly name: string | undefined;
  readonly text: string;
}

/** A number of a group that may differ from group to group. */
interface Slot {
  readonly name: string;
  readonly family: string;
  readonly value: number;
}

interface Template {
  readonly unit: Unit;
  readonly parameters: readonly { readonly name: string; readonly family: string; readonly slot: number }[];
}

/**
 * The units of a network, those that others are made of first, the network last.
 * @param style how units are named: classes in Pascal case, functions in snake case
 */
export function unitsOf(network: Group, style: 'class' | 'function', taken: Iterable<string>): readonly Unit[] {
  const instances = new Map<string, Group[]>();
  collect(network, instances);
  const names = new Names(taken);
  const templates = new Map<string, Template>();
  const byHeight = [...instances.values()].sort((a, b) => (a[0]?.height ?? 0) - (b[0]?.height ?? 0));
  const wanted = style === 'class' ? pascalCase : snakeCase;
  // In the order in which a reader of the network meets them.
  const named = new Map([...instances].map(([key, [group]]) => [key, names.take(wanted(group?.title ?? ''))]));
  for (const groups of byHeight) {
    const [group] = groups;
    if (group === undefined) continue;
    templates.set(group.key, template(named.get(group.key) ?? '', group, groups, templates));
  }
  return [...templates.values()].map(({ unit }) => unit);
}

function collect(group: Group, instances: Map<string, Group[]>): void {
  instances.set(group.key, [...(instances.get(group.key) ?? []), group]);
  for (const { body } of group.steps) if ('group' in body) collect(body.group, instances);
}

/** All numbers of a group in order; of groups within, the values of their parameters. */
function slotsOf(group: Group, templates: ReadonlyMap<string, Template>): readonly Slot[] {
  return group.steps.flatMap(({ body }): readonly Slot[] => {
    if ('group' in body) {
      const { parameters } = templateOf(body.group, templates);
      const inner = slotsOf(body.group, templates);
      return parameters.flatMap(({ name, family, slot }) => {
        const value = inner[slot]?.value;
        return value === undefined ? [] : [{ name, family, value }];
      });
    }
    if ('expression' in body.piece) return [];
    return body.piece.calls.flatMap((call) =>
      call.args.flatMap((arg) =>
        isSlot(arg) ? [{ name: arg.name, family: arg.family ?? arg.name, value: arg.value }] : [],
      ),
    );
  });
}

function isSlot(arg: Argument): arg is Argument & { readonly value: number } {
  return typeof arg.value === 'number' && arg.follows === undefined;
}

function templateOf(group: Group, templates: ReadonlyMap<string, Template>): Template {
  const found = templates.get(group.key);
  if (found === undefined) throw new Error(`${group.title} is used before it is made`);
  return found;
}

function template(
  name: string,
  group: Group,
  groups: readonly Group[],
  templates: ReadonlyMap<string, Template>,
): Template {
  const columns = groups.map((each) => slotsOf(each, templates));
  const slots = columns[0] ?? [];
  const entering = groups.map(({ from }) => channelsOf(from)).join(',');
  const leaving = groups.map(({ to }) => channelsOf(to)).join(',');
  const names = new Names(group.inputs);
  const parameters: { name: string; family: string; slot: number }[] = [];
  const known = new Map<string, string>();
  const written = slots.map((slot, i) => {
    const values = columns.map((column) => column[i]?.value ?? 0);
    if (values.every((value) => value === slot.value)) return String(slot.value);
    const key = `${slot.family}:${values.join(',')}`;
    const existing = known.get(key);
    if (existing !== undefined) return existing;
    const chosen = names.take(parameterName(slot, values.join(','), entering, leaving));
    known.set(key, chosen);
    parameters.push({ name: chosen, family: slot.family, slot: i });
    return chosen;
  });
  const { kind, inputs, output } = group;
  const steps = writeSteps(group.steps, written, templates);
  const unit: Unit = { name, kind, inputs, parameters: parameters.map((each) => each.name), steps, output };
  return { unit, parameters };
}

function parameterName({ name, family }: Slot, values: string, entering: string, leaving: string): string {
  if (family !== 'channels') return name;
  if (values === entering) return values === leaving ? 'channels' : 'in_channels';
  return values === leaving ? 'out_channels' : 'hidden_channels';
}

/** `written`: the texts of the group's slots, in order. */
function writeSteps(
  steps: readonly Step[],
  written: readonly string[],
  templates: ReadonlyMap<string, Template>,
): readonly UnitStep[] {
  let slot = 0;
  const next = (): string => written[slot++] ?? '';
  return steps.map(({ label, inputs, body }): UnitStep => {
    if ('group' in body) {
      const { unit, parameters } = templateOf(body.group, templates);
      const [only] = parameters;
      const args =
        parameters.length === 1 && only?.family === 'channels'
          ? [{ name: undefined, text: next() }]
          : parameters.map(({ name }) => ({ name, text: next() }));
      return { label, inputs, body: { unit, args } };
    }
    if ('expression' in body.piece) return { label, inputs, body: { expression: body.piece.expression.text } };
    const calls = body.piece.calls.map(({ callee, style, args }) => ({ callee, style, args: writeArgs(args, next) }));
    return { label, inputs, body: { calls } };
  });
}

function writeArgs(args: readonly Argument[], next: () => string): readonly UnitArgument[] {
  const texts = args.map((arg) => (isSlot(arg) ? next() : String(arg.value)));
  return args.flatMap((arg, i): readonly UnitArgument[] => {
    let text = texts[i] ?? '';
    if (arg.follows !== undefined) {
      const other = texts[args.findIndex((each) => each.name === arg.follows?.argument)] ?? '';
      if (!/^\d+$/.test(other)) text = arg.follows.text(other);
    }
    if (arg.default !== undefined && text === String(arg.default)) return [];
    return [{ name: arg.positional === true ? undefined : arg.name, text }];
  });
}
