/** `hnas import`: published tables become tables that the evaluator reads, and what is wrong with them is one sentence. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { openTableEvaluator } from '../../../../engine/evaluate/table/table-evaluator.ts';
import { maskedCrc } from '../../../../engine/import/tfrecord.ts';
import { smallSpec, terminal, type Terminal } from '../cli/terminal.ts';
import { exampleSpace } from '../encoding/spaces.ts';
import { nasbenchFile, tfRecord, type Training } from './nasbench101-file.ts';

let shell: Terminal;
beforeEach(() => {
  shell = terminal();
});
const textOf = (file: string): string => readFileSync(join(shell.folder, file), 'utf8');
const spaces = join(import.meta.dirname, '../../../../examples/spaces');

/** What a search would measure with the table. */
async function metricsOf(space: string, options: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
  const opened = await openTableEvaluator(options, exampleSpace(space), shell.folder);
  if ('error' in opened) throw new Error(opened.error);
  return opened.value.metrics;
}

describe('hnas import --from nasbench101', () => {
  const cell = { adjacency: '0110' + '0001' + '0001' + '0000', operations: 'input,conv3x3-bn-relu,maxpool3x3,output' };
  const plain = { adjacency: '01' + '00', operations: 'input,output' };
  const trainings: Training[] = [12, 108].flatMap((epochs) =>
    [0.1, 0.3].flatMap((shift) => [
      { ...cell, hash: 'abc', epochs, params: 2_694_282, validation: 0.5 + shift, test: 0.4 + shift, seconds: epochs },
      { ...plain, hash: 'def', epochs, params: 300, validation: shift, test: shift, seconds: 2 },
    ]),
  );
  const importIt = (content: Uint8Array, ...more: string[]) => {
    shell.write('nb.tfrecord', content);
    return shell.run('import', 'nb.tfrecord', '--from', 'nasbench101', '--out', 'nb101.csv', ...more);
  };

  it('has a row a network with means over its trainings, which the space of the benchmark reads', async () => {
    const { exit, out, err } = await importIt(nasbenchFile(trainings), '--space', `${spaces}/nasbench101.hnas`);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(textOf('nb101.csv')).toBe(
      'hash,vertices,adj,ops,params,val12,test12,seconds12,val108,test108,seconds108\n' +
        'abc,4,110011,02,2694282,0.7,0.6,12,0.7,0.6,108\n' +
        'def,2,1,,300,0.2,0.2,2,0.2,0.2,2\n',
    );
    expect(out).toContain(
      'nb101.csv: 2 rows of 11 columns\n  8 trainings of 2 networks, means over the trainings of each\n',
    );
    expect(out).toContain('  checked against space NASBench101, notation nb101\n');
    expect(out).toContain('evaluator Table = table { path: "nb101.csv", metric: val108 }');
    expect(await metricsOf('nasbench101', { path: 'nb101.csv', metric: 'val108' })).toEqual(['accuracy']);
  });

  it('reads gzip, and leaves out what was not trained for all epochs', async () => {
    const { exit, out } = await importIt(
      gzipSync(nasbenchFile(trainings.filter(({ hash, epochs }) => hash === 'abc' || epochs === 12))),
    );
    expect(exit).toBe(0);
    expect(textOf('nb101.csv').split('\n')).toHaveLength(3);
    expect(out).toContain('1 network left out that were not trained for all of 12, 108 epochs');
  });

  it('knows the checksum of the format', () => {
    // CRC-32C of "123456789" is 0xe3069283 (RFC 3720, B.4).
    const crc = 0xe3069283;
    expect(maskedCrc(Buffer.from('123456789'))).toBe((((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0);
  });

  const file = nasbenchFile(trainings);
  const flipped = (at: number): Buffer => {
    const copy = Buffer.from(file);
    copy[at] = (copy[at] ?? 0) ^ 1;
    return copy;
  };
  const first = trainings[0] as Training;
  it.each([
    ['no TFRecord', Buffer.from('{"not": "it"} and some more text'), /nb\.tfrecord is no TFRecord file$/],
    ['empty', Buffer.alloc(0), /is empty: expected TFRecords$/],
    ['cut short', file.subarray(0, file.length - 7), /is cut short: it ends within record 8$/],
    ['a damaged record', flipped(20), /record 1 is damaged, its checksum does not fit$/],
    ['other records', tfRecord(Buffer.from('["a", 1]')), /record 1 is none of NAS-Bench-101: expected \[hash, epochs/],
    [
      'metrics that are none',
      tfRecord(Buffer.from(JSON.stringify(['a', 4, cell.adjacency, cell.operations, 'AAAA']))),
      /record 1: its metrics cannot be read/,
    ],
    [
      'an unknown operator',
      nasbenchFile([{ ...first, operations: 'input,conv9x9,maxpool3x3,output' }]),
      /there is no operator "conv9x9"; there are conv3x3-bn-relu/,
    ],
    ['an edge back', nasbenchFile([{ ...first, adjacency: '0110100100010000' }]), /has an edge that leads back$/],
    ['no square', nasbenchFile([{ ...first, adjacency: '011' }]), /is no square of digits 0 and 1$/],
  ])('refuses %s in a sentence, and writes nothing', async (_, content, expected) => {
    const { exit, err } = await importIt(content);
    expect(exit).toBe(2);
    expect(err.trim()).toMatch(expected);
    expect(() => textOf('nb101.csv')).toThrow();
  });
});

const a = '|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|nor_conv_3x3~1|skip_connect~2|';
const b = '|none~0|+|none~0|none~1|+|nor_conv_1x1~0|none~1|none~2|';

describe('hnas import of cells', () => {
  const importAs = async (from: string, files: Readonly<Record<string, unknown>>, ...more: string[]) => {
    for (const [name, content] of Object.entries(files))
      shell.write(name, typeof content === 'string' ? content : JSON.stringify(content));
    return shell.run('import', ...Object.keys(files), '--from', from, '--out', 'cells.csv', ...more);
  };

  it.each([
    ['an object by cell', { [a]: { val_acc: 91.5, test: 90 }, [b]: { val_acc: 50, test: 49 } }],
    [
      'an object by number',
      { '0': { arch_str: a, val_acc: 91.5, test: 90 }, '1': { arch_str: b, val_acc: 50, test: 49 } },
    ],
    [
      'a list',
      [
        { arch: a, val_acc: 91.5, test: 90 },
        { arch: b, val_acc: 50, test: 49 },
      ],
    ],
    ['columns', { arch: [a, b], val_acc: [91.5, 50], test: [90, 49] }],
    ['CSV', `arch_str,val_acc,test,note\n${a},91.5,90,x\n${b},50,49,y\n`],
    [
      'JSONL',
      `${JSON.stringify({ arch: a, val_acc: 91.5, test: 90 })}\n${JSON.stringify({ arch: b, val_acc: 50, test: 49 })}\n`,
    ],
  ])('reads %s', async (_, content) => {
    const { exit, err } = await importAs('nasbench201', { 'in.any': content });
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(textOf('cells.csv')).toBe(`arch,val_acc,test\n${a},91.5,90\n${b},50,49\n`);
  });

  it('takes the last of a list of epochs, and names columns by the way to them', async () => {
    const of = (end: number) => ({ 'cifar10-valid': { eval_acc1es: [10, 40, end], cost_info: { params: 1.5 } } });
    const { out } = await importAs('nats-bench', { 'in.json': { [a]: of(90), [b]: of(50) } });
    expect(textOf('cells.csv').split('\n')[0]).toBe('arch,cifar10_valid_eval_acc1es,cifar10_valid_cost_info_params');
    expect(textOf('cells.csv')).toContain(`${a},90,1.5\n`);
    expect(out).toContain('of lists the last number was taken: cifar10_valid_eval_acc1es');
  });

  it('joins accuracies and the latencies of HW-NAS-Bench by cell', async () => {
    const hardware = {
      nasbench201: {
        cifar10: {
          config: [
            { arch_str: b, C: 16 },
            { arch_str: a, C: 16 },
          ],
          edgegpu_latency: [3, 5],
          edgegpu_energy: [30, 50],
        },
        cifar100: { config: [{ arch_str: b }, { arch_str: a }], edgegpu_latency: [4, 6] },
      },
      fbnet: { block: [1, 2] },
    };
    const third = b.replace('nor_conv_1x1', 'none');
    const accuracy = { [a]: { valid_acc: 90 }, [b]: { valid_acc: 50 }, [third]: { valid_acc: 10 } };
    const { exit, out } = await importAs(
      'hw-nas-bench',
      { 'hw.json': hardware, 'acc.json': accuracy },
      '--space',
      `${spaces}/nasbench201.hnas`,
    );
    expect(exit).toBe(0);
    expect(textOf('cells.csv')).toBe(
      `arch,cifar10_edgegpu_latency,cifar10_edgegpu_energy,cifar100_edgegpu_latency,valid_acc\n${b},3,30,4,50\n${a},5,50,6,90\n`,
    );
    expect(out).toContain('1 left out that have not all of the columns');
    expect(out).toContain(
      'metric: valid_acc, latency: { cifar10_edgegpu: cifar10_edgegpu_latency, cifar100_edgegpu: cifar100_edgegpu_latency } }',
    );
    const options = { path: 'cells.csv', metric: 'valid_acc', latency: { edgegpu: 'cifar10_edgegpu_latency' } };
    expect(await metricsOf('nasbench201', options)).toEqual(['accuracy', 'latency(edgegpu)']);
  });

  it('writes gzip where the name says so, and the same facts as JSON', async () => {
    shell.write('in.json.gz', gzipSync(JSON.stringify({ [a]: 90, [b]: 50 })));
    const ran = await shell.run('import', 'in.json.gz', '--from', 'nasbench201', '--out', 't.csv.gz', '--json');
    expect(ran.json()).toMatchObject({
      table: 't.csv.gz',
      from: 'nasbench201',
      rows: 2,
      columns: ['arch', 'value'],
      metrics: ['value'],
      checked: null,
    });
    expect(gunzipSync(readFileSync(join(shell.folder, 't.csv.gz'))).toString()).toContain(`${b},50\n`);
  });

  it.each([
    ['no cells', { rows: [1, 2] }, /holds no cells of NAS-Bench-201: expected texts like/],
    [
      'a malformed cell',
      [{ arch: '|conv~0|+|conv~5|', acc: 1 }],
      /in\.json\[0\]: edge "conv~5" of node 2 comes from vertex 5/,
    ],
    [
      'the size space',
      [{ arch: '8:16:24:8:8', acc: 1 }],
      /is of NATS-Bench's size space, which has widths and no cells/,
    ],
    [
      'two values for a cell',
      [
        { arch: a, acc: 1 },
        { arch: a, acc: 2 },
      ],
      /acc is 2 here and 1 before, for the same cell$/,
    ],
    ['columns of another length', { arch: [a, b], acc: [1] }, /acc has 1 values for 2 cells$/],
    ['no numbers', [{ arch: a, name: 'x' }], /there is no column of numbers beside the architectures$/],
    ['damaged JSON', '{"a": ', /is no JSON: /],
    ['a table without cells', 'x,y\n1,2\n', /holds no cells of NAS-Bench-201/],
  ])('refuses %s in a sentence', async (_, content, expected) => {
    const { exit, err } = await importAs('nasbench201', { 'in.json': content });
    expect(exit).toBe(2);
    expect(err.trim()).toMatch(expected);
  });

  it('refuses what the space does not have, before anything is written', async () => {
    const { exit, err } = await importAs(
      'nasbench201',
      { 'in.json': { [a.replace('avg_pool_3x3', 'conv_9x9')]: 90 } },
      '--space',
      `${spaces}/nasbench201.hnas`,
    );
    expect(exit).toBe(1);
    expect(err).toMatch(/^hnas: nothing was written: cells\.csv.* line 2: .*conv_9x9/);
    expect(() => textOf('cells.csv')).toThrow();
  });
});

describe('hnas import --from optuna', () => {
  const int = JSON.stringify({ name: 'IntDistribution', attributes: { log: false, step: 1, low: 1, high: 9 } });
  const oneOf = JSON.stringify({ name: 'CategoricalDistribution', attributes: { choices: ['small', 8, true] } });
  const param = (trial: number, name: string, value: number, distribution: string) => ({ op_code: 5, worker_id: 'w', trial_id: trial, param_name: name, param_value_internal: value, distribution }); // prettier-ignore
  const study = (name: string) => ({ op_code: 0, worker_id: 'w', study_name: name, directions: [2] });
  const trial = (of: number) => ({
    op_code: 4,
    worker_id: 'w',
    study_id: of,
    datetime_start: '2030-01-01T00:00:00.000000',
  });
  const end = (of: number, state: number, values: number[] | null) => ({ op_code: 6, worker_id: 'w', trial_id: of, state, values, datetime_complete: '2030-01-01T00:00:01.000000' }); // prettier-ignore
  const journal = [
    study('first'),
    trial(0),
    param(0, 'width', 4, int),
    param(0, 'kind', 1, oneOf),
    { op_code: 8, worker_id: 'w', trial_id: 0, user_attr: { 'macs (M)': 12.5 } },
    { op_code: 7, worker_id: 'w', trial_id: 0, step: 1, intermediate_value: 0.1 },
    end(0, 1, [91.5]),
    // A finished trial is changed no more.
    param(0, 'width', 9, int),
    trial(0),
    param(1, 'width', 2, int),
    end(1, 2, [10]),
    {
      ...trial(0),
      state: 1,
      value: 80,
      values: null,
      distributions: { width: int, kind: oneOf },
      params: { width: 2, kind: 0 },
      user_attrs: { 'macs (M)': 3 },
    },
    trial(0),
    param(3, 'width', 4, int),
    param(3, 'kind', 1, oneOf),
    { op_code: 8, worker_id: 'w', trial_id: 3, user_attr: { 'macs (M)': 12.5 } },
    end(3, 1, [92]),
  ];
  const importIt = (lines: readonly unknown[], ...more: string[]) => {
    shell.write('study.log', lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
    return shell.run('import', 'study.log', '--from', 'optuna', '--out', 'trials.csv', ...more);
  };

  it('has a row a completed trial: its parameters as decisions, its values, what it noted', async () => {
    const { exit, out, err } = await importIt(journal);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(textOf('trials.csv')).toBe('width,kind,value,macs_m\n4,8,91.5,12.5\n2,small,80,3\n');
    expect(out).toContain(
      '3 completed trials\n  1 left out that were not completed\n  1 left out that repeat an earlier one\n',
    );
    expect(out).toContain('evaluator Table = table { path: "trials.csv", metric: value }');
  });

  it('is checked against a space whose decisions have the names of the parameters', async () => {
    shell.write('tiny.hnas', smallSpec.replace(/param wide = .*/, '').replace('k: wide', 'k: k'));
    const names = { width: [2, 6], depth: [1, 3], k: [3, 1] };
    const lines = [0, 1].flatMap((i) => [
      trial(0),
      ...Object.entries(names).map(([name, values]) => param(i, name, values[i] ?? 0, int)),
      end(i, 1, [70 + i]),
    ]);
    const { exit, out } = await importIt([study('s'), ...lines], '--space', 'tiny.hnas');
    expect(exit).toBe(0);
    expect(out).toContain('checked against space Tiny, notation decisions');
    expect((await importIt([study('s'), ...lines.slice(0, 4), param(0, 'k', 2, int), end(0, 1, [1])], '--space', 'tiny.hnas')).err).toMatch(/k cannot be 2|k .*it can be 1, 3/); // prettier-ignore
  });

  it('asks which of several studies is meant', async () => {
    const several = [study('first'), study('second'), trial(1), param(0, 'x', 3, int), end(0, 1, [5])];
    expect((await importIt(several)).err).toContain('holds 2 studies: choose one of first, second with --study');
    expect((await importIt(several, '--study', 'secnd')).err).toContain('has no study "secnd", did you mean "second"?');
    expect((await importIt(several, '--study', 'second')).exit).toBe(0);
    expect(textOf('trials.csv')).toBe('x,value\n3,5\n');
  });

  it.each([
    ['no journal', ['hello'], /line 1 is no JSON: expected a journal of Optuna/],
    ['another JSON', [{ a: 1 }], /line 1 is no operation of a journal of Optuna: it has no "op_code"/],
    ['nothing in it', [''], /holds no study of Optuna/],
    ['nothing completed', [study('s'), trial(0)], /holds no completed trial/],
    [
      'a choice that is none',
      [study('s'), trial(0), param(0, 'kind', 7, oneOf)],
      /line 3: the value of a parameter does not go with its distribution/,
    ],
  ])('refuses %s in a sentence', async (_, lines, expected) => {
    const { exit, err } = await importIt(lines);
    expect(exit).toBe(2);
    expect(err.trim()).toMatch(expected);
  });
});

describe('hnas import', () => {
  it('says what is wrong with its use', async () => {
    const say = async (...args: string[]) => (await shell.run('import', ...args)).err.trim();
    shell.write('x', 'x');
    expect(await say('x', '--from', 'optna', '--out', 'y')).toContain(
      'there is no format "optna", did you mean "optuna"?',
    );
    expect(await say('x', 'x', '--from', 'optuna', '--out', 'y')).toContain('optuna is one file; 2 were given');
    expect(await say('x', '--from', 'nasbench201', '--out', 'y', '--study', 's')).toContain(
      '--study is of journals of Optuna only',
    );
    for (const { from } of [{ from: 'optuna' }, { from: 'nasbench101' }, { from: 'nasbench201' }])
      expect(await say('nowhere', '--from', from, '--out', 'y')).toMatch(/^hnas: nowhere: the file does not exist$/);
    expect(await say('.', '--from', 'optuna', '--out', 'y')).toMatch(/it is a folder, not a file$/);
  });
});
