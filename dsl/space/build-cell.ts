/** A decided cell at one use: its operators, merges and adapters as nodes of the network. */
import { vertexChannels } from '../graph/nasbench101-channels.ts';
import type { CellInstance, CellTopology, OperatorNode } from '../graph/network.ts';
import { channelsOf, sameShape, type Shape } from '../graph/shape.ts';
import type { CellStructure, CellUse } from '../semantics/cells.ts';
import type { Flow } from '../semantics/machine.ts';
import { isOp, isShape, show, type Concrete, type OpValue, type Value } from '../semantics/values.ts';
import { shapeOfFlow, type Builder } from './build.ts';
import { cellArguments, cellGeometry, sharesWidth, type CellGeometry } from './cell-geometry.ts';
import type { Decided, DecidedCell } from './topology.ts';

interface Cell {
  readonly structure: CellStructure;
  readonly use: CellUse;
  readonly geometry: CellGeometry;
  readonly decided: DecidedCell;
  readonly width: number;
  readonly stride: number;
}

export function buildCell(builder: Builder, made: Decided, use: CellUse): Flow {
  const { structure, decided } = made;
  const geometry = cellGeometry(structure, use.inputs);
  if (typeof geometry.width !== 'number' || typeof structure.stride !== 'number') return use.inputs.at(-1) as Flow;
  const cell: Cell = { structure, use, geometry, decided, width: geometry.width, stride: structure.stride };
  const slot = builder.cells.length;
  const inputs = geometry.inputs.map((flow) => flow.node);
  builder.cells.push({
    topology: decided.topology,
    path: use.path,
    inputs,
    output: -1,
    stride: cell.stride,
    width: cell.width,
  });
  const key = `${cell.width}|${cell.stride}|${geometry.inputs.map((flow) => show(flow.shape)).join('|')}|${inputs.map((node) => inputs.indexOf(node)).join()}`;
  const template = builder.cellTemplates.get(made)?.get(key);
  const output =
    template === undefined ? buildFirst(builder, cell, slot) : repeatTemplate(builder, template, cell, slot);
  if (template === undefined) rememberTemplate(builder, made, key, slot, output);
  builder.cells[slot] = { ...(builder.cells[slot] as CellInstance), output: output.node };
  return { ...output, width: cell.width };
}

function buildFirst(builder: Builder, cell: Cell, slot: number): Flow {
  const outer = builder.cell;
  builder.cell = slot;
  const onNodes = cell.structure.vertices.every((vertex) => vertex.edges === undefined);
  const output =
    (onNodes ? buildOnNodes(builder, cell) : buildOnEdges(builder, cell)) ?? zero(builder, cell, cell.geometry.output);
  builder.cell = outer;
  return output;
}

/** A cell that was built before over equal shapes: where its nodes stand, to be repeated with other inputs. */
export interface CellTemplate {
  readonly slot: number;
  readonly start: number;
  readonly end: number;
  readonly output: Flow;
}

/** The nodes of the cell in `slot` are the last ones that were added. */
function rememberTemplate(builder: Builder, made: Decided, key: string, slot: number, output: Flow): void {
  let start = builder.nodes.length;
  while (start > 0 && builder.nodes[start - 1]?.cell === slot) start--;
  let known = builder.cellTemplates.get(made);
  if (known === undefined) builder.cellTemplates.set(made, (known = new Map()));
  known.set(key, { slot, start, end: builder.nodes.length, output });
}

function repeatTemplate(builder: Builder, template: CellTemplate, cell: Cell, slot: number): Flow {
  const first = builder.cells[template.slot] as CellInstance;
  const inputs = cell.geometry.inputs.map((flow) => flow.node);
  const shift = builder.nodes.length - template.start;
  const moved = (node: number): number =>
    node >= template.start ? node + shift : (inputs[first.inputs.indexOf(node)] ?? node);
  for (let i = template.start; i < template.end; i++) {
    const node = builder.nodes[i] as OperatorNode;
    builder.nodes.push({
      operator: node.operator,
      attributes: node.attributes,
      inputs: node.inputs.map(moved),
      shape: node.shape,
      expansion: node.expansion,
      cell: slot,
      path: cell.use.path + node.path.slice(first.path.length),
      role: node.role,
    });
  }
  return { ...template.output, node: moved(template.output.node) };
}

/** What is left where `none` cuts every path: zeros of the declared shape. */
function zero(builder: Builder, { geometry, use, stride }: Cell, wanted: Value): Flow {
  const shape = isShape(wanted) ? wanted.shape : undefined;
  const out = shape === undefined ? 1 : channelsOf(shape);
  return builder.addPrimitive(
    'none',
    { out, stride },
    [geometry.inputs.at(-1) as Flow],
    use.path,
    use.place,
    'operator',
  );
}

