/** What the client says of itself when it starts the server, beyond what the protocol has words for. All of it is optional. */
export interface StartOptions {
  /** Where the pages of diagnostics are, `file:///.../docs/diagnostics`: each code is a `.md` file there. */
  readonly diagnosticPages: string | undefined;
  /** Commands that the client carries out; lenses for others are not shown. */
  readonly commands: readonly string[];
  /** Absolute path of the Node that runs the engine; undefined for the server's own. */
  readonly nodePath: string | undefined;
}

export function startOptionsOf(given: unknown): StartOptions {
  const options: Partial<Record<keyof StartOptions, unknown>> =
    typeof given === 'object' && given !== null ? given : {};
  const { diagnosticPages: pages, commands, nodePath } = options;
  return {
    diagnosticPages: typeof pages === 'string' && /^[a-z][\w+.-]*:/.test(pages) ? pages.replace(/\/+$/, '') : undefined,
    commands: Array.isArray(commands) ? commands.filter((each) => typeof each === 'string') : [],
    nodePath: typeof nodePath === 'string' && nodePath.trim() !== '' ? nodePath.trim() : undefined,
  };
}
