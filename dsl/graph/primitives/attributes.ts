/** Fills in and checks the arguments of a primitive, so that everything after may rely on them. */
import type { Attributes } from '../network.ts';
import type { Shape } from '../shape.ts';
import type { Primitive, PrimitiveParameter } from './primitive.ts';

/** Every parameter's value, defaults filled in; or one sentence on the first argument that is not legal. */
export function resolveAttributes(
  name: string,
  primitive: Primitive,
  given: Attributes,
  inputs: readonly Shape[],
): { readonly attributes: Attributes } | { readonly error: string } {
  for (const key of Object.keys(given)) {
    if (!primitive.parameters.some((parameter) => parameter.name === key)) {
      const known = primitive.parameters.map((parameter) => parameter.name).join(', ');
      return { error: `${name} has no parameter "${key}"; it has ${known === '' ? 'none' : known}` };
    }
  }
  const attributes: Record<string, number | string | boolean> = {};
  for (const parameter of primitive.parameters) {
    const value = given[parameter.name] ?? defaultOf(parameter, inputs, attributes);
    if (value === undefined) return { error: `${name} needs a value for "${parameter.name}"` };
    const why = whyIllegal(parameter, value);
    if (why !== undefined) return { error: `${parameter.name} of ${name} ${why}` };
    attributes[parameter.name] = value;
  }
  return { attributes };
}

function defaultOf(
  parameter: PrimitiveParameter,
  inputs: readonly Shape[],
  earlier: Attributes,
): number | boolean | string | undefined {
  const value = parameter.default;
  return typeof value === 'object' ? value.value(inputs, earlier) : value;
}

function whyIllegal(parameter: PrimitiveParameter, value: number | boolean | string): string | undefined {
  const { type, min, max, values } = parameter;
  if (type === 'bool') return typeof value === 'boolean' ? undefined : `must be true or false, not ${value}`;
  if (type === 'string') {
    if (typeof value !== 'string') return `must be a text, not ${value}`;
    if (values !== undefined && !values.includes(value)) {
      return `must be ${values.map((v) => `"${v}"`).join(' or ')}, not "${value}"`;
    }
    return undefined;
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return `must be a number, not ${value}`;
  if (type === 'int' && !Number.isInteger(value)) return `must be a whole number, not ${value}`;
  if (min !== undefined && value < min) return `must be at least ${min}, not ${value}`;
  if (max !== undefined && value > max) return `must be at most ${max}, not ${value}`;
  return undefined;
}
