/**
 * Canonical forms of small labelled graphs: two graphs have the same certificate exactly when they are isomorphic.
 *
 * Individualisation and refinement (McKay and Piperno 2014): colours are refined by those of the neighbours until they are stable;
 * where a colour is still shared, each of its holders is singled out in turn and the smallest certificate wins. Two rules keep
 * symmetric graphs cheap: vertices with the same neighbours are interchangeable, and equal certificates reveal automorphisms,
 * which spare the branches that they map to earlier ones. Colours are 32-bit hashes; a collision costs time, not exactness.
 */

export interface LabelledGraph {
  readonly labels: readonly string[];
  /** `[from, to, tag]`; parallel edges count. The tag tells edges apart, such as the positions of ordered inputs. */
  readonly edges: readonly (readonly [number, number, number])[];
}

export interface CanonicalForm {
  /** Describes the graph in its canonical numbering, so it determines the graph up to isomorphism. */
  readonly certificate: string;
  /** The vertices in canonical order. */
  readonly order: readonly number[];
}

/** A complete individualisation: the vertices singled out on the way, and the form that it gives. */
interface Leaf extends CanonicalForm {
  readonly path: readonly number[];
}

export function canonicalForm(graph: LabelledGraph): CanonicalForm {
  const automorphisms: number[][] = [];
  let first: Leaf | undefined;
  let best: Leaf | undefined;

  /** Takes in a leaf. Returns the depth to go back to: where it left an equal leaf, its branch is a copy of one that is done. */
  const visit = (colours: Int32Array, path: readonly number[]): number => {
    const order = graph.labels.map((_, v) => v).sort((a, b) => at(colours, a) - at(colours, b));
    const leaf: Leaf = { certificate: describe(graph, order), order, path };
    for (const known of first === best ? [best] : [best, first]) {
      if (known?.certificate !== leaf.certificate) continue;
      const mapping: number[] = [];
      known.order.forEach((v, i) => (mapping[v] = order[i] ?? v));
      automorphisms.push(mapping);
      return path.findIndex((v, depth) => known.path[depth] !== v);
    }
    first ??= leaf;
    if (best === undefined || leaf.certificate < best.certificate) best = leaf;
    return path.length;
  };

  const search = (colours: Int32Array, path: readonly number[]): number => {
    refine(graph, colours);
    const tied = smallestTie(colours);
    if (tied === undefined) return visit(colours, path);
    const members = areTwins(graph, tied) ? tied.slice(0, 1) : tied;
    const tried: number[] = [];
    for (const member of members) {
      if (tried.length > 0 && sharesOrbit(member, tried, automorphisms, path, colours.length)) continue;
      tried.push(member);
      const depth = search(singledOut(colours, member), [...path, member]);
      if (depth < path.length) return depth;
    }
    return path.length;
  };

  search(startColours(graph), []);
  return best ?? { certificate: '', order: [] };
}

/** All automorphisms, each as the list of images; undefined when there are more than `limit`. */
export function automorphismsOf(graph: LabelledGraph, limit: number): number[][] | undefined {
  const count = graph.labels.length;
  const colours = startColours(graph);
  refine(graph, colours);
  const edges = new Map<number, number>();
  for (const edge of graph.edges) edges.set(edgeKey(edge, count), (edges.get(edgeKey(edge, count)) ?? 0) + 1);
  const incident = graph.labels.map((_, v) => graph.edges.filter(([a, b]) => Math.max(a, b) === v));
  const found: number[][] = [];
  const images: number[] = [];
  const used = new Array<boolean>(count).fill(false);

  const extend = (v: number): boolean => {
    if (v === count) {
      found.push([...images]);
      return found.length <= limit;
    }
    for (let w = 0; w < count; w++) {
      if (used[w] || colours[w] !== colours[v]) continue;
      images[v] = w;
      const kept = (incident[v] ?? []).every(([a, b, tag]) => {
        const image = edgeKey([images[a] ?? 0, images[b] ?? 0, tag], count);
        return edges.get(edgeKey([a, b, tag], count)) === edges.get(image);
      });
      if (!kept) continue;
      used[w] = true;
      if (!extend(v + 1)) return false;
      used[w] = false;
    }
    return true;
  };
  return extend(0) ? found : undefined;
}

// ------------------------------------------------------------------------------------------------------------ refinement

const labelColours = new Map<string, number>();

