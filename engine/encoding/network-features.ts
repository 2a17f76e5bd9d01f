/**
 * Features of a whole network: its size and depth, and what it does at each resolution outside of cells (inside, the cell's own features
 * say it better). They carry the macro-structure: stages, widths, kernels.
 */
import type { Expansion, Network, OperatorNode } from '../../dsl/graph/network.ts';
import { elementsOf, type Shape } from '../../dsl/graph/shape.ts';

export interface NetworkSchema {
  /** Operators met outside of cells. */
  readonly operators: readonly string[];
  /** Heights of images and counts of tokens met outside of cells, largest first. */
  readonly resolutions: readonly number[];
  /** Kernel sizes of convolutions met outside of cells. */
  readonly kernels: readonly number[];
  readonly names: readonly string[];
}

const TOTALS = ['log params', 'log macs', 'log activations', 'weighted depth', 'operators'];
const BY_RESOLUTION = ['weighted operators', 'log params', 'log macs', 'log width'];

/** From networks of the space; what a later one has beyond these goes uncounted. */
export function networkSchema(networks: readonly Network[]): NetworkSchema {
  const operators = new Set<string>();
  const resolutions = new Set<number>();
  const kernels = new Set<number>();
  for (const network of networks) {
    for (const node of outside(network)) {
      operators.add(node.operator);
      resolutions.add(resolutionOf(node.shape));
      for (const kernel of factsOf(node.expansion).kernels) kernels.add(kernel);
    }
  }
  const schema = {
    operators: [...operators].sort(),
    resolutions: [...resolutions].sort((a, b) => b - a),
    kernels: [...kernels].sort((a, b) => a - b),
  };
  return {
    ...schema,
    names: [
      ...TOTALS,
      ...schema.operators.map((operator) => `log count ${operator}`),
      ...schema.kernels.map((kernel) => `log convolutions ${kernel}x${kernel}`),
      ...schema.resolutions.flatMap((resolution) => BY_RESOLUTION.map((name) => `${name} at ${resolution}`)),
    ],
  };
}

/** Writes `schema.names.length` numbers to `out` from `at` on and returns the offset after them. */
export function writeNetworkFeatures(network: Network, schema: NetworkSchema, out: Float64Array, at: number): number {
  at = writeTotals(network, out, at);
  const { operators, resolutions, kernels } = schema;
  const operatorsAt = at;
  const kernelsAt = operatorsAt + operators.length;
  const resolutionsAt = kernelsAt + kernels.length;
  const end = resolutionsAt + resolutions.length * BY_RESOLUTION.length;
  out.fill(0, operatorsAt, end);
  for (const node of outside(network)) {
    const facts = factsOf(node.expansion);
    const operator = operators.indexOf(node.operator);
    if (operator >= 0) out[operatorsAt + operator]! += 1;
    for (const kernel of facts.kernels) {
      const index = kernels.indexOf(kernel);
      if (index >= 0) out[kernelsAt + index]! += 1;
    }
    const resolution = resolutions.indexOf(resolutionOf(node.shape));
    if (resolution < 0) continue;
    const row = resolutionsAt + resolution * BY_RESOLUTION.length;
    out[row]! += node.expansion.params > 0 ? 1 : 0;
    out[row + 1]! += node.expansion.params;
    out[row + 2]! += node.expansion.macs;
    out[row + 3] = Math.max(out[row + 3] as number, elementsOf(node.shape) / Math.max(1, positionsOf(node.shape)));
  }
  for (let i = operatorsAt; i < end; i++) {
    const countsAsIs = i >= resolutionsAt && (i - resolutionsAt) % BY_RESOLUTION.length === 0;
    if (!countsAsIs) out[i] = Math.log1p(out[i] as number);
  }
  return end;
}

function writeTotals(network: Network, out: Float64Array, at: number): number {
  let params = 0;
  let macs = 0;
  let activations = 0;
  let operators = 0;
  const depths = new Float64Array(network.nodes.length);
  network.nodes.forEach((node, i) => {
    params += node.expansion.params;
    macs += node.expansion.macs;
    activations += elementsOf(node.shape);
    if (node.role === 'operator') operators++;
    let before = 0;
    for (const input of node.inputs) before = Math.max(before, depths[input] as number);
    depths[i] = before + (factsOf(node.expansion).weighted ? 1 : 0);
  });
  out[at++] = Math.log1p(params);
  out[at++] = Math.log1p(macs);
  out[at++] = Math.log1p(activations);
  out[at++] = depths[network.output] as number;
  out[at++] = operators;
  return at;
}

interface ExpansionFacts {
  readonly weighted: boolean;
  /** Of each convolution, the larger side. */
  readonly kernels: readonly number[];
}

/** Expansions are shared between equal operators: each is read once. */
const known = new WeakMap<Expansion, ExpansionFacts>();

function factsOf(expansion: Expansion): ExpansionFacts {
  const found = known.get(expansion);
  if (found !== undefined) return found;
  const kernels = [];
  for (const node of expansion.nodes) {
    if (node.op !== 'conv') continue;
    kernels.push(Math.max(Number(node.attributes['kh']), Number(node.attributes['kw'])));
  }
  const facts = { weighted: expansion.params > 0, kernels };
  known.set(expansion, facts);
  return facts;
}

function outside(network: Network): readonly OperatorNode[] {
  return network.nodes.filter((node) => node.cell < 0);
}

function resolutionOf(shape: Shape): number {
  return shape.kind === 'image' ? shape.height : shape.kind === 'tokens' ? shape.count : 1;
}

function positionsOf(shape: Shape): number {
  return shape.kind === 'image' ? shape.height * shape.width : shape.kind === 'tokens' ? shape.count : 1;
}
