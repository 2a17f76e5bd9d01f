/** NAS-Bench-201 (Dong and Yang 2020) by hand: from the benchmark's notation to cells and networks. */
import type { CellTopology, Network } from '../../../../dsl/graph/network.ts';
import { image } from '../../../../dsl/graph/shape.ts';
import { add, assemble, chain, expand, merge, must, network, shapeAt, type Assembly, type Step } from './assemble.ts';

/** `[from, to, operator]` over vertices 0..3. */
export type Edge = readonly [number, number, string];

const OPERATORS: Readonly<Record<string, string>> = {
  none: 'none',
  skip_connect: 'skip',
  nor_conv_1x1: 'relu_conv1x1_bn',
  nor_conv_3x3: 'relu_conv3x3_bn',
  avg_pool_3x3: 'avgpool3x3',
};

/** `|nor_conv_3x3~0|+|...|` */
export function edgesOf(notation: string): Edge[] {
  return notation.split('+').flatMap((node, i) =>
    node
      .split('|')
      .filter((part) => part !== '')
      .map((part): Edge => {
        const [operator = '', from = ''] = part.split('~');
        return [Number(from), i + 1, OPERATORS[operator] ?? operator];
      }),
  );
}

/** Which edges are on a path from vertex 0 to vertex 3 that no `none` cuts. */
export function liveEdges(edges: readonly Edge[]): Edge[] {
  const open = edges.filter(([, , operator]) => operator !== 'none');
  const fed = new Set([0]);
  for (const to of [1, 2, 3]) if (open.some(([a, b]) => b === to && fed.has(a))) fed.add(to);
  const used = new Set([3]);
  for (const from of [2, 1, 0]) if (open.some(([a, b]) => a === from && used.has(b))) used.add(from);
  return open.filter(([a, b]) => fed.has(a) && used.has(a) && fed.has(b) && used.has(b));
}

export function topologyOf(notation: string): CellTopology {
  const edges = edgesOf(notation);
  const live = liveEdges(edges);
  return {
    cell: 'Cell',
    inputs: ['x'],
    vertices: ['x', 'h[0]', 'h[1]', 'h[2]', 'output'].map((name, v) => ({
      name,
      operator: undefined,
      merge: 'sum',
      live: v === 0 || v > 2 || live.some(([, to]) => to === v),
    })),
    edges: [
      ...edges.map((edge) => ({ from: edge[0], to: edge[1], operator: edge[2], live: live.includes(edge) })),
      { from: 3, to: 4, operator: undefined, live: live.length > 0 },
    ],
    output: { merge: 'sum' },
  };
}

function steps(operator: string, out: number, stride = 1): Step[] {
  if (operator === 'skip') return [['identity']];
  if (operator === 'avgpool3x3') return [['avgpool', { k: 3 }]];
  return [['relu'], ['conv', { k: operator === 'relu_conv3x3_bn' ? 3 : 1, out, stride }], ['batchnorm']];
}

const written = new Map<string, Map<number, Step[]>>();

/** `steps` at stride 1, made once; the operator and the shape that enters determine them. */
function stepsAt(operator: string, out: number): Step[] {
  let byOut = written.get(operator);
  if (byOut === undefined) written.set(operator, (byOut = new Map()));
  let made = byOut.get(out);
  if (made === undefined) byOut.set(out, (made = steps(operator, out)));
  return made;
}

/** The residual block between stages: two 3x3 convolutions; the shortcut is a pool and a 1x1 convolution. */
function reduction(assembly: Assembly, from: number, out: number): number {
  const expansion = expand(`resblock ${out}`, [shapeAt(assembly, from)], (b) => {
    const along = [...steps('relu_conv3x3_bn', out, 2), ...steps('relu_conv3x3_bn', out)];
    const shortcut: Step[] = [
      ['avgpool', { k: 2, stride: 2 }],
      ['conv', { k: 1, out }],
    ];
    const ends = [along, shortcut].map((branch) => branch.reduce((at, step) => must(b, step, [at]), 0));
    return must(b, ['sum'], ends);
  });
  return add(assembly, 'resblock', [from], expansion);
}

/**
 * The benchmark's CIFAR-10 network. `cell` gives the edges of the cell to build: the live ones, or all but `none` to count as the
 * benchmark's table does, which also counts operators whose result goes nowhere.
 */
export function networkOf(cell: readonly Edge[]): Network {
  const assembly = assemble(image(3, 32, 32));
  let at = chain(assembly, 'nasbench201 stem', 0, [['conv', { k: 3, out: 16 }], ['batchnorm']]);
  for (const channels of [16, 32, 64]) {
    if (channels > 16) at = reduction(assembly, at, channels);
    for (let i = 0; i < 5; i++) {
      const vertices: (number | undefined)[] = [at];
      for (const to of [1, 2, 3]) {
        const terms = cell.flatMap(([a, b, operator]) => {
          // Whatever reads an absent vertex reads zeros; for counting it may as well read the cell's input.
          const from = vertices[a] ?? at;
          return b === to ? [chain(assembly, operator, from, stepsAt(operator, channels))] : [];
        });
        vertices.push(terms.length === 0 ? undefined : merge(assembly, 'sum', terms));
      }
      // A cell that none cuts through gives zeros.
      at = vertices[3] ?? chain(assembly, 'none', at, [['none']]);
    }
  }
  const head: Step[] = [['batchnorm'], ['relu'], ['global_avgpool'], ['linear', { out: 10 }]];
  return network(assembly, chain(assembly, 'nasbench201 head', at, head));
}