/** NAS-Bench-201, DARTS, graph hypernetworks: operators on edges, every node `width` wide. */
function buildOnEdges(builder: Builder, cell: Cell): Flow | undefined {
  const { structure, decided, use, width, stride, geometry } = cell;
  const { topology } = decided;
  const all = builder.keep === 'all';
  const inputs = structure.inputs.length;
  const fitted = new Map<number, Flow>();
  const values: (Flow | undefined)[] = [];
  const valueOf = (vertex: number): Flow | undefined => {
    if (vertex >= inputs) return values[vertex];
    let flow = fitted.get(vertex);
    if (flow === undefined) fitted.set(vertex, (flow = fitInput(builder, cell, vertex)));
    return flow;
  };
  for (const vertex of decided.vertices) {
    const declared = structure.vertices[vertex.declared] as CellStructure['vertices'][number];
    if (!all && topology.vertices[vertex.index]?.live !== true) continue;
    const incoming: Flow[] = [];
    vertex.sources.forEach((source, j) => {
      if (all ? isCut(declared.edges?.[j]) : !liveEdge(topology, vertex.index, source, declared.edges?.[j])) return;
      const from = valueOf(source);
      const op = declared.edges?.[j];
      if (from === undefined) return;
      const path = `${use.path}.${declared.name}.edge[${j}]`;
      if (op === undefined || !isOp(op)) incoming.push(from);
      else {
        const args = cellArguments(op, op.args as ReadonlyMap<string, Concrete>, width, source < inputs ? stride : 1);
        incoming.push(builder.addOperator(op, args, from, path, declared.edgePlace, 'operator'));
      }
    });
    if (incoming.length === 0) {
      if (all) values[vertex.index] = zero(builder, cell, geometry.node);
      continue;
    }
    let value = builder.merge(declared.merge, incoming, `${use.path}.${declared.name}`, use.place);
    if (declared.op !== undefined && isOp(declared.op)) {
      const args = cellArguments(declared.op, declared.op.args as ReadonlyMap<string, Concrete>, width, 1);
      value = builder.addOperator(
        declared.op,
        args,
        value,
        `${use.path}.${declared.name}.op`,
        declared.opPlace,
        'operator',
      );
    }
    values[vertex.index] = value;
  }
  const live = decided.outputSources.flatMap((source) => valueOf(source) ?? []);
  return mergeOutput(builder, cell, live, decided.outputSources.length);
}

function isCut(op: Value | undefined): boolean {
  return op !== undefined && isOp(op) && op.item.name.text === 'none';
}

function liveEdge(topology: CellTopology, to: number, from: number, op: Value | undefined): boolean {
  const label = op === undefined ? undefined : show(op);
  return topology.edges.some((edge) => edge.to === to && edge.from === from && edge.live && edge.operator === label);
}

/** A concatenation keeps its width where some of its parts are cut off: their zeros take part. */
function mergeOutput(builder: Builder, cell: Cell, live: readonly Flow[], parts: number): Flow | undefined {
  const { structure, use, geometry } = cell;
  if (live.length === 0) return undefined;
  const { merge } = structure.output;
  if (merge !== 'concat' || live.length === parts) return builder.merge(merge, live, `${use.path}.output`, use.place);
  const wanted = isShape(geometry.output) ? channelsOf(geometry.output.shape) : 0;
  const merged = builder.merge('concat', live, `${use.path}.output`, use.place);
  return builder.addPrimitive('pad_channels', { out: wanted }, [merged], `${use.path}.output`, use.place, 'adapter');
}

/** An input as wide and as large as the cell wants it (DARTS' preprocessing): only where it is not so already. */
function fitInput(builder: Builder, cell: Cell, index: number): Flow {
  const { geometry, use, structure } = cell;
  const flow = geometry.inputs[index] as Flow;
  const shape = shapeOfFlow(flow);
  const wanted = isShape(geometry.entry) ? geometry.entry.shape : undefined;
  if (shape === undefined || wanted === undefined || sameShape(shape, wanted)) return flow;
  const path = `${use.path}.${structure.inputs[index] ?? 'input'}`;
  const op = builder.library(shape.kind === 'image' ? 'relu_conv1x1_bn' : 'linear');
  const args = new Map<string, Concrete>([['out', channelsOf(wanted)]]);
  if (shape.kind === 'image') args.set('stride', strideBetween(shape, wanted));
  return builder.addOperator(op, args, flow, path, use.place, 'adapter');
}

function strideBetween(from: Shape, to: Shape): number {
  return from.kind === 'image' && to.kind === 'image' ? Math.max(1, Math.round(from.height / to.height)) : 1;
}

