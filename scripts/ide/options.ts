/** The arguments of `npm run ide`. */
import { parseArgs } from 'node:util';

export interface IdeOptions {
  /** Undefined: a copy of the examples. */
  readonly folder: string | undefined;
  /** 0: a free one. */
  readonly port: number;
  readonly open: boolean;
  /** Forgets settings, extensions and the copy of the examples. */
  readonly fresh: boolean;
  readonly vsix: string | undefined;
}

export const usage = `npm run ide -- [FOLDER] [--port N] [--no-open] [--fresh] [--vsix FILE]

Opens the extension in a real VS Code in your browser, on 127.0.0.1 only, until Ctrl-C.

  FOLDER       what to open; without it a copy of the examples, which keeps your changes
  --port N     the port; without it a free one
  --no-open    prints the address and opens no browser
  --fresh      forgets settings and changes of earlier times
  --vsix FILE  this packaged extension; without it one is made from the sources`;

/** The options, or one sentence on what is wrong; `undefined` where help is asked for. */
export function readOptions(args: readonly string[]): IdeOptions | { readonly error: string } | undefined {
  const options = {
    port: { type: 'string', default: '0' },
    'no-open': { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    vsix: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (values.help) return undefined;
    if (positionals.length > 1) return { error: `one folder can be opened, not ${positionals.length}` };
    const port = Number(values.port);
    if (!/^\d+$/.test(values.port) || port > 65_535)
      return { error: `"${values.port}" is no port; it is a number from 0 to 65535` };
    return { folder: positionals[0], port, open: !values['no-open'], fresh: values.fresh, vsix: values.vsix };
  } catch (error) {
    return { error: (error as Error).message.split('. ')[0] ?? '' };
  }
}
