/** A network as a Python file for Keras 3, functional: one function for each cell, block and operator, and one that builds the model. */
import { docstring, headerLines } from '../header.ts';
import { fitted } from '../outline/fitted.ts';
import { layer } from '../outline/call.ts';
import type { Group } from '../outline/group.ts';
import { outlineOf } from '../outline/outline.ts';
import { withResults } from '../outline/results.ts';
import { statements, type Item } from '../outline/statements.ts';
import { unitsOf, type Unit, type UnitArgument, type UnitStep } from '../outline/unit.ts';
import type { Subject } from '../subject.ts';
import { kerasForms, kerasSizes } from './forms.ts';
import { kerasHelpers } from './helpers.ts';

const MODEL = 'build_model';

/** `trained`: the module also loads weights from the file that `kerasWeights` makes. */
export function kerasSource(subject: Subject, { trained = false }: { readonly trained?: boolean } = {}): string {
  const taken = [...Object.keys(kerasHelpers), MODEL, 'load_weights', 'keras', 'layers', 'json', 're', 'Path', 'numpy'];
  const units = unitsOf(kerasOutline(subject), 'function', taken);
  // What is called in a body is not the name of a value there.
  const called = [...taken, ...units.map(({ name }) => name)];
  const functions = units.map((unit) =>
    unit.kind === 'network' ? modelOf(unit, subject, called) : functionOf(unit, called),
  );
  const body = functions.join('\n\n\n');
  const helpers = Object.entries(kerasHelpers).flatMap(([name, text]) =>
    new RegExp(`\\b${name}\\(`).test(body) ? [text] : [],
  );
  return [
    docstring(headerLines(subject)),
    '',
    ...(trained ? ['import json', 'import re', 'from pathlib import Path', ''] : []),
    'import keras',
    ...(trained ? ['import numpy'] : []),
    'from keras import layers',
    '',
    '',
    [...helpers, body, ...(trained ? [LOAD] : []), mainOf(trained)].join('\n\n\n'),
    '',
  ].join('\n');
}

/** The outline of the whole network with what it returns. */
export function kerasOutline(subject: Subject): Group {
  return withResults(outlineOf(subject.network, subject.name, kerasForms), layer('layers.Flatten'));
}

/** Safetensors, read without a package of its own. */
const LOAD = `def load_weights(model, path=None):
    """Loads weights: a safetensors file, unless told the one of this file's name beside it."""
    data = Path(path or Path(__file__).with_suffix(".safetensors")).read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    tensors = {}
    for name, each in json.loads(data[8:start]).items():
        if name != "__metadata__":
            first, last = each["data_offsets"]
            values = numpy.frombuffer(data, "<f4", (last - first) // 4, start + first)
            tensors[name] = values.reshape(each["shape"])
    kinds = {}
    for layer in model.layers:
        if layer.weights:
            # Keras numbers the layers of a kind as they are made.
            number = re.search(r"_(\\d+)$", layer.name)
            kinds.setdefault(type(layer).__name__, []).append((int(number[1]) if number else 0, layer))
    for kind, found in kinds.items():
        for i, (_, layer) in enumerate(sorted(found, key=lambda each: each[0])):
            layer.set_weights([tensors.pop(f"{kind}/{i}/{j}") for j in range(len(layer.weights))])
    if tensors:
        raise ValueError(f"the model has no place for {', '.join(tensors)}")
    return model`;

const mainOf = (trained: boolean): string => `if __name__ == "__main__":
    model = ${trained ? `load_weights(${MODEL}())` : `${MODEL}()`}
    parameters = sum(each.numpy().size for each in model.trainable_weights)
    print(f"{parameters} parameters, output {model.output_shape}")`;

function functionOf(unit: Unit, called: readonly string[]): string {
  const lines = bodyOf(unit, called);
  return [
    ...fitted(`def ${unit.name}(${[...unit.inputs, ...unit.parameters].join(', ')}):`),
    ...lines.flatMap((line) => fitted(`    ${line}`)),
  ].join('\n');
}

function modelOf(unit: Unit, { network }: Subject, called: readonly string[]): string {
  const lines = bodyOf(unit, called);
  const result = (lines.at(-1) ?? '').replace(/^return /, '');
  return [
    `def ${MODEL}():`,
    `    inputs = keras.Input((${kerasSizes(network.input)
      .map((size) => `${size},`)
      .join(' ')
      .replace(/(?<= .*),$/, '')}))`,
    '    x = inputs',
    ...lines.slice(0, -1).flatMap((line) => fitted(`    ${line}`)),
    ...fitted(`    outputs = ${result}`),
    `    return keras.Model(inputs, outputs, name="${unit.name}")`,
  ].join('\n');
}

function bodyOf(unit: Unit, called: readonly string[]): readonly string[] {
  const { items, reference } = itemsOf(unit);
  const labelled =
    unit.kind === 'cell' ||
    (unit.kind === 'network' && items.some(({ merge, inputs: read }) => !merge && read.length > 1));
  const taken = [...called, ...unit.parameters];
  const lines = statements(items, unit.inputs, reference(unit.output), taken, { nesting: 0, labelled });
  return repeated(lines);
}

/** One item a call: what a step calls after one another are items after one another. */
function itemsOf(unit: Unit): { readonly items: readonly Item[]; readonly reference: (r: number) => number } {
  const arity = unit.inputs.length;
  const last = new Map<number, number>(unit.inputs.map((_, i) => [i, i]));
  const items: Item[] = [];
  const reference = (r: number): number => last.get(r) ?? 0;
  unit.steps.forEach((step, i) => {
    let inputs = step.inputs.map(reference);
    for (const text of textsOf(step)) {
      items.push({ label: step.label, inputs, text, merge: 'expression' in step.body });
      inputs = [arity + items.length - 1];
    }
    last.set(arity + i, inputs[0] ?? 0);
  });
  return { items, reference };
}

function textsOf({ body }: UnitStep): readonly Item['text'][] {
  if ('expression' in body) return [body.expression];
  if ('unit' in body) return [(inputs) => `${body.unit.name}(${[...inputs, ...written(body.args)].join(', ')})`];
  return body.calls.map(({ callee, style, args }) =>
    style === 'layer'
      ? (inputs) => `${callee}(${written(args).join(', ')})(${inputs.join(', ')})`
      : (inputs) => `${callee}(${[...inputs, ...written(args)].join(', ')})`,
  );
}

const written = (args: readonly UnitArgument[]): readonly string[] =>
  args.map(({ name, text }) => (name === undefined ? text : `${name}=${text}`));

/** Equal lines after one another as a loop. */
function repeated(lines: readonly string[]): readonly string[] {
  const result: string[] = [];
  for (let i = 0; i < lines.length;) {
    const line = lines[i] ?? '';
    let end = i + 1;
    while (lines[end] === line) end++;
    if (end - i > 1) result.push(`for _ in range(${end - i}):`, `    ${line}`);
    else result.push(line);
    i = end;
  }
  return result;
}
