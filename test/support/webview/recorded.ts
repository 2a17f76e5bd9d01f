/** Runs as the engine would tell of them, made by a seed: points that improve while the search goes on, with predictions, failures and constraints. */
import { seededRandom, type Random } from '../../../dsl/random.ts';
import type { Columns } from '../../../client/pareto/contract.ts';
import type {
  Drawing,
  Importance,
  PointDescription,
  RunSetupMessage,
  RunSummary,
} from '../../../engine/protocol/runs.ts';

export interface RecordedOptions {
  readonly run?: string;
  readonly experiment?: string;
  readonly seed?: number;
  readonly points: number;
  readonly state?: RunSummary['state'];
  readonly predictions?: boolean;
  readonly longPaths?: boolean;
  readonly failures?: boolean;
}

export interface Recorded {
  readonly setup: RunSetupMessage;
  readonly summary: RunSummary;
  readonly columns: Columns;
  describe(position: number): PointDescription;
  drawing(position: number): Drawing;
  importance(metric: string): { readonly decisions: readonly Importance[]; readonly basis: string };
}

const operators = ['none', 'skip', 'conv1x1', 'conv3x3', 'pool3x3'];

export function recordedRun(options: RecordedOptions): Recorded {
  const {
    run = 'r1',
    experiment = 'demo',
    seed = 0,
    points,
    state = 'done',
    predictions = true,
    failures = true,
  } = options;
  const key = { store: '/project/.hnas/runs.db', run };
  const prefix =
    options.longPaths === true ? 'network.stage[3].repeated_residual_bottleneck_block.branch_with_attention.' : '';
  const decisions = [
    ...Array.from({ length: 6 }, (_, i) => ({
      path: `${prefix}cell.edge${i}`,
      ordinal: false,
      alternatives: operators,
    })),
    { path: `${prefix}width`, ordinal: true, alternatives: ['16', '24', '32', '48', '64'] },
    { path: `${prefix}depth`, ordinal: true, alternatives: ['1', '2', '3', '4'] },
  ];
  const setup: RunSetupMessage = {
    ...key,
    experiment,
    space: 'nb201',
    file: '/project/demo.hnas',
    seed,
    objectives: [
      { metric: 'accuracy', device: undefined, unit: undefined, direction: 'maximize' },
      { metric: 'params', device: undefined, unit: undefined, direction: 'minimize' },
    ],
    constraints: [
      {
        metric: 'latency',
        device: 'edgegpu',
        unit: undefined,
        text: 'latency(device: "edgegpu") <= 12ms',
        min: undefined,
        max: 0.012,
        exclusive: undefined,
      },
    ],
    estimated: [],
    box: { reference: [0, 6_000_000], ideal: [-100, 0] },
    decisions,
    note: undefined,
  };
  const columns = columnsOf(seededRandom(`recorded ${run} ${seed}`), decisions, points, predictions, failures);
  const summary: RunSummary = {
    ...key,
    experiment,
    space: 'nb201',
    file: '/project/demo.hnas',
    seed,
    strategy: predictions ? 'bananas' : 'random',
    backend: 'table',
    state,
    reason: undefined,
    ours: state === 'running',
    created: '2026-11-30T08:00:00Z',
    finished: state === 'done' ? '2026-11-30T08:05:00Z' : undefined,
    evaluations: points,
    failures: columns.status.filter((status) => status > 0).length,
    budget: { evaluations: Math.max(points, Math.ceil(points / 50) * 50), time: undefined },
    front: 0,
    hypervolume: undefined,
  };
  const choice = (d: number, position: number): string =>
    decisions[d]?.alternatives[columns.choices[d]?.[position] ?? 0] ?? 'none';
  return {
    setup,
    summary,
    columns,
    describe: (position) => ({
      position,
      architecture: decisions.map(({ path }, d) => `${path}: ${choice(d, position)}`).join(', '),
      literal: `arch best${position} of nb201 {\n${decisions.map(({ path }, d) => `  ${path}: ${choice(d, position)}`).join('\n')}\n}\n`,
      name: `best${position}`,
      hash: `h${position}`,
      origin: position < 8 ? 'initial sample' : 'mutation of 3',
      why: columns.status[position] === 1 ? 'the loss became infinite in epoch 2' : undefined,
      metrics: new Map(
        [...columns.metrics].flatMap(([name, column]) =>
          Number.isNaN(column[position] ?? NaN) ? [] : [[name, column[position] as number] as const],
        ),
      ),
      seconds: columns.seconds[position] as number,
    }),
    drawing: (position) => drawingOf((d) => choice(d, position)),
    importance: () => ({
      decisions: decisions.map(({ path }, d) => ({
        path,
        share: [0.31, 0.08, 0.22, 0.02, 0.14, 0.05, 0.11, 0.01][d] as number,
        error: 0.02 + 0.01 * (d % 3),
      })),
      basis: `A Gaussian process fitted to ${points} evaluations (Kendall's tau 0.71 by leave-one-out).`,
    }),
  };
}

