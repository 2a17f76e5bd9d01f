/** The terminal as commands see it, so that tests can stand in for it. */

export interface Io {
  out(text: string): void;
  err(text: string): void;
  /** Standard input to its end. */
  readStdin(): Promise<Uint8Array>;
  /** Columns of the terminal; undefined where standard output is none. */
  readonly outWidth: number | undefined;
  readonly errWidth: number | undefined;
  /** Whether what is printed there may be coloured. */
  readonly outColor: boolean;
  readonly errColor: boolean;
  readonly cwd: string;
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal;
}

/** What a command gives back: the same facts for programs and for people. */
export interface CommandResult {
  readonly json: unknown;
  readonly text: readonly string[];
  readonly exit?: 0 | 1 | 130;
}

/** The process's own streams. A reader that went away (`hnas runs | head -1`) ends the program quietly. */
export function processIo(signal: AbortSignal): Io {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
  }
  const width = (stream: NodeJS.WriteStream): number | undefined => (stream.isTTY ? stream.columns || 80 : undefined);
  const mayColor = (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb';
  const color = (stream: NodeJS.WriteStream): boolean => stream.isTTY && mayColor;
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    readStdin: async () => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
      return Buffer.concat(chunks);
    },
    outWidth: width(process.stdout),
    errWidth: width(process.stderr),
    outColor: color(process.stdout),
    errColor: color(process.stderr),
    cwd: process.cwd(),
    signal,
  };
}
