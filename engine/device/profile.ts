/**
 * What is known of a device: latencies of some or all architectures of a space, measured on it or taken from a table. A JSON file that people keep beside their
 * spec and pass on; docs/devices.md describes it.
 */
import { count, list, number, oneOf, optional, record, text } from '../protocol/read.ts';
import { fail, ok, type Outcome } from '../data/outcome.ts';

export interface Latency {
  /** Canonical text. */
  readonly architecture: string;
  /** Hash of its live graph: whether the text still means the network that was measured. */
  readonly graph: string;
  /** Of one forward pass. */
  readonly seconds: number;
  /** Interquartile range over the passes of a measurement, as a share of the latency. */
  readonly spread?: number | undefined;
}

/** Latencies of one space. */
export interface SpaceLatencies {
  readonly space: string;
  /** `DecisionSpace.hash` at that time. */
  readonly hash: string;
  /** `measured` by `hnas device measure`: only what reaches the output was computed. `imported`: from a table. */
  readonly source: 'measured' | 'imported';
  /** One line for people: machine, runtime and threads, or table and column. */
  readonly how: string;
  /** ISO 8601, UTC. */
  readonly made: string;
  readonly latencies: readonly Latency[];
}

export interface DeviceProfile {
  readonly device: string;
  /** One for each space. */
  readonly spaces: readonly SpaceLatencies[];
}

const FORMAT = 'hnas-device';
const VERSION = 1;

const reader = record({
  device: text,
  spaces: list(
    record({
      space: text,
      hash: text,
      source: oneOf('measured', 'imported'),
      how: text,
      made: text,
      latencies: list(record({ architecture: text, graph: text, seconds: number, spread: optional(number) })),
    }),
  ),
});

const header = record({ format: oneOf(FORMAT), version: count });

/** A letter or digit, then letters, digits, dots, dashes and underscores: it names a file. */
export function deviceNameProblem(name: string): string | undefined {
  if (/^[A-Za-z0-9][\w.-]{0,63}$/.test(name)) return undefined;
  return `"${name}" cannot name a device's profile: it must be letters, digits, ".", "-" and "_", 64 at most, and begin with a letter or digit`;
}

/** The text of a profile's file, read; the error is a phrase that follows the file's name. */
export function readProfile(content: string): Outcome<DeviceProfile> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(content);
  } catch {
    return fail('it is no JSON');
  }
  const head = header(parsed, 'the file');
  if ('error' in head) return fail(`it is no device profile: ${head.error}`);
  if (head.value.version !== VERSION) {
    return fail(`it is of version ${head.value.version}, which this version of hnas cannot read; it reads ${VERSION}`);
  }
  const read = reader(parsed, 'profile');
  if ('error' in read) return fail(read.error);
  for (const { space, latencies } of read.value.spaces) {
    const wrong = latencies.findIndex(({ seconds }) => !(seconds > 0));
    if (wrong >= 0)
      return fail(`latency ${wrong + 1} of ${space} is ${latencies[wrong]?.seconds} s; it must be above 0`);
  }
  return ok(read.value);
}

/** The file's text: an architecture a line. */
export function profileText({ device, spaces }: DeviceProfile): string {
  const parts = spaces.map(({ latencies, ...rest }) => {
    const lines = latencies.map((each) => `        ${JSON.stringify(each)}`).join(',\n');
    const fields = Object.entries(rest).map(
      ([key, value]) => `      ${JSON.stringify(key)}: ${JSON.stringify(value)},`,
    );
    return `    {\n${fields.join('\n')}\n      "latencies": [\n${lines}\n      ]\n    }`;
  });
  return `{\n  "format": "${FORMAT}",\n  "version": ${VERSION},\n  "device": ${JSON.stringify(device)},\n  "spaces": [\n${parts.join(',\n')}\n  ]\n}\n`;
}

/** With these latencies in place of what it said of the same space. */
export function withSpace(
  profile: DeviceProfile | undefined,
  device: string,
  latencies: SpaceLatencies,
): DeviceProfile {
  const others = profile?.spaces.filter(({ space }) => space !== latencies.space) ?? [];
  return { device, spaces: [...others, latencies] };
}
