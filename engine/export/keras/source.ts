/** A network as a Python file for Keras 3, functional: one function for each cell, block and operator, and one that builds the model. */
import { docstring, headerLines } from '../header.ts';
import { fitted } from '../outline/fitted.ts';
import { layer } from '../outline/call.ts';
import { outlineOf } from '../outline/outline.ts';
import { withResults } from '../outline/results.ts';
import { statements, type Item } from '../outline/statements.ts';
import { unitsOf, type Unit, type UnitArgument, type UnitStep } from '../outline/unit.ts';
import type { Subject } from '../subject.ts';
import { kerasForms, kerasSizes } from './forms.ts';
import { kerasHelpers } from './helpers.ts';

const MODEL = 'build_model';

export function kerasSource(subject: Subject): string {
  const taken = [...Object.keys(kerasHelpers), MODEL, 'keras', 'layers'];
  const outline = withResults(outlineOf(subject.network, subject.name, kerasForms), layer('layers.Flatten'));
  const units = unitsOf(outline, 'function', taken);
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
    'import keras',
    'from keras import layers',
    '',
    '',
    [...helpers, body, MAIN].join('\n\n\n'),
    '',
  ].join('\n');
}

const MAIN = `if __name__ == "__main__":
    model = ${MODEL}()
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
