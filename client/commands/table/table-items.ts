/** The text of a table's evaluator, and of an experiment with it, laid out as the formatter does. */
import type { ResultOf } from '../../../engine/protocol/messages.ts';

export type TableView = ResultOf<'inspectTable'>;

export const notations = ['nb201', 'nb101', 'darts', 'autoformer', 'text', 'decisions'] as const;

/** Notations whose architectures always stand in one column. */
export const needsKey = (notation: string): boolean => notation !== 'decisions' && notation !== 'nb101';

export interface TableChoice {
  readonly name: string;
  /** As it is written into the text. */
  readonly path: string;
  readonly notation: string;
  readonly key: string | undefined;
  readonly metric: string;
  /** Columns of latencies in milliseconds. */
  readonly latencies: readonly string[];
}

/** Columns of the formatter's lines. */
const WIDTH = 120;

export function evaluatorText({ name, path, notation, key, metric, latencies }: TableChoice): string {
  const names = devicesOf(latencies);
  const devices = latencies.map((column, i) => `${names[i] ?? ''}: ${columnText(column)}`);
  const entries = [
    `path: ${quoted(path)}`,
    `notation: ${notation}`,
    ...(key === undefined ? [] : [`key: ${columnText(key)}`]),
    `metric: ${columnText(metric)}`,
    ...(devices.length === 0 ? [] : [`latency: { ${devices.join(', ')} }`]),
  ];
  const line = `evaluator ${name} = table { ${entries.join(', ')} }`;
  if (line.length <= WIDTH) return `${line}\n`;
  return `evaluator ${name} = table {\n${entries.map((entry) => `  ${entry},\n`).join('')}}\n`;
}

export function experimentText(name: string, space: string, table: TableChoice): string {
  const devices = devicesOf(table.latencies);
  return [
    `experiment ${name} {`,
    `  space: ${space}`,
    `  evaluator: ${table.name}`,
    '  maximize accuracy',
    ...(devices.length === 0
      ? ['  minimize params']
      : devices.map((device) => `  minimize latency(device: "${device}")`)),
    '  search predictor { initial: 16, batch: 8 }',
    '  budget { evaluations: 100 }',
    '  seed: 1',
    '}',
    '',
  ].join('\n');
}

/** The devices of columns such as `edgegpu_latency_c10`: the first word of each that is not about latency; they differ. */
function devicesOf(columns: readonly string[]): readonly string[] {
  const devices: string[] = [];
  for (const column of columns) {
    const words = column.split(/[^A-Za-z0-9]+/).filter((word) => word !== '' && !/^(latency|lat|ms|time)$/i.test(word));
    const device = (words[0] ?? 'device').replace(/^(?=\d)/, 'device');
    let name = device;
    for (let n = 2; devices.includes(name); n++) name = `${device}_${n}`;
    devices.push(name);
  }
  return devices;
}

/** Names of columns are names where they can be, else texts. */
const columnText = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) && !words.has(name) ? name : quoted(name));

/** Words that are no names, as docs/language.md lists them. */
const words: ReadonlySet<string> = new Set(
  'param let require for repeat residual gate branches if then else choice choose any all of true false not and or in'.split(
    ' ',
  ),
);

const quoted = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;

/** `name`, or `name2` and so on where a declaration of the text has it. */
export function freshName(name: string, text: string): string {
  const taken = new Set([...text.matchAll(/^\s*(?:[a-z]+)\s+([A-Za-z_]\w*)/gm)].map((match) => match[1]));
  if (!taken.has(name)) return name;
  for (let n = 2; ; n++) if (!taken.has(`${name}${n}`)) return `${name}${n}`;
}

/** The path of a file as seen from a folder, both absolute with `/`; absolute where they have nothing in common. */
export function relativePath(folder: string, file: string): string {
  const from = folder.split('/').filter((part) => part !== '');
  const to = file.split('/').filter((part) => part !== '');
  const drive = (parts: readonly string[]): string =>
    /^[A-Za-z]:$/.test(parts[0] ?? '') ? (parts[0] ?? '').toLowerCase() : '';
  if (drive(from) !== drive(to)) return file.replace(/^\/(?=[A-Za-z]:\/)/, '');
  // Letters of drives differ in their case, where they differ in nothing.
  let common = drive(from) === '' ? 0 : 1;
  while (common < from.length && common < to.length - 1 && from[common] === to[common]) common++;
  return [...from.slice(common).map(() => '..'), ...to.slice(common)].join('/');
}
