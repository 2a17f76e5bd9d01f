/** What a module of PyTorch holds and how its forward pass goes: layers that follow one another are one attribute, an `nn.Sequential`. */
import { Names, snakeCase } from '../outline/names.ts';
import type { Item } from '../outline/statements.ts';
import type { Unit, UnitArgument, UnitStep } from '../outline/unit.ts';

/** An attribute that is applied: modules after one another, each as Python constructs it. */
export interface Attribute {
  readonly name: string;
  readonly modules: readonly string[];
  /** For each of them the step of the unit that it belongs to. */
  readonly steps: readonly number[];
}

export interface ModuleBody {
  readonly attributes: readonly Attribute[];
  readonly items: readonly Item[];
  /** A reference to an input or an item. */
  readonly output: number;
  /** The only attribute, where the module is nothing but a sequence. */
  readonly sequence: Attribute | undefined;
}

/** Steps from `start` to `end` of a unit that follow one another. */
interface Run {
  readonly start: number;
  readonly end: number;
  readonly steps: readonly UnitStep[];
}

/** Names that modules of PyTorch already have. */
const reserved =
  `add_module apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches eval extra_repr float forward
  get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict modules named_buffers named_children named_modules
  named_parameters parameters register_buffer register_forward_hook register_module register_parameter requires_grad_ share_memory state_dict
  to to_empty train training type xpu zero_grad`.split(/\s+/);

export function moduleBody(unit: Unit): ModuleBody {
  const runs = runsOf(unit);
  const names = new Names(reserved);
  const arity = unit.inputs.length;
  const reference = new Map<number, number>(unit.inputs.map((_, i) => [i, i]));
  const attributes: Attribute[] = [];
  const items: Item[] = [];
  for (const run of runs) {
    const [first] = run.steps;
    if (first === undefined) continue;
    const inputs = first.inputs.map((r) => reference.get(r) ?? 0);
    const label = labelOf(run, runs, unit);
    reference.set(arity + run.end, arity + items.length);
    if ('expression' in first.body) {
      items.push({ label, inputs, text: first.body.expression, merge: true });
      continue;
    }
    const attribute = {
      name: names.take(snakeCase(label)),
      modules: run.steps.flatMap(modulesOf),
      steps: run.steps.flatMap((step, i) => modulesOf(step).map(() => run.start + i)),
    };
    attributes.push(attribute);
    items.push({ label, inputs, text: (read) => `self.${attribute.name}(${read.join(', ')})`, merge: false });
  }
  const output = reference.get(unit.output) ?? 0;
  const [only] = attributes;
  const sequence = items.length === 1 && arity === 1 && output === arity && only !== undefined ? only : undefined;
  return { attributes, items, output, sequence };
}

/** Each module as it is constructed. */
function modulesOf({ body }: UnitStep): readonly string[] {
  if ('expression' in body) return [];
  if ('unit' in body) return [construct(body.unit.name, body.args)];
  return body.calls.map(({ callee, args }) => construct(callee, args));
}

export function construct(callee: string, args: readonly UnitArgument[]): string {
  return `${callee}(${args.map(({ name, text }) => (name === undefined ? text : `${name}=${text}`)).join(', ')})`;
}

function runsOf(unit: Unit): readonly Run[] {
  const arity = unit.inputs.length;
  const readers = new Map<number, number>();
  for (const { inputs } of unit.steps) for (const r of inputs) readers.set(r, (readers.get(r) ?? 0) + 1);
  readers.set(unit.output, (readers.get(unit.output) ?? 0) + 1);
  const runs: Run[] = [];
  let open: { start: number; end: number; steps: UnitStep[] } | undefined;
  const close = (): void => {
    if (open !== undefined) runs.push(open);
    open = undefined;
  };
  unit.steps.forEach((step, i) => {
    const last = open?.steps.at(-1);
    const follows =
      open !== undefined &&
      last !== undefined &&
      isLayer(last) &&
      isLayer(step) &&
      step.inputs[0] === arity + open.end &&
      readers.get(arity + open.end) === 1 &&
      (unit.kind !== 'cell' || placeOf(last) === placeOf(step));
    if (!follows) close();
    open = open === undefined ? { start: i, end: i, steps: [step] } : { ...open, end: i, steps: [...open.steps, step] };
  });
  close();
  return runs;
}

const isLayer = ({ body, inputs }: UnitStep): boolean => !('expression' in body) && inputs.length === 1;

/** The node of the cell: `h[0]` of `h[0].edge[1]`. */
const placeOf = ({ label }: UnitStep): string => label.split('.')[0] ?? label;

function labelOf(run: Run, runs: readonly Run[], unit: Unit): string {
  const [first] = run.steps;
  if (first === undefined) return 'layers';
  if (run.steps.length === 1) return first.label;
  if (unit.kind === 'cell') return placeOf(first);
  const sequences = runs.filter(({ steps }) => steps.length > 1);
  if (unit.kind === 'network' && sequences.length > 1) {
    if (run === runs[0]) return 'stem';
    if (run === runs.at(-1)) return 'head';
  }
  return sequences.length > 1 && unit.kind !== 'network' ? `branch${sequences.indexOf(run) + 1}` : 'layers';
}
