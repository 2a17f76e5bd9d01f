/**
 * What a trace has seen of places in the text: which shapes flow there, and into what each use of an operator expands. For editors: hover
 * on an operator, and which operators fit where one is typed.
 */
import type { Place } from '../diagnostics/catalogue.ts';
import type { Expansion } from '../graph/network.ts';
import { showShape, type Shape } from '../graph/shape.ts';
import { isLifted, isShape, type Concrete, type OpValue, type Value } from '../semantics/values.ts';

/** An operator where it is applied. */
export interface OperatorSite {
  readonly place: Place;
  readonly operator: string;
  /** Each form that it takes there, with the shape that enters, in the order met. */
  readonly forms: Map<Expansion, Shape>;
}

/** Shapes that flow at an offset: after a step or statement, or where a body begins. */
export interface FlowSite {
  readonly file: string;
  readonly offset: number;
  readonly shapes: Map<string, Shape>;
}

export interface Sites {
  readonly operators: Map<string, OperatorSite>;
  readonly flows: Map<string, FlowSite>;
}

/** Forms and shapes remembered of one place. */
const LIMIT = 64;

export const newSites = (): Sites => ({ operators: new Map(), flows: new Map() });

export function sawOperator(sites: Sites, op: OpValue, place: Place, input: Shape, expansion: Expansion): void {
  const operator = op.item.name.text;
  const key = `${operator}@${place.file}:${place.span.start}`;
  let site = sites.operators.get(key);
  if (site === undefined) sites.operators.set(key, (site = { place, operator, forms: new Map() }));
  if (site.forms.size < LIMIT) site.forms.set(expansion, input);
}

export function sawFlow(sites: Sites, file: string, offset: number, shape: Value): void {
  const key = `${file}:${offset}`;
  let site = sites.flows.get(key);
  if (site === undefined) sites.flows.set(key, (site = { file, offset, shapes: new Map() }));
  const entries: readonly Concrete[] = isLifted(shape) ? shape.table : [shape as Concrete];
  for (let i = 0; i < entries.length && i < LIMIT && site.shapes.size < LIMIT; i++) {
    const entry = entries[i] as Concrete;
    if (isShape(entry)) site.shapes.set(showShape(entry.shape), entry.shape);
  }
}
