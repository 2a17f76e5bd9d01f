/**
 * Features that architectures of every space have: size, depth, receptive field, what kind of operators there are. Found by name and by what the
 * operators do (weights, kernel, identity) in the space's own list of features, so that what is known of them in one space holds in another.
 */
import { featureSchema, type FeatureSchema } from '../../encoding/encoder.ts';
import type { DecisionSpace } from '../../../dsl/space/decision-space.ts';

export const universalNames = [
  'log params',
  'log macs',
  'log activations',
  'depth',
  'receptive field',
  'widest receptive field',
  'narrowest receptive field',
  'weighted operators',
  'kernel positions',
  'pools',
  'identities',
  'operators',
  'log paths',
  'paths without weights',
  'log variance',
  'width',
] as const;

export const UNIVERSAL = universalNames.length;

/** Each universal feature as a sum of columns times weights; a feature that the space lacks has no column. */
export type UniversalMap = readonly (readonly (readonly [column: number, weight: number])[])[];

const maps = new WeakMap<DecisionSpace, UniversalMap>();

export function universalMap(space: DecisionSpace): UniversalMap {
  const known = maps.get(space);
  if (known !== undefined) return known;
  const map = mapOf(featureSchema(space));
  maps.set(space, map);
  return map;
}

/** `row` holds the space's features as the encoder writes them. */
export function writeUniversal(map: UniversalMap, row: ArrayLike<number>, out: Float64Array): void {
  map.forEach((terms, k) => {
    let sum = 0;
    for (const [column, weight] of terms) sum += weight * (row[column] as number);
    out[k] = sum;
  });
}

function mapOf(schema: FeatureSchema): UniversalMap {
  const columns = new Map(schema.names.map((name, column) => [name, column]));
  const terms: Record<(typeof universalNames)[number], [number, number][]> = Object.fromEntries(universalNames.map((name) => [name, []])) as never; // prettier-ignore
  const put = (feature: (typeof universalNames)[number], name: string, weight = 1): void => {
    const column = columns.get(name);
    if (column !== undefined && weight !== 0) terms[feature].push([column, weight]);
  };
  for (const feature of ['log params', 'log macs', 'log activations'] as const) put(feature, feature);
  for (const { cell, operators } of schema.cells) {
    put('receptive field', `${cell}: receptive mean`);
    put('widest receptive field', `${cell}: receptive most`);
    put('narrowest receptive field', `${cell}: receptive least`);
    put('operators', `${cell}: count operators`);
    put('log paths', `${cell}: log paths`);
    put('paths without weights', `${cell}: paths with 0 weighted`);
    put('log variance', `${cell}: log variance`);
    put('identities', `${cell}: direct edges`);
    for (const { name, identity, weighted, growth, positions } of operators) {
      const count = `${cell}: count ${name}`;
      if (weighted) {
        put('depth', `${cell}: mean on path ${name}`);
        put('weighted operators', count);
        put('kernel positions', count, positions);
      } else if (identity) put('identities', count);
      else if (growth > 0) put('pools', count);
    }
  }
  if ('network' in schema.around) {
    const { kernels, resolutions } = schema.around.network;
    put('depth', 'weighted depth');
    put('operators', 'operators');
    for (const kernel of kernels) {
      put('kernel positions', `log convolutions ${kernel}x${kernel}`, kernel * kernel);
      put('receptive field', `log convolutions ${kernel}x${kernel}`, kernel - 1);
    }
    for (const resolution of resolutions) {
      put('weighted operators', `weighted operators at ${resolution}`);
      put('width', `log width at ${resolution}`);
    }
  }
  return universalNames.map((name) => terms[name]);
}
