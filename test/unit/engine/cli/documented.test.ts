/** The JSON examples of docs/cli.md are held against what the commands print: the same keys, the same kinds of values. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { smallSpec, terminal, type Terminal } from './terminal.ts';

const manual = readFileSync(join(import.meta.dirname, '../../../../docs/cli.md'), 'utf8');

function example(name: string): unknown {
  const text = new RegExp(`\`\`\`json ${name}\n([^]*?)\n\`\`\``).exec(manual)?.[1];
  if (text === undefined) throw new Error(`docs/cli.md has no example of ${name}`);
  return JSON.parse(text);
}

/** Keys whose values are maps with keys of their own, or may be null in one of the two. */
const open = new Set([
  'shares',
  'metrics',
  'predicted',
  'budget',
  'distinct',
  'finished',
  'condition',
  'version',
  'takes',
]);

/** Keys and kinds of a value: objects by key, arrays by their first element. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shape(value[0])];
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, open.has(key) ? 'open' : shape(each)]));
}

let shell: Terminal;
beforeAll(async () => {
  shell = terminal();
  shell.write('tiny.hnas', smallSpec.replace('evaluations: 10', 'evaluations: 6'));
  const distribution = JSON.stringify({ name: 'IntDistribution', attributes: { low: 1, high: 9 } });
  const journal = [
    { op_code: 0, study_name: 'Study', directions: [2] },
    { op_code: 4, study_id: 0 },
    { op_code: 5, trial_id: 0, param_name: 'width', param_value_internal: 4, distribution },
    { op_code: 6, trial_id: 0, state: 1, values: [91.5] },
  ];
  shell.write(
    'ghn.hnas',
    `${smallSpec}hypernetwork Weights = ghn { steps: 1, batch: 8, meta_batch: 1, hidden: 4, rounds: 1, decoder: 8, channels: 4, kernel: 1, threads: 1 }\n`,
  );
  shell.write('study.log', journal.map((operation) => JSON.stringify(operation)).join('\n'));
  shell.write(
    'broken.hnas',
    'space Tiny {\n  input image[1, 8, 8]\n  output logits[10]\n  network {\n    covn3x3(out: 4) >> flatten >> linear(out: 10)\n  }\n}\n',
  );
  const drawn = await shell.run('sample', 'tiny.hnas', '--n', '60', '--json');
  const { architectures } = drawn.json() as { architectures: { text: string; params: number }[] };
  const rows = new Map(
    architectures.map(({ text, params }) => [text, `"${text}",${50 + Math.log(params)},${51 + Math.log(params)}`]),
  );
  shell.write('table.csv', `arch,val,test\n${[...rows.values()].join('\n')}\n`);
});

const arch = '{ width: 2, depth: 1, k: 1, network.repeat[0].wide: 1 }';

// Later commands read what earlier ones wrote.
describe('docs/cli.md', { shuffle: false }, () => {
  it.each([
    ['error', ['space', 'nowhere.hnas']],
    ['check', ['check', 'broken.hnas']],
    ['format', ['format', '--check', 'tiny.hnas']],
    ['space', ['space', 'tiny.hnas']],
    ['sample', ['sample', 'tiny.hnas', '--seed', '7']],
    ['cost', ['cost', 'tiny.hnas', '--arch', arch]],
    [
      'rank',
      [
        'rank',
        'tiny.hnas',
        '--table',
        'table.csv',
        '--label',
        'val',
        '--test',
        'test',
        '--labels',
        '20',
        '--draws',
        '2',
        '--predictor',
        'gp',
      ],
    ],
    ['fit', ['fit', 'tiny.hnas', '--table', 'table.csv', '--label', 'val', '--out', 'tiny.model', '--predictor', 'gp']],
    ['predict', ['predict', 'tiny.hnas', '--model', 'tiny.model', '--sample', '3', '--top', '1']],
    ['search', ['search', 'tiny.hnas']],
    ['runs', ['runs']],
    ['front', ['front', 'last']],
    ['hypernetwork', ['hypernetwork', 'train', 'ghn.hnas']],
    ['weights', ['weights', 'ghn.hnas', '--arch', arch, '--out', 'tiny.onnx']],
    ['export', ['export', 'tiny.hnas', '--arch', arch, '--format', 'onnx', '--out', 'tiny.onnx']],
    ['import', ['import', 'study.log', '--from', 'optuna', '--out', 'trials.csv']],
    ['ask', ['ask', 'a sparkly network under 5 MB, accuracy above 120%', '--file', 'tiny.hnas']],
    [
      'device-measure',
      ['device', 'measure', 'tiny.hnas', '--name', 'here', '--architectures', '5', '--passes', '2', '--threads', '1'],
    ],
    ['device-import', ['device', 'import', 'table.csv', '--name', 'phone', '--space', 'tiny.hnas', '--column', 'val']],
    ['device-list', ['device', 'list', 'tiny.hnas']],
    ['doctor', ['doctor']],
  ])('shows the shape of %s', async (name, args) => {
    const ran = await shell.run(...args, '--json');
    const documented = shape(example(name));
    const actual = shape(ran.json());
    // An empty list on either side says nothing about its elements.
    const lists = (value: string): string => value.replaceAll(/"(constraints|front|fixes)":\[[^\]]*\]/g, '"$1":[]');
    expect(lists(JSON.stringify(actual))).toBe(lists(JSON.stringify(documented)));
  });
});

it('docs/cli.md lists every code of an error', () => {
  const sources = ['cli', 'store'].flatMap((area) => {
    const folder = join(import.meta.dirname, '../../../../engine', area);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    return files.map((name) => readFileSync(join(folder, name), 'utf8'));
  });
  const codes = sources.flatMap((text) =>
    [...text.matchAll(/new (?:CommandFailure\(\s*\d+,|StoreError\()\s*'([a-z-]+)'/g)].map(([, code]) => code),
  );
  expect(codes.length).toBeGreaterThan(50);
  const list = /\nCodes: ([^]*?)\n\n/.exec(manual)?.[1] ?? '';
  expect([...new Set(codes)].filter((code) => !list.includes(`\`${code}\``))).toEqual([]);
});

const commands = [...manual.matchAll(/^## ([a-z]+)$/gm)].map(([, name]) => name ?? '');

it.each(commands)('docs/cli.md names every option of %s, and no other', async (command) => {
  const subcommands: Readonly<Record<string, readonly string[]>> = {
    device: ['measure', 'import', 'list'],
    hypernetwork: ['train'],
  };
  const helps = (subcommands[command] ?? ['']).map((each) =>
    terminal().run(command, ...(each === '' ? [] : [each]), '--help'),
  );
  const help = (await Promise.all(helps)).map(({ out }) => out).join('');
  const there = [...help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, option]) => option ?? '');
  expect(there).toContain('--json');
  const [, section = ''] = new RegExp(`\n## ${command}\n([^]*?)(?=\n## |$)`).exec(manual) ?? [];
  // A page of its own, which the section names.
  const page = command === 'worker' ? readFileSync(join(import.meta.dirname, '../../../../docs/queue.md'), 'utf8') : '';
  const everywhere = ['--help', '--json', '--device'];
  expect(there.filter((option) => !everywhere.includes(option) && !`${section}${page}`.includes(option))).toEqual([]);
  const named = [...section.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map(([option]) => option);
  expect(named.filter((option) => !everywhere.includes(option) && !there.includes(option))).toEqual([]);
});
