/** What a task of the type `hnas` may ask for, and how the command line is called for it. */

export interface HnasTask {
  readonly command: 'check' | 'search';
  /** Relative to the workspace folder. */
  readonly file: string | undefined;
  readonly experiment: string | undefined;
}

/** What stands in a tasks.json is anybody's text: undefined for what is no such task. */
export function taskOf(definition: Readonly<Record<string, unknown>>): HnasTask | undefined {
  const { command, file, experiment } = definition;
  if (command !== 'check' && command !== 'search') return undefined;
  if (![file, experiment].every((each) => each === undefined || typeof each === 'string')) return undefined;
  if (command === 'search' && (file === undefined || file === '')) return undefined;
  return { command, file: optionalText(file), experiment: optionalText(experiment) };
}

const optionalText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** Of the command line, in the workspace folder. */
export function argumentsOf({ command, file, experiment }: HnasTask): readonly string[] {
  if (command === 'check') return ['check', file ?? '.'];
  return ['search', experiment === undefined ? (file ?? '') : `${file}#${experiment}`];
}

/** Names of the experiments that a text declares: at a line's beginning, which is where the formatter puts them. */
export const experimentsIn = (text: string): readonly string[] =>
  [...text.matchAll(/^experiment[ \t]+([A-Za-z_]\w*)/gm)].flatMap(([, name]) => name ?? []);
