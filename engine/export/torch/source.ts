/** A network as a Python file for PyTorch: one class for each cell, block and operator, and one for the network. */
import { layer } from '../outline/call.ts';
import { outlineOf } from '../outline/outline.ts';
import type { Group } from '../outline/group.ts';
import { withResults } from '../outline/results.ts';
import { statements } from '../outline/statements.ts';
import { unitsOf, type Unit } from '../outline/unit.ts';
import { docstring, headerLines } from '../header.ts';
import { fitted } from '../outline/fitted.ts';
import type { Subject } from '../subject.ts';
import { torchForms, torchSizes } from './forms.ts';
import { torchHelpers } from './helpers.ts';
import { moduleBody, type Attribute } from './modules.ts';

/** `trained`: the module also loads weights from the file that `torchWeights` makes. */
export function torchSource(subject: Subject, { trained = false }: { readonly trained?: boolean } = {}): string {
  const units = torchUnits(torchOutline(subject));
  const network = units.at(-1);
  if (network === undefined) throw new Error('a network has a unit');
  const classes = units.map((unit) => classOf(unit, unit === network));
  const body = classes.join('\n\n\n');
  const helpers = Object.entries(torchHelpers).flatMap(([name, text]) =>
    new RegExp(`\\b${name}\\(`).test(body) ? [text] : [],
  );
  const input = [1, ...torchSizes(subject.network.input)].join(', ');
  return [
    docstring(headerLines(subject)),
    '',
    ...(trained ? ['import json', 'from pathlib import Path', ''] : []),
    'import torch',
    'from torch import nn',
    '',
    '',
    [
      ...helpers,
      INITIALISE,
      body,
      ...(trained ? [LOAD] : []),
      mainOf(network.name, input, trained, subject.network.exits !== undefined),
    ].join('\n\n\n'),
    '',
  ].join('\n');
}

/** The network's unit is the last one. */
export function torchUnits(outline: Group): readonly Unit[] {
  const taken = ['initialise', 'load_weights', 'torch', 'nn', 'json', 'Path'];
  return unitsOf(outline, 'class', [...Object.keys(torchHelpers), ...taken]);
}

/** The outline of the whole network with what it returns. */
export function torchOutline(subject: Subject): Group {
  return withResults(outlineOf(subject.network, subject.name, torchForms), layer('nn.Flatten'));
}

const INITIALISE = `def initialise(module):
    """First weights: convolutions by He et al. 2015, dense layers by Glorot and Bengio 2010."""
    if isinstance(module, nn.Conv2d):
        nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
    elif isinstance(module, nn.Linear):
        nn.init.xavier_uniform_(module.weight)
    else:
        return
    if module.bias is not None:
        nn.init.zeros_(module.bias)`;

/** Safetensors, read without a package of its own. */
const LOAD = `def load_weights(model, path=None):
    """Loads weights: a safetensors file, unless told the one of this file's name beside it."""
    data = bytearray(Path(path or Path(__file__).with_suffix(".safetensors")).read_bytes())
    start = 8 + int.from_bytes(data[:8], "little")
    types = {"F32": torch.float32, "I32": torch.int32}
    state = {}
    for name, each in json.loads(data[8:start]).items():
        if name == "__metadata__":
            continue
        first, last = each["data_offsets"]
        values = torch.frombuffer(data, dtype=types[each["dtype"]], offset=start + first, count=(last - first) // 4)
        state[name] = values.reshape(each["shape"])
    model.load_state_dict(state)
    return model`;

function mainOf(name: string, input: string, trained: boolean, several: boolean): string {
  const output = `model(torch.zeros(${input}))`;
  const shapes = several ? `[tuple(each.shape) for each in ${output}]` : `tuple(${output}.shape)`;
  return `if __name__ == "__main__":
    model = ${trained ? `load_weights(${name}())` : `${name}()`}.eval()
    parameters = sum(each.numel() for each in model.parameters())
    print(f"{parameters} parameters, output${several ? 's' : ''} {${shapes}}")`;
}

function classOf(unit: Unit, initialised: boolean): string {
  const { attributes, items, output, sequence } = moduleBody(unit);
  const parameters = ['self', ...unit.parameters].join(', ');
  if (sequence !== undefined && !initialised) {
    return [
      `class ${unit.name}(nn.Sequential):`,
      ...fitted(`    def __init__(${parameters}):`),
      ...block('super().__init__(', sequence.modules, ')', 8),
    ].join('\n');
  }
  const taken = [...unit.parameters, 'self'];
  // Where cells take the values of several others, their names tell which.
  const branching = unit.kind === 'network' && items.some(({ merge, inputs }) => !merge && inputs.length > 1);
  const labelled = unit.kind === 'cell' || branching;
  const forward = statements(items, unit.inputs, output, taken, { nesting: 2, labelled });
  return [
    `class ${unit.name}(nn.Module):`,
    ...fitted(`    def __init__(${parameters}):`),
    '        super().__init__()',
    ...attributes.flatMap(assignment),
    ...(initialised ? ['        self.apply(initialise)'] : []),
    '',
    `    def forward(self, ${unit.inputs.join(', ')}):`,
    ...forward.flatMap((line) => fitted(`        ${line}`)),
  ].join('\n');
}

function assignment({ name, modules }: Attribute): readonly string[] {
  const [only, ...others] = modules;
  if (only !== undefined && others.length === 0) return fitted(`        self.${name} = ${only}`);
  return block(`self.${name} = nn.Sequential(`, modules, ')', 8);
}

/** Modules a line, equal ones after one another as a comprehension. */
function block(open: string, modules: readonly string[], close: string, indent: number): readonly string[] {
  const pad = ' '.repeat(indent);
  const entries: string[] = [];
  for (let i = 0; i < modules.length;) {
    const module = modules[i] ?? '';
    const end = modules.findIndex((each, j) => j > i && each !== module);
    const count = (end < 0 ? modules.length : end) - i;
    entries.push(count === 1 ? module : `*[${module} for _ in range(${count})]`);
    i += count;
  }
  return [`${pad}${open}`, ...entries.flatMap((entry) => fitted(`${pad}    ${entry},`)), `${pad}${close}`];
}