/** NAS-Bench-101: operators on nodes; inputs are projected to where they are taken, wider values are truncated. */
function buildOnNodes(builder: Builder, cell: Cell): Flow | undefined {
  const { structure, decided, use } = cell;
  const { topology } = decided;
  const inputs = structure.inputs.length;
  if (topology.vertices.at(-1)?.live !== true) return undefined;
  const channels = channelsOfVertices(builder, cell);
  const values: (Flow | undefined)[] = [];
  const output = topology.vertices.length - 1;

  const take = (source: number, wanted: number, path: string): Flow | undefined => {
    if (source < inputs) return project(builder, cell, source, wanted, path);
    const flow = values[source];
    const had = channels[source] ?? wanted;
    if (flow === undefined || had === wanted) return flow;
    return builder.addPrimitive(
      had > wanted ? 'slice_channels' : 'pad_channels',
      { out: wanted },
      [flow],
      path,
      use.place,
      'adapter',
    );
  };

  for (const vertex of decided.vertices) {
    if (topology.vertices[vertex.index]?.live !== true) continue;
    const declared = structure.vertices[vertex.declared] as CellStructure['vertices'][number];
    const wanted = channels[vertex.index] ?? cell.width;
    const path = `${use.path}.${declared.name}`;
    const sources = vertex.sources.filter((source) => topology.vertices[source]?.live === true);
    const incoming = sources.flatMap((source, j) => take(source, wanted, `${path}.from[${j}]`) ?? []);
    if (incoming.length === 0) continue;
    const merged = builder.merge(declared.merge, incoming, path, use.place);
    const op = declared.op !== undefined && isOp(declared.op) ? declared.op : undefined;
    values[vertex.index] =
      op === undefined
        ? merged
        : builder.addOperator(
            op,
            cellArguments(op, op.args as ReadonlyMap<string, Concrete>, wanted, 1),
            merged,
            `${path}.op`,
            declared.opPlace,
            'operator',
          );
  }
  const sources = decided.outputSources.filter((source) => topology.vertices[source]?.live === true);
  const path = `${use.path}.output`;
  if (!sharesWidth(structure)) {
    const parts = sources.flatMap((source) => take(source, cell.width, path) ?? []);
    return parts.length === 0 ? undefined : builder.merge(structure.output.merge, parts, path, use.place);
  }
  const parts = sources.filter((source) => source >= inputs).flatMap((source) => values[source] ?? []);
  const direct = sources
    .filter((source) => source < inputs)
    .flatMap((source) => take(source, channels[output] ?? cell.width, path) ?? []);
  const joined = parts.length === 0 ? [] : [builder.merge('concat', parts, path, use.place)];
  return builder.merge('sum', [...joined, ...direct], path, use.place);
}

function project(builder: Builder, cell: Cell, input: number, wanted: number, path: string): Flow {
  const { geometry, use, stride } = cell;
  const flow = geometry.inputs[input] as Flow;
  const shape = shapeOfFlow(flow);
  const op: OpValue = builder.library(shape?.kind === 'image' ? 'conv1x1_bn_relu' : 'linear');
  const args = new Map<string, Concrete>([['out', wanted]]);
  if (shape?.kind === 'image')
    args.set('stride', stride * strideBetween(shape, isShape(geometry.entry) ? geometry.entry.shape : shape));
  return builder.addOperator(op, args, flow, path, use.place, 'adapter');
}

/** Channels by vertex of the topology; all inputs count as one for the sharing out. */
function channelsOfVertices(builder: Builder, cell: Cell): number[] {
  const { structure, decided, geometry, width } = cell;
  const { topology } = decided;
  const inputs = structure.inputs.length;
  if (!sharesWidth(structure)) return topology.vertices.map(() => width);
  const live = topology.vertices.flatMap((vertex, i) => (i >= inputs && vertex.live ? [i] : []));
  const position = new Map(live.map((vertex, i) => [vertex, i + 1]));
  const place = (vertex: number): number => (vertex < inputs ? 0 : (position.get(vertex) ?? -1));
  const adjacency = Array.from({ length: live.length + 1 }, () => new Array<boolean>(live.length + 1).fill(false));
  for (const edge of topology.edges) {
    const row = adjacency[place(edge.from)];
    if (edge.live && row !== undefined) row[place(edge.to)] = true;
  }
  const labels = live.map((vertex) => operatorNumber(builder, cell, vertex));
  const shape = shapeOfFlow(geometry.inputs.at(-1) as Flow);
  const found = vertexChannels(shape === undefined ? width : channelsOf(shape), width, adjacency, [0, ...labels]);
  const channels = topology.vertices.map(() => width);
  live.forEach((vertex, i) => (channels[vertex] = found[i + 1] ?? width));
  return channels;
}

/** The number of a vertex's operator among the alternatives, as the text lists them. */
function operatorNumber(builder: Builder, { structure, decided }: Cell, vertex: number): number {
  const { declared } = decided.vertices.find((each) => each.index === vertex) ?? { declared: -1 };
  const name = structure.vertices[declared]?.name;
  const operator = decided.topology.vertices[vertex]?.operator ?? '';
  return Math.max(0, builder.alternativesOf(`${structure.name}.${name ?? ''}.op`).indexOf(operator));
}
