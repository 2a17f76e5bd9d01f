/** `step_peer.py` in a process of its own: the same step in PyTorch. Absent where Python or torch are. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { batchShape } from '../../engine/evaluate/train/forms/structure.ts';
import type { Shape } from '../../dsl/graph/shape.ts';
import type { Batch } from '../../engine/data/batches.ts';
import { WEIGHT_CODE, writeWeightCode, type WeightKind } from '../../engine/hypernetwork/ghn/decoder.ts';
import type { GhnOptions } from '../../engine/hypernetwork/ghn/options.ts';
import { packed } from '../../engine/hypernetwork/ghn/packed.ts';
import { ABREAST } from '../../engine/hypernetwork/ghn/schedule.ts';
import type { Subject } from '../../engine/hypernetwork/ghn/step.ts';

export interface StepPeer {
  readonly version: string;
  /** One step; milliseconds of the processor, or by the clock, waited for. */
  step(clock?: 'cpu' | 'ms'): Promise<number>;
  close(): void;
}

interface Given {
  readonly options: GhnOptions;
  readonly subjects: readonly Subject[];
  readonly batch: Batch;
  readonly input: Shape;
}

/** Starts the peer and lets it do one step; undefined, with the reason on stderr, where it cannot run. */
export async function startStepPeer(given: Given, device: 'cpu' | 'cuda' = 'cpu'): Promise<StepPeer | undefined> {
  const script = new URL('step_peer.py', import.meta.url).pathname;
  const python = spawn(process.env['HNAS_PYTHON'] ?? '/usr/bin/python3', [script, device], { stdio: ['pipe', 'pipe', 'pipe'] }); // prettier-ignore
  let complaint = '';
  python.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  python.on('error', (error) => (complaint += error.message));
  python.stdin.on('error', (error) => (complaint += error.message));
  const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<Record<string, unknown> | undefined> => {
    const line = await lines.next();
    return line.done === true ? undefined : (JSON.parse(line.value) as Record<string, unknown>);
  };
  python.stdin.write(`${JSON.stringify(description(given))}\n`);
  const hello = await answer();
  if (hello === undefined) {
    console.error(`PyTorch is absent: ${complaint.trim().split('\n').at(-1) ?? ''}`);
    return undefined;
  }
  return {
    version: String(hello['version']),
    step: async (clock = 'cpu') => {
      python.stdin.write('{"repeat": 1}\n');
      const result = await answer();
      if (result === undefined) throw new Error(`PyTorch stopped: ${complaint}`);
      return (result[clock] as number[])[0] as number;
    },
    close: () => python.stdin.end(),
  };
}

/** What the peer is told: graphs, weights to make, images. */
function description({ options, subjects, batch, input }: Given): object {
  const graphs = packed(subjects.map(({ graph }) => graph), options); // prettier-ignore
  const kinds = new Map<string, { readonly kind: WeightKind; readonly members: object[] }>();
  subjects.forEach(({ plan }, graph) => {
    for (const { kind, name, node, ordinal } of plan) {
      const key = JSON.stringify(kind);
      const known = kinds.get(key) ?? { kind, members: [] };
      kinds.set(key, known);
      const code = new Float32Array(WEIGHT_CODE);
      writeWeightCode(kind.rule, ordinal, code, 0);
      known.members.push({ graph, name, slot: graphs.slotOf[graph]?.[node], code: [...code] });
    }
  });
  const { rows, slots } = graphs;
  const numbers = ['features', 'shares', 'ahead', 'back', 'entering'] as const;
  return {
    options,
    abreast: ABREAST,
    packed: {
      rows,
      slots,
      slotOf: graphs.slotOf,
      ...Object.fromEntries(numbers.map((name) => [name, [...graphs[name]]])),
    },
    kinds: [...kinds.values()].map(({ kind, members }) => ({ ...kind, members })),
    graphs: subjects.map(({ graph: { primitives } }) => primitives),
    pixels: [...batch.pixels],
    pixelShape: batchShape(batch.size, input),
    labels: [...batch.labels],
  };
}