function startColours(graph: LabelledGraph): Int32Array {
  const colours = new Int32Array(graph.labels.length);
  graph.labels.forEach((label, v) => {
    let colour = labelColours.get(label);
    if (colour === undefined) {
      colour = 17;
      for (let i = 0; i < label.length; i++) colour = mix(colour ^ Math.imul(label.charCodeAt(i) + 1, 0x9e3779b1));
      if (labelColours.size > 100_000) labelColours.clear();
      labelColours.set(label, colour);
    }
    colours[v] = colour;
  });
  return colours;
}

/** Every vertex takes in the colours of its neighbours, by direction and tag, until no more classes split. */
function refine(graph: LabelledGraph, colours: Int32Array): void {
  let classes = countDistinct(colours);
  const next = new Int32Array(colours.length);
  while (classes < colours.length) {
    for (let v = 0; v < colours.length; v++) next[v] = Math.imul(at(colours, v), 0x01000193);
    for (const [from, to, tag] of graph.edges) {
      next[to] = at(next, to) + mix(at(colours, from) + Math.imul(2 * tag + 1, 0x9e3779b1));
      next[from] = at(next, from) + mix(at(colours, to) + Math.imul(2 * tag + 2, 0x85ebca77));
    }
    for (let v = 0; v < colours.length; v++) next[v] = mix(at(next, v));
    const refined = countDistinct(next);
    if (refined <= classes) return;
    colours.set(next);
    classes = refined;
  }
}

function mix(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

function countDistinct(colours: Int32Array): number {
  if (colours.length > 24) return new Set(colours).size;
  let distinct = 0;
  for (let v = 0; v < colours.length; v++) {
    let u = 0;
    while (u < v && colours[u] !== colours[v]) u++;
    if (u === v) distinct++;
  }
  return distinct;
}

function singledOut(colours: Int32Array, vertex: number): Int32Array {
  const copy = colours.slice();
  copy[vertex] = mix(at(colours, vertex) ^ 0x5bd1e995);
  return copy;
}

/** The vertices of the smallest class with more than one member, the lowest colour among equals. */
function smallestTie(colours: Int32Array): number[] | undefined {
  if (countDistinct(colours) === colours.length) return undefined;
  const classes = new Map<number, number[]>();
  colours.forEach((colour, v) => {
    const members = classes.get(colour);
    if (members === undefined) classes.set(colour, [v]);
    else members.push(v);
  });
  let best: number[] | undefined;
  let bestColour = 0;
  for (const [colour, members] of classes) {
    if (members.length < 2) continue;
    const smaller = best === undefined || members.length < best.length;
    if (smaller || (members.length === best?.length && colour < bestColour)) {
      best = members;
      bestColour = colour;
    }
  }
  return best;
}

// -------------------------------------------------------------------------------------------------------------- symmetry

/** Whether vertices have the very same neighbours, so that exchanging any two of them changes nothing. */
function areTwins(graph: LabelledGraph, vertices: readonly number[]): boolean {
  let first: string | undefined;
  for (const v of vertices) {
    const around: string[] = [];
    for (const [from, to, tag] of graph.edges) {
      if (to === v) around.push(`<${from} ${tag}`);
      if (from === v) around.push(`>${to} ${tag}`);
    }
    const text = around.sort().join();
    first ??= text;
    if (text !== first) return false;
  }
  return true;
}

/** Whether the known automorphisms that keep `fixed` in place map some vertex of `tried` to `vertex`. */
function sharesOrbit(
  vertex: number,
  tried: readonly number[],
  automorphisms: readonly (readonly number[])[],
  fixed: readonly number[],
  count: number,
): boolean {
  const parents = Array.from({ length: count }, (_, v) => v);
  const find = (v: number): number => {
    let root = v;
    while (parents[root] !== root) root = parents[root] ?? root;
    return root;
  };
  for (const mapping of automorphisms) {
    if (fixed.some((v) => mapping[v] !== v)) continue;
    mapping.forEach((image, v) => (parents[find(v)] = find(image)));
  }
  return tried.some((v) => find(v) === find(vertex));
}

// ----------------------------------------------------------------------------------------------------------- certificate

function describe(graph: LabelledGraph, order: readonly number[]): string {
  const count = order.length;
  const place = new Array<number>(count).fill(0);
  order.forEach((v, i) => (place[v] = i));
  const edges = graph.edges.map(([from, to, tag]) => edgeKey([place[from] ?? 0, place[to] ?? 0, tag], count));
  return `${order.map((v) => graph.labels[v]).join()}|${edges.sort((a, b) => a - b).join()}`;
}

function edgeKey(edge: readonly [number, number, number], count: number): number {
  return (edge[2] * count + edge[0]) * count + edge[1];
}

function at(array: Int32Array, index: number): number {
  return array[index] ?? 0;
}