function columnsOf(
  random: Random,
  decisions: RunSetupMessage['decisions'],
  points: number,
  predictions: boolean,
  failures: boolean,
): Columns {
  const column = (): Float64Array => new Float64Array(points).fill(NaN);
  const metrics = new Map(['accuracy', 'params', 'macs', 'latency(edgegpu)'].map((name) => [name, column()]));
  const [accuracy, params, macs, latency] = [...metrics.values()] as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const mean = column();
  const std = column();
  const status = new Float64Array(points);
  const choices = decisions.map(() => column());
  for (let i = 0; i < points; i++) {
    const progress = points < 2 ? 0 : i / (points - 1);
    const capacity = random.next();
    params[i] = Math.round(2e5 * Math.pow(30, 0.75 * capacity + 0.25 * random.next()));
    macs[i] = Math.round((params[i] as number) * (60 + 40 * random.next()));
    latency[i] = 0.002 + 0.012 * capacity + 0.002 * random.next();
    const quality = 93.5 - 14 * Math.pow(1 - capacity, 2) - 9 * Math.abs(random.normal()) * (1 - 0.8 * progress);
    if (failures && random.next() < 0.04) status[i] = random.next() < 0.7 ? 1 : 2;
    else accuracy[i] = Math.max(10, quality);
    if (status[i] !== 0) latency[i] = NaN;
    if (predictions && i >= Math.min(10, points - 1)) {
      std[i] = 0.6 + random.next();
      mean[i] = Math.max(10, quality + (std[i] as number) * random.normal());
    }
    choices.forEach(
      (each, d) =>
        (each[i] = Math.min(
          (decisions[d]?.alternatives.length ?? 1) - 1,
          Math.floor(random.next() * (decisions[d]?.alternatives.length ?? 1)),
        )),
    );
    if (i % 17 === 0 && choices[7] !== undefined) choices[7][i] = -1;
  }
  return {
    total: points,
    position: Float64Array.from({ length: points }, (_, i) => i),
    status,
    seconds: Float64Array.from({ length: points }, () => 20 + 60 * random.next()),
    metrics,
    predictedMean: predictions ? new Map([['accuracy', mean]]) : new Map(),
    predictedStd: predictions ? new Map([['accuracy', std]]) : new Map(),
    choices,
  };
}

/** A cell of four nodes with an operator on each edge, and the chain around it. */
function drawingOf(choice: (d: number) => string): Drawing {
  const edges = [
    [0, 1],
    [0, 2],
    [1, 2],
    [0, 3],
    [1, 3],
    [2, 3],
  ] as const;
  return {
    graphs: [
      {
        title: 'cell',
        nodes: [0, 1, 2, 3].map((n) => ({
          id: String(n),
          label: n === 0 ? 'in' : n === 3 ? 'out' : 'add',
          kind: n === 0 ? 'input' : n === 3 ? 'output' : 'merge',
        })),
        edges: edges.flatMap(([from, to], d) =>
          choice(d) === 'none' ? [] : [{ from: String(from), to: String(to), label: choice(d) }],
        ),
      },
      {
        title: 'network',
        nodes: [
          { id: 'in', label: 'image 32×32×3', kind: 'input' },
          { id: 'stem', label: 'conv3x3 16', kind: 'operator' },
          { id: 'a', label: 'cell ×5', kind: 'cell' },
          { id: 'b', label: 'reduce 32', kind: 'operator' },
          { id: 'c', label: 'cell ×5', kind: 'cell' },
          { id: 'pool', label: 'global_pool', kind: 'operator' },
          { id: 'out', label: 'linear 10', kind: 'output' },
        ],
        edges: [
          ['in', 'stem'],
          ['stem', 'a'],
          ['a', 'b'],
          ['b', 'c'],
          ['c', 'pool'],
          ['pool', 'out'],
        ].map(([from, to]) => ({ from: from as string, to: to as string, label: undefined })),
      },
    ],
  };
}

/** Rows `from` to `to` of the columns. */
export function slice(columns: Columns, from: number, to: number): Columns {
  const cut = (column: Float64Array): Float64Array => column.slice(from, to);
  const all = (table: ReadonlyMap<string, Float64Array>): ReadonlyMap<string, Float64Array> =>
    new Map([...table].map(([name, column]) => [name, cut(column)]));
  return {
    total: columns.total,
    position: cut(columns.position),
    status: cut(columns.status),
    seconds: cut(columns.seconds),
    metrics: all(columns.metrics),
    predictedMean: all(columns.predictedMean),
    predictedStd: all(columns.predictedStd),
    choices: columns.choices.map(cut),
  };
}
