/** How the architectures of a request are measured: by what is there already, by a table, or by training on a data set. */
import type { OptionRecord, OptionValue } from '../semantics/options.ts';
import type { Device } from './fact.ts';
import type { Shape } from './generated.ts';
import { standIn, type Settled } from './shape.ts';
import { freeName, type Subject } from './subject.ts';
import type { Wishes } from './wishes.ts';

export interface Evaluation {
  /** Declarations to be written. */
  readonly items: readonly string[];
  readonly dataset?: string;
  readonly evaluator: string;
  readonly predictor?: string;
  /** The device whose latency is measured, if one is. */
  readonly latencyOn?: string;
  /** Networks are trained, by us or by a program: an evaluation takes long. */
  readonly trains: boolean;
  readonly assumed: readonly string[];
}

/** Tables of measured architectures, and the data sets that they were measured on. */
const tables: Readonly<
  Partial<
    Record<
      string,
      {
        readonly path: string;
        readonly options: OptionRecord;
        readonly on: string;
        readonly latency?: (device: string) => string;
      }
    >
  >
> = {
  nasbench201: {
    path: 'nasbench201.csv.gz',
    options: { key: 'arch_str', metric: 'c10_valid' },
    on: 'Cifar10',
    latency: (device) => `${device}_latency_c10`,
  },
  nasbench101: { path: 'nasbench101.csv.gz', options: { metric: 'val108' }, on: 'Cifar10' },
  autoformer_tiny: { path: 'autoformer_tiny.jsonl', options: { metric: 'top1' }, on: 'ImageNet' },
};

export function evaluate(wishes: Wishes, subject: Subject, settled: Settled, taken: ReadonlySet<string>): Evaluation {
  const latencyBound = wishes.bounds.some(({ metric }) => metric === 'latency');
  const wantsSpeed = latencyBound || wishes.objectives.some(({ kind }) => kind === 'speed');
  const used = subject.known?.used;
  const own =
    wishes.data === undefined &&
    wishes.epochs === undefined &&
    wishes.batch === undefined &&
    (wishes.evaluator === undefined || wishes.evaluator === used?.evaluatorKind);
  const measured = deviceOf(wishes.device, used?.devices);
  if (used?.evaluator !== undefined && own && (!latencyBound || measured !== undefined))
    return {
      items: [],
      evaluator: used.evaluator,
      trains: used.evaluatorKind !== 'table',
      ...(used.dataset === undefined ? {} : { dataset: used.dataset }),
      ...(used.predictor === undefined || wishes.predictor !== undefined ? {} : { predictor: used.predictor }),
      ...(measured !== undefined && wantsSpeed ? { latencyOn: measured } : {}),
      assumed: [
        `architectures are measured as the experiment on ${subject.name} does that is there`,
        ...(measured !== undefined && wantsSpeed && wishes.device === undefined
          ? [`latency is that of "${measured}"`]
          : []),
      ],
    };
  const benchmark = subject.published === undefined ? undefined : tables[subject.published];
  const fits = benchmark !== undefined && (wishes.data === undefined || wishes.data.name === benchmark.on);
  const trains = wishes.evaluator === 'train' || wishes.epochs !== undefined || wishes.batch !== undefined;
  if (latencyBound || wishes.evaluator === 'table' || (fits && !trains)) {
    // Of accuracies that nobody measured there is no table but one's own; latencies need a column for their device.
    const known = fits && (!wantsSpeed || !latencyBound || benchmark.latency !== undefined) ? benchmark : undefined;
    return byTable(wishes, known, wantsSpeed && (known === undefined || known.latency !== undefined), taken);
  }
  return byTraining(wishes, subject.shape, settled, taken);
}

/** Of the devices that are measured, the one that is meant; the first where none is named. */
function deviceOf(device: Device | undefined, devices: readonly string[] = []): string | undefined {
  return device === undefined ? devices[0] : devices.find((name) => name === device.name);
}

/** Devices of HW-NAS-Bench, whose latencies tables of NAS-Bench-201 hold; phones were measured by one of them. */
const benchmarked: Readonly<Record<string, string>> = { phone: 'pixel3', edge: 'edgegpu', gpu: 'edgegpu' };

