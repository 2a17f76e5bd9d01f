/**
 * What a program says on its standard output: JSON objects, one a line, with numbers by metric. `{"step": 3, "of": 10, "accuracy": 71.5}` is a report of
 * a training under way, an object without `step` the result. All else is the program's own talk.
 */
import { isStatic } from '../../search/metric.ts';

export interface Report {
  /** Undefined: the result. */
  readonly step: number | undefined;
  /** Steps in all, where they are told. */
  readonly of: number | undefined;
  /** By metric key; not finite where the program says NaN, infinity or null. */
  readonly values: Readonly<Record<string, number>>;
  /** Metrics whose value is no number, as written. */
  readonly odd: Readonly<Record<string, string>>;
}

/** Metrics of one report, and characters of a name. */
const MOST_METRICS = 100;
const LONGEST_NAME = 100;

/** Undefined where the line is no JSON object. */
export function readReport(line: string): Report | undefined {
  const text = line.trim();
  if (!text.startsWith('{') || !text.endsWith('}')) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(withoutNaN(text));
  } catch {
    return undefined;
  }
  const { step, of, ...rest } = parsed as Record<string, unknown>;
  const values: Record<string, number> = {};
  const odd: Record<string, string> = {};
  for (const [name, value] of Object.entries(rest).flatMap(([name, value]) => flat(name, value))) {
    if (name.length > LONGEST_NAME || isStatic({ metric: name })) continue;
    if (Object.keys(values).length === MOST_METRICS) break;
    if (typeof value === 'number') values[name] = value;
    else if (value === null) values[name] = NaN;
    else odd[name] = JSON.stringify(value).slice(0, 60);
  }
  return { step: countOf(step), of: countOf(of), values, odd };
}

/** `latency: { edgegpu: 0.01 }` is `latency(edgegpu)`. */
function flat(name: string, value: unknown): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[name, value]];
  return Object.entries(value).map(([key, each]) => [`${name}(${key})`, each]);
}

/** Python writes NaN and infinities, which JSON has not. */
function withoutNaN(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (found) => (found.startsWith('"') ? found : 'null'));
}

const countOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
