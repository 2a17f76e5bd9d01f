/** Devices in experiments: what their profiles say in diagnostics, hover and completion. */
import { describe, expect, it } from 'vitest';
import { checkProgram } from '../../../../dsl/semantics/check.ts';
import type { Devices } from '../../../../dsl/semantics/devices.ts';
import { complete } from '../../../../dsl/service/completion.ts';
import { hover } from '../../../../dsl/service/hover.ts';
import { inSpace, marked } from './cursor.ts';

const devices: Devices = [
  {
    ...{ name: 'laptop', file: 'devices/laptop.json' },
    spaces: [
      {
        ...{ space: 'S', source: 'measured', how: 'a processor, 1 thread', made: '2030-01-02T03:04:05.000Z' },
        ...{ architectures: 10, least: 0.00123, most: 0.0125 },
      },
    ],
  },
  {
    ...{ name: 'pixel3', file: '/home/devices/pixel3.json' },
    spaces: [
      {
        ...{ space: 'Other', source: 'imported', how: 'hw.csv', made: '2030-01-01T00:00:00.000Z' },
        ...{ architectures: 15625, least: 0.002, most: 0.002 },
      },
    ],
  },
  { name: 'broken', file: 'devices/broken.json', spaces: [], problem: 'is no JSON' },
];

const at = (members: string, evaluator = 'train { epochs: 1 }', known: Devices | undefined = devices) => {
  const source = `${inSpace('param w = choice [8, 16]', 'conv3x3(out: w)')}dataset D = glyphs { size: 32, channels: 3 }\nevaluator E = ${evaluator}\nexperiment X {\n  space: S\n  dataset: D\n  evaluator: E\n  maximize accuracy\n  ${members}\n}\n`;
  const { program, file, cursor, ranges, text } = marked(source);
  return { program: known === undefined ? program : { ...program, devices: known }, file, cursor, ranges, text };
};

describe('a device that no profile knows', () => {
  const said = (members: string, evaluator?: string, known?: Devices): string[] =>
    checkProgram(at(members, evaluator, known).program)
      .filter(({ code }) => code === 'device-unknown')
      .map(({ message }) => message);

  it.each<[string, string | undefined, string | undefined]>([
    ['minimize latency(device: "laptop")', undefined, undefined],
    ['minimize latency("laptop")', undefined, undefined],
    ['require latency(device: "laptop") <= 3ms', undefined, undefined],
    ['minimize params', undefined, undefined],
    [
      'minimize latency(device: "latop")',
      undefined,
      'no latencies of device "latop" are known: it has no profile, which "hnas device measure --name latop" makes; did you mean "laptop"?',
    ],
    [
      'require params < 3M and latency(device: "tx2") <= 3ms',
      undefined,
      'no latencies of device "tx2" are known: it has no profile, which "hnas device measure --name tx2" makes',
    ],
    [
      'minimize latency(device: "pixel3")',
      undefined,
      'no latencies of device "pixel3" are known: /home/devices/pixel3.json has none of space S, only of Other',
    ],
    [
      'minimize latency(device: "broken")',
      undefined,
      'no latencies of device "broken" are known: devices/broken.json is no JSON',
    ],
    ['minimize latency(device: "tx2")', 'table { path: "t.csv", metric: acc, latency: { tx2: ms } }', undefined],
    [
      'minimize latency(device: "tx3")',
      'table { path: "t.csv", metric: acc, latency: { tx2: ms } }',
      'no latencies of device "tx3" are known: it has no profile, which "hnas device measure --name tx3" makes',
    ],
    ['minimize latency(device: "tx2")', 'command { run: ["x"], metrics: [accuracy, "latency(tx2)"] }', undefined],
  ])('%s, with %s', (members, evaluator, message) => {
    expect(said(members, evaluator)).toEqual(message === undefined ? [] : [message]);
  });

  it('is no matter where nobody has looked for profiles', () => {
    const { program } = at('minimize latency(device: "tx2")');
    const { devices: _, ...without } = program as typeof program & { devices?: Devices };
    expect(checkProgram(without).map(({ code }) => code)).not.toContain('device-unknown');
  });

  it('is mended by the name that was meant', () => {
    const { program, text } = at('minimize latency(device: "latop")');
    const [edit] = checkProgram(program).find(({ code }) => code === 'device-unknown')?.fixes?.[0]?.edits ?? [];
    expect(edit?.newText).toBe('laptop');
    expect(text.slice(edit?.span.start, edit?.span.end)).toBe('latop');
  });
});

describe('hover on a latency', () => {
  const says = (members: string): string => {
    const { program, file, ranges } = at(members);
    return hover(program, file, (ranges[0]?.start ?? 0) + 1)?.markdown ?? '';
  };
  it.each([
    [
      'minimize latency(device: ⟦"laptop"⟧)',
      'Profile of device `laptop`: devices/laptop.json.\n\n- `S`: 10 architectures measured, 1.23 to 12.5 ms; a processor, 1 thread, 2030-01-02',
    ],
    ['minimize ⟦latency⟧(device: "laptop")', '- `S`: 10 architectures measured'],
    ['minimize latency(device: ⟦"pixel3"⟧)', '- `Other`: 15\u202f625 architectures imported, 2 ms; hw.csv'],
    ['minimize latency(device: ⟦"broken"⟧)', 'devices/broken.json is no JSON.'],
    ['minimize latency(device: ⟦"tx2"⟧)', 'No profile of device `tx2` is there.'],
  ])('%s', (members, part) => expect(says(members)).toContain(part));
});

it('completion offers the devices that have a profile', () => {
  const { program, file, cursor } = at('minimize latency(device: "|")');
  expect(complete(program, file, cursor).map(({ label, detail }) => [label, detail])).toEqual([
    ['laptop', 'profile of S'],
    ['pixel3', 'profile of Other'],
    ['broken', 'its profile is no JSON'],
  ]);
});