function byTable(
  wishes: Wishes,
  benchmark: (typeof tables)[string],
  latency: boolean,
  taken: ReadonlySet<string>,
): Evaluation {
  const evaluator = freeName('Measured', taken);
  const asked = wishes.device?.name;
  const device =
    benchmark === undefined ? (asked ?? 'device') : asked === undefined ? 'edgegpu' : (benchmarked[asked] ?? asked);
  const column = benchmark?.latency?.(device) ?? `${device}_ms`;
  const path = benchmark?.path ?? 'measured.csv';
  const options: OptionRecord = {
    path,
    ...(benchmark?.options ?? { notation: 'decisions', metric: 'accuracy' }),
    ...(latency ? { latency: { [device]: column } } : {}),
  };
  const columns =
    benchmark === undefined
      ? `a column for each decision, the accuracy${latency ? `, milliseconds in ${column}` : ''}`
      : `the benchmark's table${latency ? `, milliseconds in ${column}` : ''}`;
  return {
    items: [item('evaluator', evaluator, 'table', options)],
    evaluator,
    trains: false,
    ...(latency ? { latencyOn: device } : {}),
    assumed: [
      `accuracies${latency ? ' and latencies' : ''} are read from ${path} beside the file: ${columns}`,
      ...(latency && asked !== device ? [`latency is that of "${device}"`] : []),
      ...(wishes.epochs !== undefined || wishes.evaluator === 'train'
        ? ['training measures no latency, so that a table is read instead']
        : []),
    ],
  };
}

function byTraining(wishes: Wishes, shape: Shape, settled: Settled, taken: ReadonlySet<string>): Evaluation {
  // What is not named has to fit the space, whichever was chosen.
  const { data, assumed } = wishes.data === undefined ? standIn(shape) : settled;
  const dataset = freeName(data.name, taken);
  const evaluator = freeName('Train', taken);
  const drawn: OptionRecord = data.kind === 'glyphs' ? { size: shape.height, channels: shape.channels } : {};
  const channels: OptionRecord = data.kind === 'folder' || data.kind === 'csv' ? { channels: shape.channels } : {};
  const sides: OptionRecord = data.kind === 'csv' ? { width: shape.width, height: shape.height } : {};
  // Parts of successive halving are ninths.
  const epochs = wishes.epochs ?? (wishes.strategy === 'halving' ? 9 : 5);
  return {
    items: [
      item('dataset', dataset, data.kind, { ...data.options, ...drawn, ...channels, ...sides }),
      item('evaluator', evaluator, 'train', { epochs, batch: wishes.batch ?? 64, validations: 1 }),
    ],
    dataset,
    evaluator,
    trains: true,
    assumed: [
      ...assumed,
      ...(typeof data.options['path'] === 'string' ? [`the data lies in ${data.options['path']} beside the file`] : []),
      ...(wishes.epochs === undefined ? [`networks are trained for ${epochs} epochs, enough to compare them`] : []),
    ],
  };
}

const item = (keyword: string, name: string, kind: string, options: OptionRecord): string =>
  `${keyword} ${name} = ${kind} ${written(options)}`;

/** Names where the language takes them for texts; calls where options are given with a name. */
const NAMES = new Set(['key', 'metric', 'notation']);

function written(value: OptionValue, key = ''): string {
  if (typeof value === 'string')
    return NAMES.has(key) || key === 'augment' || key === 'latency' ? value : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((each: OptionValue) => written(each, key)).join(', ')}]`;
  if (typeof value !== 'object') return String(value);
  const { name, ...options } = value as OptionRecord;
  const entries = (of: OptionRecord): string =>
    Object.entries(of)
      .map(([each, inner]) => `${each}: ${written(inner, key === 'latency' ? 'latency' : each)}`)
      .join(', ');
  if (typeof name === 'string' && key === 'augment') return `${name}(${entries(options)})`;
  return `{ ${entries(value as OptionRecord)} }`;
}
