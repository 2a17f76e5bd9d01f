/** A value inside a network as a sum of independent parts. Two paths from one source add up before they are squared: that is why parts are kept apart. */
import { addFiltered, FLAT, mixture, product, type Filter } from './filter.ts';
import { addTimes, copied, emptyKernels, imageKernels, type Kernels } from './kernels.ts';

/** Kernels that nothing before has to do with. Which source it is counts, not only what its kernels are. */
interface Source {
  readonly kernels: Kernels;
}

/** A part that is independent of the other parts: a source, how strong it is in amplitude, and the filter that was applied to it since. */
interface Part {
  readonly source: Source;
  readonly strength: number;
  readonly filter: Filter;
}

export interface Value {
  /** No two of one source. */
  readonly parts: readonly Part[];
  /** Number of channels, 0 where it is not known: the weights of `concat`. */
  readonly channels: number;
  /** Of the sum, from when they were first asked for. */
  kernels: Kernels | undefined;
}

const IMAGE = imageKernels();

export function imageValue(channels: number): Value {
  return fresh(IMAGE, channels);
}

/** A value that is independent of all before it. The kernels must not be written to any more. */
export function fresh(kernels: Kernels, channels: number): Value {
  return { parts: [{ source: { kernels }, strength: 1, filter: FLAT }], channels, kernels };
}

/** Kernels of a value, its parts summed. Not to be written to. */
export function kernelsOf(value: Value): Kernels {
  return (value.kernels ??= added(value.parts));
}

/** The same, to be written to. */
export function ownKernels({ kernels, parts }: Value): Kernels {
  return kernels === undefined ? added(parts) : copied(kernels);
}

function added(parts: readonly Part[]): Kernels {
  const sums = emptyKernels();
  for (const { source, strength, filter } of parts) {
    if (filter === FLAT) addTimes(sums, strength * strength, source.kernels);
    else addFiltered(sums, strength * strength, filter, source.kernels);
  }
  return sums;
}

export function withChannels({ parts, kernels }: Value, channels: number): Value {
  return { parts, channels, kernels };
}

/** A linear filter over positions. */
export function filtered(value: Value, filter: Filter): Value {
  if (filter === FLAT) return value;
  const parts = value.parts.map((part) => ({ source: part.source, strength: part.strength, filter: product(part.filter, filter) })); // prettier-ignore
  return { parts, channels: value.channels, kernels: undefined };
}

export function scaled(value: Value, factor: number): Value {
  if (factor === 1) return value;
  const parts = value.parts.map(({ source, strength, filter }) => ({ source, strength: strength * factor, filter }));
  return { parts, channels: value.channels, kernels: undefined };
}

/** The sum; parts of one source are added before anything is squared. */
export function summed(values: readonly Value[]): Value {
  const [first] = values;
  const parts: Part[] = first === undefined ? [] : first.parts.slice();
  for (let i = 1; i < values.length; i++) {
    for (const part of (values[i] as Value).parts) {
      let known = 0;
      while (known < parts.length && parts[known]?.source !== part.source) known++;
      if (known === parts.length) parts.push(part);
      else parts[known] = sumOf(parts[known] as Part, part);
    }
  }
  return { parts, channels: first?.channels ?? 0, kernels: undefined };
}

/** Of two parts of one source. */
function sumOf(a: Part, b: Part): Part {
  const { source } = a;
  if (a.filter === b.filter) return { source, strength: a.strength + b.strength, filter: a.filter };
  return { source, strength: 1, filter: mixture(a.strength, a.filter, b.strength, b.filter) };
}

/** What the same operator with other weights makes of the same value: of equal kernels, but independent where it was independent of the value. */
export function drawnAgain(result: Value, from: Value): Value {
  const parts = result.parts.map((part) =>
    from.parts.some(({ source }) => source === part.source)
      ? part
      : { source: { kernels: part.source.kernels }, strength: part.strength, filter: part.filter },
  );
  return { parts, channels: result.channels, kernels: result.kernels };
}

/** Channels side by side: the kernels' mean, weighted by channels; a value of an unknown number counts as the others do on average. */
export function joinedValues(values: readonly Value[]): Value {
  const known = values.filter(({ channels }) => channels > 0);
  const sum = known.reduce((total, { channels }) => total + channels, 0);
  const usual = known.length === 0 ? 1 : sum / known.length;
  const total = sum + usual * (values.length - known.length);
  const result = emptyKernels();
  for (const each of values) addTimes(result, (each.channels > 0 ? each.channels : usual) / total, kernelsOf(each));
  return fresh(result, total);
}

/** The same for values of one width, whatever they say of it. */
export function joinedEqually(values: readonly Value[]): Value {
  const result = emptyKernels();
  for (const each of values) addTimes(result, 1 / values.length, kernelsOf(each));
  return fresh(result, values.length);
}
