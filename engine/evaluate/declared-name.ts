/** `f1(unit: percent)` in an evaluator's options: a name with what it is measured in, which the language hands over as `{ name: "f1", unit: "percent" }`. */
import { metricUnits } from '../../dsl/semantics/declared-metrics.ts';
import { nearest } from '../../dsl/semantics/suggest.ts';

/** The name, or the value itself where it is no such record. */
export function nameOf(value: unknown): unknown {
  return isNamed(value) ? value['name'] : value;
}

/** Follows the name of the option. Undefined where nothing is wrong with the unit, or there is none. */
export function unitProblem(value: unknown): string | undefined {
  if (!isNamed(value)) return undefined;
  const words = [...metricUnits.keys()];
  const { name, unit, ...others } = value;
  const [other] = Object.keys(others);
  if (other !== undefined)
    return `says ${other} of ${String(name)}; it can say its unit only, such as ${String(name)}(unit: percent)`;
  if (unit === undefined || (typeof unit === 'string' && metricUnits.has(unit))) return undefined;
  const said = typeof unit === 'string' ? unit : JSON.stringify(unit);
  const near = nearest(said, words);
  return `measures ${String(name)} in ${said}; ${near === undefined ? `units are ${words.join(', ')}` : `did you mean "${near}"?`}`;
}

function isNamed(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'name' in value;
}
